"""A row of the sidebar."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from desktop.fonts import tabular
from desktop.icons import pixmap
from desktop.theme import Theme

ROW = 36  # px high


class NavRow(QPushButton):
    """A row of the sidebar: a name and a badge; slim, an icon or the name's first syllable."""

    def __init__(self, theme: Theme, text: str, icon_name: str = "", initial: str = "") -> None:
        super().__init__()
        self.key = ""
        self._theme = theme
        self._name = text
        self._icon = icon_name
        self._initial = initial
        self._badge = ""
        self._urgent = False
        self._slim = False
        self._current = False
        self.setFixedHeight(ROW)
        self.setMinimumWidth(0)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._repaint)
        self._describe()

    @property
    def badge(self) -> str:
        return self._badge

    @property
    def urgent(self) -> bool:
        return self._urgent

    @property
    def name(self) -> str:
        return self._name

    @property
    def current(self) -> bool:
        return self._current

    def set_badge(self, text: str, *, urgent: bool = False) -> None:
        self._badge, self._urgent = text, urgent
        self._describe()
        self.update()

    def set_slim(self, slim: bool) -> None:
        self._slim = slim
        self._describe()
        self.update()

    def set_current(self, current: bool) -> None:
        if current != self._current:
            self._current = current
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(44, ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._current or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_pale" if self._current else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 9, 9)
        if self._slim:
            self._paint_slim(painter)
        else:
            self._paint_wide(painter)

    def _paint_wide(self, painter: QPainter) -> None:
        right = self.width() - 9
        if self._badge:
            right -= self._paint_badge(painter, right) + 8
        font = QFont(self.font())
        font.setPixelSize(self._theme.font_px)
        font.setWeight(QFont.Weight.DemiBold if self._current else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(self._theme.color("accent" if self._current else "ink"))
        room = QRectF(9, 0, right - 9, self.height())
        shown = QFontMetrics(font).elidedText(self._name, Qt.TextElideMode.ElideRight, int(room.width()))
        self.setToolTip("" if shown == self._name else self._name)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_badge(self, painter: QPainter, right: int) -> int:
        font = tabular(self.font())
        font.setPixelSize(max(11, self._theme.font_px - 3))
        font.setWeight(QFont.Weight.DemiBold)
        width = min(QFontMetrics(font).horizontalAdvance(self._badge) + 14, self.width() // 2)
        area = QRectF(right - width, (self.height() - 18) / 2, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("violation_pale" if self._urgent else "well"))
        painter.drawRoundedRect(area, 9, 9)
        painter.setFont(font)
        painter.setPen(self._theme.color("violation" if self._urgent else "second"))
        shown = QFontMetrics(font).elidedText(self._badge, Qt.TextElideMode.ElideRight, int(width) - 12)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
        return width

    def _paint_slim(self, painter: QPainter) -> None:
        theme = self._theme
        tone = "accent" if self._current else "second"
        if self._icon:
            side = 18
            scale = self.devicePixelRatioF()
            painter.drawPixmap(
                (self.width() - side) // 2,
                (self.height() - side) // 2,
                pixmap(self._icon, getattr(theme.tokens, tone), side, scale),
            )
            return
        font = QFont(self.font())
        font.setPixelSize(theme.font_px)
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(theme.color(tone))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initial)
        if self._urgent:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("violation"))
            painter.drawEllipse(QRectF(self.width() - 11, 5, 6, 6))

    def _describe(self) -> None:
        words = " ".join(part for part in (self._name, self._badge) if part)
        self.setAccessibleName(words)
        if self._slim:
            self.setToolTip(words)

    @Slot()
    def _repaint(self) -> None:
        self.update()
