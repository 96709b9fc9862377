"""One of the two critiques: its remarks, its 총평, and the score that it gets."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.comparison.packet import wording
from core.comparison.pairs import Candidate, Check, Choice
from desktop.comparison.choices import Choices, Option
from desktop.comparison.draft import Draft
from desktop.comparison.remark_card import RatedRemark
from desktop.critique.overall_card import OverallCard
from desktop.theme import Theme
from desktop.widgets.card import RING
from desktop.widgets.labels import Label

_SIDE = 16
_BAR = 10  # px that the scroll bar takes
_SCORES = range(1, 6)


class Side(QWidget):
    """`activated` carries the ordinal of a remark, `answered` also a Check and True, False or None, `scored` 1 to 5
    or None."""

    activated = Signal(int)
    answered = Signal(int, object, object)
    scored = Signal(object)

    def __init__(self, theme: Theme, side: Choice, parent: QWidget | None = None) -> None:
        """`side`: FIRST or SECOND."""
        super().__init__(parent)
        self._theme = theme
        self.side = side
        self.cards: list[RatedRemark] = []
        words = wording()
        name = words[side.value]
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self._overall = OverallCard(theme)
        options = [Option(score, str(score), name=f"{name} {words['score']} {score}") for score in _SCORES]
        self.score = Choices(theme, options)
        self._build(name)
        self.score.chosen.connect(self.scored)

    def _build(self, name: str) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(_SIDE - RING, 0, _SIDE - RING - _BAR, 12)
        inside.setSpacing(4)
        inside.addLayout(self._column)
        inside.addWidget(self._overall)
        inside.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the column must not jump
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(content)
        self.area.verticalScrollBar().rangeChanged.connect(self._range_changed)
        title = Label(name, size="title", weight="bold")
        title.setContentsMargins(_SIDE, 12, _SIDE, 8)
        foot = QHBoxLayout()
        foot.setContentsMargins(_SIDE, 8, _SIDE, 10)
        foot.setSpacing(8)
        foot.addWidget(Label(self.tr("전체 점수"), tone="second", size="small", weight="medium"))
        foot.addWidget(self.score)
        foot.addStretch()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(title)
        page.addWidget(self.area, 1)
        page.addLayout(foot)
        self.setAccessibleName(name)

    def show_candidate(self, candidate: Candidate, draft: Draft) -> None:
        """A critique from its first remark on, with what was said of it."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for ordinal, remark in enumerate(candidate.remarks):
            answers: dict[Check, bool] = {
                check: yes for (side, of, check), yes in draft.answers.items() if side is self.side and of == ordinal
            }
            card = RatedRemark(self._theme, ordinal, remark, answers)
            card.activated.connect(self.activated)
            card.answered.connect(self.answered)
            self._column.addWidget(card)
            card.show()  # the layout would do so a turn of the loop later
            self.cards.append(card)
        self._overall.set_overall(candidate.overall, live=False)
        self.score.set_value(draft.score(self.side))
        self.area.verticalScrollBar().setValue(0)

    def set_active(self, ordinal: int | None) -> None:
        """Frame this card and bring it into view; None for no card."""
        for card in self.cards:
            card.set_active(card.ordinal == ordinal)
            if card.ordinal == ordinal:
                self.area.ensureWidgetVisible(card, 0, 12)

    @Slot(int, int)
    def _range_changed(self, _minimum: int, maximum: int) -> None:
        self.area.verticalScrollBar().setEnabled(maximum > 0)
