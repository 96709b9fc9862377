"""How much of an answer stands elsewhere, from 0 to 100 %, with the line from which screeners look closer."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.retrieval.matches import LINE
from desktop.fonts import tabular
from desktop.theme import Theme

_BAR = 8.0
_ABOVE = 20.0  # px for the words of the line


class LineBar(QWidget):
    """The bar is red from the line on, and the words beside it say so too."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._percent = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._repaint)

    def set_percent(self, percent: float) -> None:
        self._percent = percent
        self.setAccessibleName(self.tr("유사도 {percent}%, 기준선 {line}%").format(percent=percent, line=LINE))
        self.update()

    @property
    def percent(self) -> float:
        return self._percent

    def sizeHint(self) -> QSize:
        return QSize(240, round(_ABOVE + _BAR + 6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, _ABOVE, self.width(), _BAR)
        painter.setBrush(self._theme.color("well"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        if self._percent > 0:
            over = self._percent >= LINE
            bar.setWidth(max(_BAR, self.width() * min(100.0, self._percent) / 100))
            painter.setBrush(self._theme.color("violation" if over else "accent"))
            painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        at = round(self.width() * LINE / 100) + 0.5
        painter.setPen(QPen(self._theme.color("second"), 1.5))
        painter.drawLine(QPointF(at, _ABOVE - 4), QPointF(at, _ABOVE + _BAR + 4))
        font = tabular(QFont(self.font()))
        font.setPixelSize(max(11, self._theme.font_px - 2))
        painter.setFont(font)
        words = self.tr("기준선 {line}%").format(line=LINE)
        width = QFontMetricsF(font).horizontalAdvance(words)
        left = min(max(0.0, at - width / 2), self.width() - width)
        painter.drawText(QPointF(left, _ABOVE - 8), words)

    @Slot()
    def _repaint(self) -> None:
        self.update()
