"""A titled group of settings: a name and a sentence at the left of each row, the control at its right."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.card import RING, Card
from desktop.widgets.labels import Label


class Section(QWidget):
    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, tone="second", size="small", weight="semibold")
        self.title.setContentsMargins(RING, 0, 0, 0)
        self._card = Card(theme)
        self._card.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self._card)

    def add_row(self, name: str, hint: str, *controls: QWidget) -> QWidget:
        """One setting; the row is returned so that it can be hidden."""
        row = QWidget()
        line = QVBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        if self._card.body.count():
            rule = QFrame()
            rule.setProperty("rule", "horizontal")
            line.addWidget(rule)
        words = QVBoxLayout()
        words.setSpacing(2)
        label = Label(name, weight="medium")
        words.addWidget(label)
        if hint:
            words.addWidget(Label(hint, tone="second", size="small", wrap=True))
        inside = QHBoxLayout()
        inside.setContentsMargins(0, 10, 0, 10)
        inside.setSpacing(8)
        inside.addLayout(words, 1)
        for control in controls:
            inside.addWidget(control)
            if not control.accessibleName():
                control.setAccessibleName(name)
        line.addLayout(inside)
        self._card.body.addWidget(row)
        return row
