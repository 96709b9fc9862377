"""Draws marks and the part beyond the limit: tints below the text, underlines above it."""

import math
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from desktop.editor.layout import AnswerLayout
from desktop.editor.offsets import to_units
from desktop.editor.spans import SpanKind, SpanMark
from desktop.theme import Theme
from desktop.tokens import Tokens

_RADIUS = 5.0


class MarkPainter:
    """Paints for `layout` what was last given to it. `text` is the committed text that the offsets are in."""

    def __init__(self, theme: Theme, layout: AnswerLayout) -> None:
        self._theme = theme
        self._layout = layout
        self.text = ""
        self.marks: tuple[SpanMark, ...] = ()
        self.cut: tuple[int, int] | None = None  # UTF-16 range of the seen text beyond the limit
        layout.under = self.under
        layout.over = self.over

    def rects(self, mark: SpanMark) -> Iterator[QRectF]:
        """Where `mark` is seen, a rectangle per line, in the document's coordinates."""
        start, end = to_units(self.text, mark.span.start), to_units(self.text, mark.span.end)
        # What is being composed at either edge of a passage is not part of it.
        return self._layout.rects(self._layout.seen(start), self._layout.seen(end - 1) + 1)

    def under(self, painter: QPainter, clip: QRectF) -> None:
        tokens = self._theme.tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.cut is not None:
            painter.setBrush(QColor(tokens.violation_pale))
            for area in self._layout.rects(*self.cut):
                if area.intersects(clip):
                    painter.drawRoundedRect(area.adjusted(-1, -2, 1, 2), _RADIUS, _RADIUS)
        for mark in self.marks:
            if mark.active:
                painter.setBrush(QColor(_colors(tokens, mark.kind)[1]))
                for area in self.rects(mark):
                    painter.drawRoundedRect(area.adjusted(-3, -2, 3, 3), _RADIUS, _RADIUS)
        painter.restore()

    def over(self, painter: QPainter, clip: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self.marks:
            color = QColor(_colors(self._theme.tokens, mark.kind)[0])
            for area in self.rects(mark):
                if area.adjusted(0, 0, 0, 4).intersects(clip):
                    _underline(painter, area, mark.kind, color)
        painter.restore()


def _colors(tokens: Tokens, kind: SpanKind) -> tuple[str, str]:
    match kind:
        case "good":
            return tokens.good, tokens.good_pale
        case "improve":
            return tokens.improve, tokens.improve_pale
        case "rule" | "doubt" | "note":
            return tokens.violation, tokens.violation_pale


def _underline(painter: QPainter, area: QRectF, kind: SpanKind, color: QColor) -> None:
    """Solid, dashed, wavy or dotted, so that the kinds differ without their colours."""
    y = area.bottom() + 1.0
    if kind in ("doubt", "note"):
        period = 4 if kind == "doubt" else 7
        tile = _dot(color.rgb(), 2.0 if kind == "doubt" else 1.6, period, painter.device().devicePixelRatio())
        painter.drawTiledPixmap(QRectF(area.left(), y - 2, area.width(), 4), tile)
        return
    pen = QPen(color, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if kind == "rule":
        pen.setWidthF(1.3)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_wave(area.left(), area.right(), y))
        return
    if kind == "improve":
        pen.setDashPattern([3.6, 2.2])
    painter.setPen(pen)
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


@lru_cache(maxsize=16)
def _dot(color: int, width: float, period: int, ratio: float) -> QPixmap:
    """One dot and the room to the next: a pen of round dashes takes fifty times as long."""
    tile = QPixmap(round(period * ratio), round(4 * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QPointF(2, 2), width / 2, width / 2)
    painter.end()
    return tile


def _wave(left: float, right: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(left, y))
    half = 2.5
    for step in range(math.ceil((right - left) / half)):
        x = left + step * half
        path.quadTo(QPointF(x + half / 2, y + (2.4 if step % 2 else -2.4)), QPointF(min(x + half, right), y))
    return path
