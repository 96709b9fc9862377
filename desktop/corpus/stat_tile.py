"""One number of the corpus, with its name and a line that says more."""

from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.widgets.card import Card
from desktop.widgets.labels import ElidedLabel, Label


class StatTile(Card):
    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._name = name
        self._value = Label(size="display", weight="bold", digits=True)
        self._more = ElidedLabel(tone="third", size="small")
        self.body.setSpacing(1)
        self.body.addWidget(Label(name, tone="second", size="small", weight="medium"))
        self.body.addWidget(self._value)
        self.body.addWidget(self._more)

    def show_value(self, value: str, more: str = "") -> None:
        self._value.setText(value)
        self._more.setText(more)
        self.setAccessibleName(f"{self._name} {value}. {more}".strip())
