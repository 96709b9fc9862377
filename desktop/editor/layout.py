"""How the answer is laid out: a centred column, generous lines, breaks between words (어절).

A layout of our own because QTextDocument breaks Korean between any two syllables, and because line spacing and marks
kept in the document's formats would be part of its undo history. Here the document holds plain text and nothing else.
"""

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextDocument,
    QTextFrame,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from desktop.tokens import COLUMN, SIDE

LINE_HEIGHT = 1.9  # of the font's size
PARAGRAPH_GAP = 0.75  # of the font's size, beside the line break itself
TOP, BOTTOM = 10.0, 72.0

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
Paint = Callable[[QPainter, QRectF], None]  # what is painted, and the part that must be


class AnswerLayout(QAbstractTextDocumentLayout):
    """Lays out `document`. `under` and `over` are painted below and above the text.

    Offsets are in UTF-16 units of the text as it is seen: the composition in progress (pre-edit) included.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.under: Paint | None = None
        self.over: Paint | None = None
        self.gutter = 0.0  # px at the right that the scroll bar takes from the width, so that the column stays centred
        self._width = 0.0
        self._size = QSizeF()
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    @property
    def line_height(self) -> float:
        return round(self._font_px() * LINE_HEIGHT)

    def column(self) -> QRectF:
        """Where the text stands: left edge, first line, width, and the height of all lines."""
        width = max(80.0, min(COLUMN, self._width + self.gutter - 2 * SIDE))
        return QRectF((self._width + self.gutter - width) / 2, TOP, width, self._size.height() - TOP - BOTTOM)

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """One rectangle per line that the range touches, as high as the line's letters."""
        offset = 0
        for block in self._blocks():
            layout = block.layout()
            length = len(_seen_text(block))
            if offset + length > start and offset < end:
                yield from self._block_rects(layout, start - offset, end - offset)
            offset += length + 1
            if offset >= end:
                return

    def seen(self, position: int) -> int:
        """The offset in the text as it is seen of a position in the document."""
        for block in self._blocks():
            layout = block.layout()
            inside = position - block.position()
            if layout.preeditAreaText() and inside <= block.length():
                return position + (_units(layout.preeditAreaText()) if inside >= layout.preeditAreaPosition() else 0)
        return position

    def documentChanged(self, position: int, _removed: int, added: int) -> None:
        """Lay out the blocks that changed, all of them when the width did, and place the rest below them."""
        document = self.document()
        width = document.pageSize().width()
        everything = width != self._width
        self._width = width
        first, last = document.findBlock(position).blockNumber(), document.findBlock(position + added).blockNumber()
        if last < 0:
            last = document.blockCount()
        y = TOP
        column = self.column()
        for block in self._blocks():
            layout = block.layout()
            if everything or first <= block.blockNumber() <= last or not layout.lineCount():
                self._lay_out(block, column.width())
            layout.setPosition(QPointF(column.left(), y))
            y += self._height(layout) + self._gap()
        size = QSizeF(width, y - self._gap() + BOTTOM)
        if size != self._size:
            self._size = size
            self.documentSizeChanged.emit(size)
        self.update.emit()

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        clip = context.clip if not context.clip.isEmpty() else QRectF(QPointF(), self._size)
        if self.under is not None:
            self.under(painter, clip)
        painter.setPen(context.palette.color(context.palette.ColorRole.Text))
        for block in self._blocks():
            area = self.blockBoundingRect(block)
            if area.bottom() < clip.top():
                continue
            if area.top() > clip.bottom():
                break
            block.layout().draw(painter, QPointF(), _selections(block, context), clip)
            _draw_caret(painter, block, context)
        if self.over is not None:
            self.over(painter, clip)

    def hitTest(self, point: QPointF | object, accuracy: Qt.HitTestAccuracy) -> int:
        """Position in the document under `point`; -1 for an exact test that hits no letter."""
        if not isinstance(point, QPointF):
            raise TypeError("a point is expected")
        for block in self._blocks():
            area = self.blockBoundingRect(block)
            if point.y() < area.bottom() + self._gap() or not block.next().isValid():
                return self._hit(block, point, exact=accuracy is Qt.HitTestAccuracy.ExactHit)
        return -1

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        layout = block.layout()
        return QRectF(layout.position(), QSizeF(self.column().width(), self._height(layout)))

    def frameBoundingRect(self, _frame: QTextFrame) -> QRectF:
        return QRectF(QPointF(), self._size)

    def documentSize(self) -> QSizeF:
        return self._size

    def pageCount(self) -> int:
        return 1

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _font_px(self) -> float:
        font = self.document().defaultFont()
        return font.pixelSize() if font.pixelSize() > 0 else font.pointSizeF() * 96 / 72

    def _gap(self) -> float:
        return round(self._font_px() * PARAGRAPH_GAP)

    def _height(self, layout: QTextLayout) -> float:
        lines = layout.lineCount()
        if lines == 1 and not layout.lineAt(0).textLength():
            # An empty paragraph separates by itself: with the gaps on both sides of it, it would be a hole.
            return self.line_height - self._gap()
        return max(1, lines) * self.line_height

    def _lay_out(self, block: QTextBlock, width: float) -> None:
        layout = block.layout()
        layout.setTextOption(self._option)
        metrics = QFontMetricsF(self.document().defaultFont())
        baseline = (self.line_height + metrics.ascent() - metrics.descent()) / 2
        text = _seen_text(block)
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            _keep_word_whole(line, text, width)
            # One baseline for all lines, also where an emoji's font is higher.
            line.setPosition(QPointF(0, y + baseline - line.ascent()))
            y += self.line_height
        layout.endLayout()

    def _hit(self, block: QTextBlock, point: QPointF, *, exact: bool) -> int:
        layout = block.layout()
        inside = point - layout.position()
        number = min(max(0, int(inside.y() // self.line_height)), layout.lineCount() - 1)
        line = layout.lineAt(number)
        if not line.isValid():
            return -1 if exact else block.position()
        if exact and not (0 <= inside.y() < self._height(layout) and 0 <= inside.x() <= line.naturalTextWidth()):
            return -1
        at = QTextLine.CursorPosition.CursorOnCharacter if exact else QTextLine.CursorPosition.CursorBetweenCharacters
        offset = line.xToCursor(inside.x(), at)
        preedit, start = _units(layout.preeditAreaText()), layout.preeditAreaPosition()
        if preedit and offset > start:
            offset = max(start, offset - preedit)
        return block.position() + offset

    @staticmethod
    def _block_rects(layout: QTextLayout, start: int, end: int) -> Iterator[QRectF]:
        begin = layout.lineForTextPosition(max(0, start))
        for number in range(begin.lineNumber() if begin.isValid() else 0, layout.lineCount()):
            line = layout.lineAt(number)
            if line.textStart() >= end:
                return
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = _x(line, first), min(_x(line, last), line.naturalTextWidth())
                if right > left:
                    corner = layout.position() + QPointF(left, line.y())
                    yield QRectF(corner, QSizeF(right - left, line.height()))


def _x(line: QTextLine, offset: int) -> float:
    found = line.cursorToX(offset)  # PySide returns (x, offset moved to a character's edge)
    if not isinstance(found, tuple):
        raise TypeError("cursorToX gives a pair")
    return float(found[0])


def _units(text: str) -> int:
    return len(text) + len(_ASTRAL.findall(text))


def _seen_text(block: QTextBlock) -> str:
    """The block's text with the pre-edit in it, one character per UTF-16 unit so that Qt's offsets fit."""
    layout = block.layout()
    text = _ASTRAL.sub("xx", block.text())
    preedit = _ASTRAL.sub("xx", layout.preeditAreaText())
    if not preedit:
        return text
    at = layout.preeditAreaPosition()
    return text[:at] + preedit + text[at:]


def _keep_word_whole(line: QTextLine, text: str, width: float) -> None:
    """End the line before the word that Qt broke, unless the word fills the line by itself."""
    start, end = line.textStart(), line.textStart() + line.textLength()
    if end >= len(text) or text[end - 1].isspace() or text[end].isspace():
        return
    last_space = max(text.rfind(" ", start, end), text.rfind("\t", start, end))
    if last_space > start:
        line.setLineWidth(min(width, _x(line, last_space) + 0.5))


def _selections(block: QTextBlock, context: QAbstractTextDocumentLayout.PaintContext) -> list[QTextLayout.FormatRange]:
    found = []
    layout = block.layout()
    preedit, at = _units(layout.preeditAreaText()), layout.preeditAreaPosition()
    for selection in context.selections:
        start = max(0, selection.cursor.selectionStart() - block.position())
        end = min(block.length(), selection.cursor.selectionEnd() - block.position())
        if start < end:
            entry = QTextLayout.FormatRange()
            entry.start = start + (preedit if start >= at else 0)
            entry.length = end + (preedit if end > at else 0) - entry.start
            entry.format = selection.format
            found.append(entry)
    return found


def _draw_caret(painter: QPainter, block: QTextBlock, context: QAbstractTextDocumentLayout.PaintContext) -> None:
    position = context.cursorPosition
    layout = block.layout()
    if position < -1:
        # Qt says so where the caret is inside the composition.
        if layout.preeditAreaText():
            layout.drawCursor(painter, QPointF(), layout.preeditAreaPosition() - (position + 2), 2)
    elif block.contains(position):
        layout.drawCursor(painter, QPointF(), position - block.position(), 2)
