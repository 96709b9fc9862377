"""The comparisons there are; without any, what this is and where pairs come from."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from desktop.comparison.comparison_card import ComparisonCard
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import RING
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import Banner, EmptyState

if TYPE_CHECKING:
    from core.storage.comparisons import Comparison


class ListPane(QWidget):
    """`add_asked` wants planned pairs to be taken in; the others carry the Comparison they are about."""

    add_asked = Signal()
    rate_asked = Signal(object)
    packet_asked = Signal(object)
    take_asked = Signal(object)
    outcome_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._read_only = False
        self._comparisons: tuple[Comparison, ...] | None = None  # not known yet
        self.cards: list[ComparisonCard] = []
        self.add = Button(self.tr("비교 들이기"))
        self.banner = Banner(theme)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(4)
        self._empty = EmptyState(
            theme,
            "scale",
            self.tr("아직 비교가 없습니다"),
            self.tr(
                "두 첨삭을 누가 썼는지 모르는 채 나란히 놓고, 글을 고치는 데 더 쓸모 있는 쪽을 고르는 일입니다.\n"
                "비교할 쌍은 python -m training evaluate로 첨삭을 모으고 python -m training pairs로 만듭니다.\n"
                "그렇게 만든 JSON 파일을 여기에 들여 주세요."
            ),
            self.tr("비교 들이기"),
            primary=True,
        )
        self._stack = QStackedWidget()
        self._build()
        self.add.clicked.connect(self.add_asked)
        self._empty.action.connect(self.add_asked)
        self.add.hide()  # until the database has answered
        self._about.hide()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(RING, 0, RING, 0)
        row.addWidget(Label(self.tr("눈가림 비교"), size="display", weight="bold"))
        row.addStretch()
        row.addWidget(self.add)
        row.addStrut(self.add.sizeHint().height())  # the title must not jump when the button comes
        self._about = Label(
            self.tr("누가 썼는지 모르는 두 첨삭 가운데 글을 고치는 데 더 쓸모 있는 쪽을 고릅니다."),
            tone="second",
            wrap=True,
        )
        self._about.setContentsMargins(RING, 0, RING, 0)
        head = Column(top=24, bottom=12)
        head.body.addLayout(row)
        head.body.addSpacing(6)
        head.body.addWidget(self._about)
        head.body.addSpacing(8)
        notice = QHBoxLayout()
        notice.setContentsMargins(RING, 0, RING, 0)
        notice.addWidget(self.banner)
        head.body.addLayout(notice)
        column = Column(bottom=32)
        column.body.addLayout(self._cards)
        column.body.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(column)
        nothing = Column()
        nothing.body.addWidget(self._empty)
        self._stack.addWidget(area)
        self._stack.addWidget(nothing)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(self._stack, 1)

    def set_read_only(self, read_only: bool) -> None:
        """Another window writes: nothing can be taken in or said here."""
        self._read_only = read_only
        self.add.setEnabled(not read_only)
        known, self._comparisons = self._comparisons, None
        if known is not None:
            self.show_comparisons(known)

    def show_comparisons(self, comparisons: "tuple[Comparison, ...]") -> None:
        """The last one first."""
        if comparisons == self._comparisons:
            return  # new cards would take the focus from a button of the old ones
        self._comparisons = comparisons
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._card(one) for one in comparisons]
        self._stack.setCurrentIndex(0 if comparisons else 1)
        # The empty state says it all, and has the one button.
        self.add.setVisible(bool(comparisons))
        self._about.setVisible(bool(comparisons))

    def _card(self, comparison: "Comparison") -> ComparisonCard:
        card = ComparisonCard(self._theme, comparison, read_only=self._read_only)
        card.rate_asked.connect(self.rate_asked)
        card.packet_asked.connect(self.packet_asked)
        card.take_asked.connect(self.take_asked)
        card.outcome_asked.connect(self.outcome_asked)
        card.delete_asked.connect(self.delete_asked)
        self._cards.addWidget(card)
        card.show()  # the layout would do so a turn of the loop later
        return card

    def focus_first(self) -> None:
        """For the keyboard: what one comes here for."""
        wanted: QWidget | None = self.cards[0].rate if self.cards else self._empty.findChild(QPushButton)
        if wanted is not None:
            wanted.setFocus()

    def show_failure(self, error: AppError) -> None:
        """Why something that was asked for here was not done; it stays until the next thing is asked for."""
        self.banner.show_message(str(sentence(error)), tone="violation")
