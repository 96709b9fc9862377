"""One package that a place holds, before it is fetched: its card, its size, its revision."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.models.adapter_offer import Offer
from desktop.models.adapter_facts import AdapterFacts
from desktop.models.words import size_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Badge, ElidedLabel, Label


class OfferRow(QWidget):
    """`fetch_asked` carries the Offer."""

    fetch_asked = Signal(object)

    def __init__(self, theme: Theme, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        card = offer.card
        self._here = Badge(self.tr("받아 둠"))
        self._fetch = Button("")
        self._fetch.clicked.connect(self._emit_fetch)
        facts = AdapterFacts(theme)
        facts.show_card(card, offer.evaluation, offer.size)
        rule = QFrame()
        rule.setProperty("rule", "horizontal")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(f"{card.title} {card.version}", weight="semibold"))
        head.addWidget(self._here)
        head.addStretch()
        head.addWidget(self._fetch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(7)
        column.addWidget(rule)
        column.addLayout(head)
        if offer.source.kind == "hub":
            when = [offer.when[:10], self.tr("리비전 {sha}").format(sha=offer.source.revision[:8]), offer.note]
            column.addWidget(ElidedLabel(" · ".join(part for part in when if part), tone="second", size="small"))
        column.addWidget(facts)
        self.show_here(False)

    def show_here(self, here: bool) -> None:
        """Whether these weights are on this computer; what came with them may be newer."""
        self._here.setVisible(here)
        size = size_words(self.offer.size)
        self._fetch.setText(self.tr("다시 받기") if here else self.tr("받기 {size}").format(size=size))
        self._fetch.setAccessibleName(f"{self._fetch.text()} {self.offer.card.title} {self.offer.card.version}")

    def set_busy(self, busy: bool) -> None:
        self._fetch.setEnabled(not busy)

    @Slot()
    def _emit_fetch(self) -> None:
        self.fetch_asked.emit(self.offer)
