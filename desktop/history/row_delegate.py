"""Draws a line of the history: whose, which question, when, by which model, how it ended, and a star to click."""

from datetime import UTC, datetime

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.fonts import tabular
from desktop.history.list_model import HistoryModel, Index, Role, heading
from desktop.icons import pixmap
from desktop.theme import Theme

HEIGHT = 72
_SIDE = 16
_STAR = 16


class HistoryDelegate(QStyledItemDelegate):
    """`star_clicked` carries a critique's id and whether it is to be starred."""

    star_clicked = Signal(str, bool)

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = parent
        self._theme = theme
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(320, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        summary = index.data(Role.SUMMARY)
        tokens = self._theme.tokens
        area = option.rect.adjusted(0, 0, 0, -8)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus))
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.line), 1))
        painter.setBrush(QColor(tokens.hover if hover and not chosen else tokens.raised))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        star = star_area(area)
        name, color = ("star-filled", tokens.accent) if summary.starred else ("star", tokens.third)
        painter.drawPixmap(star.topLeft(), pixmap(name, color, _STAR))
        left, right = star.right() + 12, area.right() - _SIDE
        when = self._model.when_words(summary.started_at, datetime.now(UTC))
        right_edge = self._draw_right(painter, QRect(left, area.top() + 11, right - left, 20), when, tokens.third)
        title = heading(summary) or self.tr("제목 없음")
        run = self.tr("{run}번째").format(run=summary.number)
        top = QRect(left, area.top() + 11, right_edge - left - 12, 20)
        self._draw_title(painter, top, title, run)
        facts = [self._model.state_words(summary.state), summary.model_name]
        facts.append(self.tr("지적 {count}").format(count=summary.good + summary.improve))
        words = " · ".join(fact for fact in facts if fact)
        bottom = QRect(left, area.top() + 34, right - left, 20)
        right_edge = self._draw_right(painter, bottom, words, tokens.third)
        self._draw_left(painter, bottom.adjusted(0, 0, right_edge - right - 16, 0), summary.question_text)
        painter.restore()

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            area = option.rect.adjusted(0, 0, 0, -8)
            if star_area(area).adjusted(-10, -10, 8, 10).contains(event.position().toPoint()):
                summary = index.data(Role.SUMMARY)
                self.star_clicked.emit(summary.id, not summary.starred)
                return True
        return False

    def _draw_title(self, painter: QPainter, area: QRect, title: str, run: str) -> None:
        bold, small = self._font(0, QFont.Weight.DemiBold), self._font(-2, QFont.Weight.Medium)
        run_width = QFontMetrics(small).horizontalAdvance(run)
        painter.setFont(bold)
        painter.setPen(self._theme.color("ink"))
        metrics = QFontMetrics(bold)
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, area.width() - run_width - 8)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setFont(small)
        painter.setPen(self._theme.color("third"))
        after = area.adjusted(metrics.horizontalAdvance(shown) + 8, 1, 0, 1)
        painter.drawText(after, int(Qt.AlignmentFlag.AlignVCenter), run)

    def _draw_left(self, painter: QPainter, area: QRect, text: str) -> None:
        font = self._font(-1, QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.color("second"))
        flat = " ".join(text.split())
        shown = QFontMetrics(font).elidedText(flat, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _draw_right(self, painter: QPainter, area: QRect, text: str, color: str) -> int:
        """Where the text begins."""
        font = tabular(self._font(-2, QFont.Weight.Normal))
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        return area.right() - QFontMetrics(font).horizontalAdvance(text)

    def _font(self, change: int, weight: QFont.Weight) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._theme.font_px + change)
        font.setWeight(weight)
        return font


def star_area(area: QRect) -> QRect:
    return QRect(area.left() + _SIDE, area.center().y() - _STAR // 2, _STAR, _STAR)
