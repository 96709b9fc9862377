"""Paragraphs as a card shows them: Korean line breaking, a line height of their own, elision, and a soft caret.

QLabel has no line height in plain text, and its rich text is laid out anew by an HTML parser at each change; this
lays out one paragraph with QTextLayout, which is what streaming at 30 Hz can afford beside thirty cards.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme
from desktop.widgets.wrap import keep_words

Tone = Literal["ink", "second", "third", "accent"]
_CARET_ROOM = 9  # px kept free at the end of each line while the caret is shown
_USUAL_WIDTH = 330


class TextBlock(QWidget):
    """One paragraph. `max_lines` 0 shows all of it; `lead` stands before it in the accent colour, such as "→"."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        tone: Tone = "ink",
        small: bool = False,
        line_height: float = 1.6,
        max_lines: int = 0,
        rule: bool = False,
        lead: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._small = small
        self._factor = line_height
        self._max_lines = max_lines
        self._rule = rule
        self._lead = lead
        self._min_lines = 0
        self._text = ""
        self._caret = False
        self._words = ""  # the text with its words held together
        self._laid: _Laid | None = None
        self._lines: dict[int, int] = {}  # by width: layouts ask again and again at the same few widths
        self._fresh_font()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)
        self.set_text(text)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        before = self._lines.get(self.width())
        self._text = text
        self._words = keep_words(text).replace("\n", "\u2028")  # QTextLayout breaks a line there only
        self._forget()
        self.setAccessibleName(text)
        # Asking the parents for a new layout is the dear part: only when the number of lines changed.
        if before is None or self._lines_at(self.width()) != before:
            self.updateGeometry()
        self.update()

    def set_caret(self, shown: bool) -> None:
        if shown != self._caret:
            self._caret = shown
            self._relay()

    def set_tone(self, tone: Tone) -> None:
        if tone != self._tone:
            self._tone = tone
            self.update()

    def set_max_lines(self, lines: int) -> None:
        if lines != self._max_lines:
            self._max_lines = lines
            self._relay()

    def set_min_lines(self, lines: int) -> None:
        """Room that is kept for text to come."""
        if lines != self._min_lines:
            self._min_lines = lines
            self._relay()

    def elided(self) -> bool:
        """Whether some of the text is not shown."""
        return bool(self._lay(self.width()).elided)

    # geometry

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._lines_at(width), self._min_lines, 1) * self._pitch

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, self.heightForWidth(_USUAL_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._pitch)

    def paintEvent(self, _event: QPaintEvent) -> None:
        laid = self._lay(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._rule:
            painter.fillRect(QRectF(0, 1, 2, self.height() - 2), self._theme.color("line"))
        painter.setFont(self._letters)
        if self._lead:
            painter.setPen(self._theme.color("accent"))
            painter.drawText(QPointF(0, self._baseline), self._lead)
        painter.setPen(self._theme.color(self._tone))
        shown = laid.lines - (1 if laid.elided else 0)
        for number in range(shown):
            laid.layout.lineAt(number).draw(painter, QPointF(0, 0))
        if laid.elided:
            line = laid.layout.lineAt(shown)
            painter.drawText(QPointF(line.x(), line.y() + line.ascent()), laid.elided)
        if self._caret:
            self._paint_caret(painter, laid)

    def _paint_caret(self, painter: QPainter, laid: "_Laid") -> None:
        x, y = self._indent, self._top
        if laid.lines:
            line = laid.layout.lineAt(laid.lines - 1)
            x, y = line.x() + line.naturalTextWidth(), line.y()
        color = self._theme.color("accent")
        color.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(x + 1, y - 1, 7, self._metrics.height() + 2), 2, 2)

    # laying out

    def _lines_at(self, width: int) -> int:
        if width not in self._lines:
            self._lay(width)
        return self._lines[width]

    def _lay(self, width: int) -> "_Laid":
        """The lines of the text in so many pixels."""
        if self._laid is not None and self._laid.width == width:
            return self._laid
        layout = QTextLayout(self._words, self._letters)
        layout.setTextOption(_OPTION)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        room = max(1.0, width - self._indent - (_CARET_ROOM if self._caret else 0))
        count, elided = 0, ""
        while self._words:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(room)
            line.setPosition(QPointF(self._indent, self._top + count * self._pitch))
            count += 1
            if count == self._max_lines:
                rest = self._words[line.textStart() :]
                if line.textLength() < len(rest.rstrip()):
                    elided = self._metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room)
                break
        layout.endLayout()
        self._laid = _Laid(width, layout, count, elided)
        self._lines[width] = count
        return self._laid

    def _fresh_font(self) -> None:
        self._letters = QFont(self.font())
        self._letters.setPixelSize(self._theme.font_px - (1 if self._small else 0))
        self._metrics = QFontMetricsF(self._letters)
        self._pitch = round(self._letters.pixelSize() * self._factor)
        self._top = (self._pitch - self._metrics.height()) / 2
        self._baseline = self._top + self._metrics.ascent()
        self._indent = self._metrics.horizontalAdvance(self._lead) + 4 if self._lead else 11.0 if self._rule else 0.0

    def _forget(self) -> None:
        self._laid = None
        self._lines.clear()

    def _relay(self) -> None:
        self._forget()
        self.updateGeometry()
        self.update()

    @Slot()
    def _restyle(self) -> None:
        self._fresh_font()
        self._relay()


@dataclass(frozen=True, slots=True)
class _Laid:
    """What the text is at one width. `elided` is the last line, when it stands for more."""

    width: int
    layout: QTextLayout
    lines: int
    elided: str


_OPTION = QTextOption()
_OPTION.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
