"""A passage some of which is marked."""

import re
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.overlap.same_parts import Parts
from desktop.theme import Theme
from desktop.widgets.wrap import JOINER, keep_words

_WORD = re.compile(r"\S+")


class MarkedText(QLabel):
    """Marked parts have another ground and are underlined, for those who see no colour."""

    def __init__(self, theme: Theme, text: str, parts: Parts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._passage, self._parts = text, parts
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self._draw)
        self._draw()
        self.setAccessibleName(text)

    def plain(self) -> str:
        return self._passage

    def marked(self) -> tuple[str, ...]:
        """The marked parts."""
        return tuple(self._passage[start:end] for start, end in self._parts)

    @Slot()
    def _draw(self) -> None:
        tokens = self._theme.tokens
        style = f"background-color:{tokens.improve_pale}; text-decoration:underline;"
        letters = _held_together(self._passage)
        body, done = "", 0
        for start, end in self._parts:
            body += "".join(letters[done:start])
            body += f'<span style="{style}">{"".join(letters[start:end])}</span>'
            done = end
        body += "".join(letters[done:])
        self.setText(f'<p style="line-height:150%; margin:0">{body}</p>')


def _held_together(text: str) -> list[str]:
    """Each letter as HTML, after a joiner where its word goes on: one that is marked in part must not break there."""
    letters = ["<br>" if letter == "\n" else escape(letter) for letter in text]
    for word in _WORD.finditer(text):
        if keep_words(word.group()) != word.group():
            for at in range(word.start() + 1, word.end()):
                letters[at] = JOINER + letters[at]
    return letters
