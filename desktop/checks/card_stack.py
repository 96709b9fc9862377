"""The scrolling list of findings, five first and the rest on 더 보기. A card stays as long as its finding does."""

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.checks.card import CheckCard
from desktop.checks.finding import Finding
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import RING

FIRST_SHOWN = 5


class CheckStack(QScrollArea):
    """Signals as those of CheckCard."""

    activated = Signal(str)
    ignore_asked = Signal(str, object)
    replace_asked = Signal(str, str)
    word_kept = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._cards: dict[str, CheckCard] = {}
        self._spare: list[CheckCard] = []
        self._order: list[str] = []  # of the cards as they were drawn
        self._active: str | None = None
        self._all_shown = False
        self._read_only = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(10 - 2 * RING + 2)
        self._more = Button("", "ghost")
        self._more.clicked.connect(self._show_all)
        self._more.hide()
        self._column.addWidget(self._more)
        self._column.addStretch()
        self.setWidget(self._content)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        self._scrolling = QPropertyAnimation(bar, b"value", self)
        self._scrolling.setDuration(theme.motion.appear)
        self._scrolling.setEasingCurve(QEasingCurve.Type.OutCubic)

    def shown(self) -> list[CheckCard]:
        """The cards from the top, without those behind 더 보기."""
        order = [finding.key for finding in self._findings]
        cards = [self._cards[key] for key in order if key in self._cards]
        return [card for card in cards if card.isVisibleTo(self._content)]

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        for card in self._cards.values():
            card.set_read_only(read_only)

    def show_findings(self, findings: Sequence[Finding], active: str | None) -> None:
        """These in this order; `active` is the key of the one that reader and text look at."""
        self._findings, self._active = tuple(findings), active
        self._draw()

    def fold(self) -> None:
        """Another list is to come: five of it, from its top."""
        self._all_shown = False
        self._scrolling.stop()
        self.verticalScrollBar().setValue(0)

    def scroll_to(self, key: str) -> None:
        """Bring a card into view, from behind 더 보기 too."""
        if not self._all_shown and key in [finding.key for finding in self._findings[FIRST_SHOWN:]]:
            self._show_all()
        card = self._cards.get(key)
        if card is None:
            return
        self._column.activate()
        bar = self.verticalScrollBar()
        top, bottom = card.y(), card.y() + card.height()
        if bar.value() <= top and bottom <= bar.value() + self.viewport().height():
            return
        above = top < bar.value() or card.height() > self.viewport().height()
        self._scrolling.stop()
        self._scrolling.setStartValue(bar.value())
        self._scrolling.setEndValue(max(0, top - 8 if above else bottom - self.viewport().height() + 8))
        self._scrolling.start()

    def _draw(self) -> None:
        drawn = self._findings if self._all_shown else self._findings[:FIRST_SHOWN]
        keys = [finding.key for finding in drawn]
        for key in [key for key in self._cards if key not in keys]:
            card = self._cards.pop(key)
            self._pass_focus_on(card, keys)
            self._column.removeWidget(card)
            card.hide()
            self._spare.append(card)  # a new one takes some milliseconds, and findings come and go with every word
        for place, finding in enumerate(drawn):
            card = self._card(finding)
            if self._column.indexOf(card) != place:
                self._column.removeWidget(card)
                self._column.insertWidget(place, card)
            card.show_finding(finding)
            card.set_active(finding.key == self._active)
            card.show()
        self._order = keys
        rest = len(self._findings) - len(drawn)
        self._more.setVisible(rest > 0)
        self._more.setText(self.tr("{count}개 더 보기").format(count=rest))

    def _pass_focus_on(self, card: CheckCard, keys: Sequence[str]) -> None:
        """A card that goes would give the keyboard to the next one as if Tab had been pressed, which looks at it."""
        focus = QApplication.focusWidget()
        if focus is not None and (focus is card or card.isAncestorOf(focus)):
            at = self._order.index(card.key)
            neighbours = (*self._order[at + 1 :], *reversed(self._order[:at]))
            heir = next((self._cards[key] for key in neighbours if key in keys and key in self._cards), None)
            if heir is None:
                focus.clearFocus()
            else:
                heir.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, finding: Finding) -> CheckCard:
        card = self._cards.get(finding.key)
        if card is None and self._spare:
            card = self._cards[finding.key] = self._spare.pop()
            card.key = finding.key
            card.set_read_only(self._read_only)
        elif card is None:
            card = self._cards[finding.key] = CheckCard(self._theme, finding, self._content)
            card.set_read_only(self._read_only)
            card.activated.connect(self.activated)
            card.ignore_asked.connect(self.ignore_asked)
            card.replace_asked.connect(self.replace_asked)
            card.word_kept.connect(self.word_kept)
        return card

    @Slot()
    def _show_all(self) -> None:
        self._all_shown = True
        self._draw()

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        self.verticalScrollBar().setEnabled(maximum > 0)
