"""Quietly offers the recommended adapter to somebody who uses another one or none: its card, and one click."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.adapters import AdapterInfo
from desktop.models.adapter_facts import AdapterFacts
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, Label


class Recommendation(Card):
    """`accepted`: use it. `declined` carries the SHA-256 of the one that is not wanted."""

    accepted = Signal()
    declined = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._sha256 = ""
        self._title = Label(size="heading", weight="bold")
        self._facts = AdapterFacts(theme)
        self._use = Button(self.tr("이 어댑터 쓰기"))
        self._keep = Button(self.tr("지금 그대로"), "ghost")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(Badge(self.tr("새 추천"), tone="accent"))
        head.addStretch()
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 4, 0, 0)
        actions.setSpacing(8)
        actions.addWidget(self._use)
        actions.addWidget(self._keep)
        actions.addStretch()
        self.body.addLayout(head)
        self.body.addWidget(self._facts)
        self.body.addLayout(actions)
        self._use.clicked.connect(self.accepted)
        self._keep.clicked.connect(self._decline)
        self.hide()

    def show_offer(self, promoted: AdapterInfo | None, in_use: AdapterInfo | None, declined: str) -> None:
        """Shown only where there is something better that was not declined."""
        offered = promoted is not None and promoted != in_use and promoted.sha256 != declined
        self.setVisible(offered)
        if promoted is not None and offered:
            self._sha256 = promoted.sha256
            self._title.setText(promoted.title)
            self._facts.show_adapter(promoted)
            self.setAccessibleName(self.tr("추천 어댑터 {name}").format(name=promoted.title))

    @Slot()
    def _decline(self) -> None:
        self.declined.emit(self._sha256)
