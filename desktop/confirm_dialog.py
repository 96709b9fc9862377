"""Asks before something is lost; what cannot be taken back asks for a word to be typed."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.widgets.labels import Label
from desktop.workspace.form import FormDialog


class ConfirmDialog(FormDialog):
    """Open it with `open()`; `accepted` says yes."""

    def __init__(
        self, title: str, words: str, accept_text: str, *, typed: str = "", parent: QWidget | None = None
    ) -> None:
        """`typed`: what has to be typed before the button can be pressed; empty for nothing."""
        super().__init__(title, accept_text, parent)
        self._typed = typed
        self.field = QLineEdit()
        sentence = Label(words, tone="second", wrap=True)
        sentence.setMinimumWidth(412)
        self._fields.addWidget(sentence)
        if typed:
            self.add_field(self.tr("계속하려면 “{word}”라고 입력하세요").format(word=typed), self.field)
            self.field.textChanged.connect(self._compare)
            self.set_acceptable(False)

    @Slot(str)
    def _compare(self, text: str) -> None:
        self.set_acceptable(text.strip() == self._typed)
