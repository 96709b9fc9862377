"""문항 의도 카드: what experts ask for again and again in a type of question, and beside it where one stands."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.corpus import Origin
from core.language.protocol import IntentMined
from core.messages import sentence
from core.question_type import QUESTION_TYPE_LABELS, QuestionType
from desktop.intent.group_card import GroupCard
from desktop.intent.intents import Intents
from desktop.intent.standings_pane import StandingsPane
from desktop.theme import Theme
from desktop.tokens import WIDE_COLUMN
from desktop.widgets.buttons import SegmentedControl
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import EmptyState

_BESIDE = 860  # px of room from which the plots stand beside the groups
_PLOTS = 350


class IntentPage(QFrame):
    """`essay_asked` carries the id of an essay that the reader wants to see whole."""

    essay_asked = Signal(str)

    def __init__(self, theme: Theme, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._intents = intents
        self._shown: IntentMined | None = None
        self.cards: list[GroupCard] = []
        self.setProperty("ground", "background")
        self.kinds = SegmentedControl([(kind.value, QUESTION_TYPE_LABELS[kind]) for kind in QuestionType])
        self.kinds.setAccessibleName(self.tr("문항 유형"))
        self._own = Label(tone="accent", size="small", weight="medium")
        self._note = Label(tone="second", size="small", wrap=True, digits=True)
        self._groups = QVBoxLayout()
        self._empty = EmptyState(theme, "target", "")
        self._left = QStackedWidget()
        self.standings = StandingsPane(theme, intents)
        self._build()
        self.kinds.current_changed.connect(self._choose)
        self._empty.action.connect(intents.try_again)
        intents.changed.connect(self.refresh)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("문항 의도 카드"), size="display", weight="bold"))
        row.addStretch()
        row.addWidget(self._own, 0, Qt.AlignmentFlag.AlignBottom)
        head = Column(top=24, bottom=12, width=WIDE_COLUMN)
        head.body.addLayout(row)
        head.body.addSpacing(14)
        head.body.addWidget(self.kinds)
        groups = QWidget()
        column = QVBoxLayout(groups)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(_heading(self.tr("전문가가 거듭 바란 것")))
        self._note.setContentsMargins(3, 4, 3, 4)
        column.addWidget(self._note)
        self._groups.setSpacing(2)
        column.addLayout(self._groups)
        column.addStretch()
        self._left.addWidget(self._empty)
        self._left.addWidget(groups)
        self.standings.setFixedWidth(_PLOTS)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(24)
        self._sides.addWidget(self._left, 1)
        self._sides.addWidget(self.standings)
        body = Column(bottom=32, width=WIDE_COLUMN)
        body.body.addLayout(self._sides)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(self._scroll, 1)

    # what Qt tells

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._intents.look()
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._intents.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = event.size().width() >= _BESIDE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction is not self._sides.direction():
            self._sides.setDirection(direction)
            self.standings.setMinimumWidth(_PLOTS if beside else 0)
            self.standings.setMaximumWidth(_PLOTS if beside else 16_777_215)
        super().resizeEvent(event)

    # what is shown

    @Slot()
    def refresh(self) -> None:
        if not self.isVisible():
            return
        intents = self._intents
        self.kinds.set_current(intents.kind.value)
        own = intents.own_kind
        self._own.setText("" if own is None else self.tr("지금 연 문항: {kind}").format(kind=QUESTION_TYPE_LABELS[own]))
        self.standings.refresh()
        mined = intents.mined
        if mined is None or not mined.groups:
            self._shown = None
            self._show_nothing(mined)
        elif mined is not self._shown:
            self._shown = mined
            self._show_groups(mined)

    def _show_nothing(self, mined: IntentMined | None) -> None:
        intents = self._intents
        icon, title, text, action = "target", self.tr("첨삭을 모으는 중입니다"), "", ""
        if intents.error is not None:
            message = sentence(intents.error)
            icon, title, text, action = "circle-alert", message.what, message.next_step, self.tr("다시 시도")
        elif mined is not None:
            title = self.tr("되풀이되는 첨삭을 찾지 못했습니다")
            text = self.tr("이 유형의 첨삭이 너무 적습니다. 다른 유형을 골라 보세요.")
        elif intents.indexing is not None and intents.indexing.total:
            text = self.tr("처음 한 번 색인을 만듭니다. {total}편 가운데 {done}편을 읽었습니다.").format(
                total=f"{intents.indexing.total:,}", done=f"{intents.indexing.done:,}"
            )
        self._empty.set_content(icon, title, text, action)
        self._left.setCurrentIndex(0)

    def _show_groups(self, mined: IntentMined) -> None:
        for card in self.cards:
            self._groups.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for group in mined.groups:
            card = GroupCard(self._theme, group)
            card.essay_asked.connect(self.essay_asked)
            self.cards.append(card)
            self._groups.addWidget(card)
        self._note.setText(self._note_words(mined))
        self._left.setCurrentIndex(1)
        self._scroll.verticalScrollBar().setValue(0)

    def _note_words(self, mined: IntentMined) -> str:
        examples = [example for group in mined.groups for example in group.examples]
        words = self.tr("아쉬운 점을 짚은 첨삭 {total}개에서 비슷한 말끼리 모았습니다.").format(
            total=f"{mined.groups[0].total:,}"
        )
        if all(example.origin is Origin.SAMPLE for example in examples):
            words += " " + self.tr("모두 첨삭실이 보기로 쓴 글에서 나왔고, 사람과 회사는 지어낸 것입니다.")
        if not mined.complete:
            words += " " + self.tr("색인을 아직 만드는 중이라 수가 더 늘어날 수 있습니다.")
        return words

    @Slot(str)
    def _choose(self, kind: str) -> None:
        self._intents.choose(QuestionType(kind))


def _heading(words: str) -> Label:
    label = Label(words, size="title", weight="bold")
    label.setContentsMargins(3, 0, 3, 0)
    return label
