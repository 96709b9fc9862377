"""Draws an essay of the list: whose company, when and for what, how it was judged, and a piece of it with the hits."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.storage.corpus.records import EssayRow
from desktop.editor.offsets import to_units
from desktop.fonts import tabular
from desktop.library.list_model import EssayListModel, Index, Role
from desktop.library.search import hits
from desktop.theme import Theme

GAP = 8  # px below each row
_SIDE, _TOP = 18, 13
_BOLDER = 12  # px that marked words may take beyond what was measured


class EssayDelegate(QStyledItemDelegate):
    """As high as its letters need, so that it grows with the chosen size of text."""

    def __init__(self, theme: Theme, model: EssayListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(320, 2 * _TOP + 22 + 21 + 5 + self._pitch() + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: EssayRow = index.data(Role.ROW)
        area = option.rect.adjusted(0, 0, 0, -GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_frame(painter, area, option.state)
        left, right = area.left() + _SIDE, area.right() - _SIDE
        top = QRect(left, area.top() + _TOP, right - left, 22)
        begins = self._draw_right(painter, top, " · ".join(self._model.counts(row)))
        self._draw_title(painter, top.adjusted(0, 0, begins - right - 12, 0), row.company, self._model.tag(row))
        facts = QRect(left, top.bottom() + 1, right - left, 21)
        self._draw_left(painter, facts, self._model.facts(row))
        self._draw_excerpt(painter, QRect(left, facts.bottom() + 6, right - left, self._pitch()), row.excerpt)
        painter.restore()

    def _draw_frame(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        chosen = bool(state & QStyle.StateFlag.State_HasFocus)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(self._theme.color("accent" if chosen else "line"), 1))
        painter.setBrush(self._theme.color("hover" if hover and not chosen else "raised"))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)

    def _draw_title(self, painter: QPainter, area: QRect, title: str, tag: str) -> None:
        bold, small = self._font(0, QFont.Weight.DemiBold), self._font(-2, QFont.Weight.DemiBold)
        tag_width = QFontMetrics(small).horizontalAdvance(tag) + 12 if tag else 0
        painter.setFont(bold)
        painter.setPen(self._theme.color("ink"))
        metrics = QFontMetrics(bold)
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, area.width() - tag_width - 8)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        if not tag:
            return
        pill = QRectF(area.left() + metrics.horizontalAdvance(shown) + 8, area.top() + 1.5, tag_width, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("well"))
        painter.drawRoundedRect(pill, 5, 5)
        painter.setFont(small)
        painter.setPen(self._theme.color("second"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, tag)

    def _draw_left(self, painter: QPainter, area: QRect, text: str) -> None:
        font = self._font(-1, QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.color("third"))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _draw_right(self, painter: QPainter, area: QRect, text: str) -> int:
        """Where the text begins."""
        font = tabular(self._font(-2, QFont.Weight.Medium))
        painter.setFont(font)
        painter.setPen(self._theme.color("second"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        return area.right() - QFontMetrics(font).horizontalAdvance(text)

    def _draw_excerpt(self, painter: QPainter, area: QRect, text: str) -> None:
        """One line: excerpts are cut so that their first hit stands near the beginning."""
        font = self._font(-1, QFont.Weight.Normal)
        flat = " ".join(text.split())
        shown = QFontMetrics(font).elidedText(flat, Qt.TextElideMode.ElideRight, area.width() - _BOLDER)
        layout = QTextLayout(shown, font)
        ranges = hits(shown, self._model.query)
        layout.setFormats([self._mark(to_units(shown, start), to_units(shown, end)) for start, end in ranges])
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        painter.setPen(self._theme.color("second"))
        layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - layout.boundingRect().height()) / 2))

    def _mark(self, start: int, end: int) -> QTextLayout.FormatRange:
        form = QTextCharFormat()
        form.setForeground(self._theme.color("accent"))
        form.setBackground(self._theme.color("accent_pale"))
        form.setFontWeight(QFont.Weight.DemiBold)
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = start, end - start, form
        return made

    def _pitch(self) -> int:
        return round((self._theme.font_px - 1) * 1.55)

    def _font(self, change: int, weight: QFont.Weight) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._theme.font_px + change)
        font.setWeight(weight)
        return font
