"""총평: first in the list, in a place that is kept for it while the remarks are written."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.critique.drip import Drip
from desktop.critique.text_block import TextBlock
from desktop.theme import Theme
from desktop.widgets.card import Card
from desktop.widgets.labels import Label


class OverallCard(Card):
    """`set_overall(text, live)`: an empty text while live says that it comes last."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._drip = Drip()
        self._live = False
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("총평"), weight="bold"))
        head.addStretch()
        self._text = TextBlock(theme)
        self._text.set_min_lines(2)
        self.body.addLayout(head)
        self.body.addWidget(self._text)

    def text(self) -> str:
        return self._drip.text

    def set_overall(self, text: str, *, live: bool) -> None:
        self._live = live
        self._drip.aim(text)
        if not live:
            self._drip.flush()
        self._draw()

    def advance(self) -> bool:
        """Draw the next bit; whether there was any."""
        moved = self._drip.step()
        if moved:
            self._draw()
        return moved

    def _draw(self) -> None:
        self.setVisible(self._live or bool(self._drip.text))
        if self._drip.text:
            self._text.set_tone("ink")
            self._text.set_text(self._drip.shown)
            self._text.set_caret(self._live)
        else:
            self._text.set_tone("third")
            self._text.set_text(self.tr("지적을 다 쓰면 여기에 정리합니다."))
            self._text.set_caret(False)
        self._text.set_min_lines(2 if self._live else 0)
