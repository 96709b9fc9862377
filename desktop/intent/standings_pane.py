"""합격자 분포 안의 나: where the open answer stands among passed answers to the same type of question."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.question_type import QUESTION_TYPE_LABELS
from core.retrieval.percentiles import FEWEST, Measure
from desktop.intent.intents import Intents
from desktop.intent.standing_card import StandingCard
from desktop.theme import Theme
from desktop.widgets.labels import Label


class StandingsPane(QWidget):
    """Four plots, or the sentence why there is none."""

    def __init__(self, theme: Theme, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._intents = intents
        self.cards: list[StandingCard] = []
        self._sentence = Label(tone="second", wrap=True)
        self._note = Label(
            self.tr("분포는 평가가 아닙니다. 합격한 글이 어디에 모여 있는지만 보여 줍니다."),
            tone="third",
            size="small",
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = Label(self.tr("합격자 분포 안의 나"), size="title", weight="bold")
        head.setContentsMargins(3, 0, 3, 0)
        self._sentence.setContentsMargins(3, 4, 3, 0)
        self._note.setContentsMargins(3, 4, 3, 0)
        column.addWidget(head)
        column.addWidget(self._sentence)
        self._plots = QVBoxLayout()
        self._plots.setSpacing(2)
        column.addLayout(self._plots)
        column.addWidget(self._note)
        column.addStretch()
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        found = self._intents.standings
        standings = () if found is None or self._intents.own_kind is not self._intents.kind else found.standings
        standings = tuple(sorted(standings, key=lambda one: list(Measure).index(one.measure)))
        for place, standing in enumerate(standings):
            self._card(place).show_standing(standing)
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(standings))
        words = "" if standings else self._words()
        self._sentence.setText(words)
        self._sentence.setVisible(bool(words))
        self._note.setVisible(bool(standings))

    def shown(self) -> tuple[StandingCard, ...]:
        return tuple(card for card in self.cards if not card.isHidden())

    def _card(self, place: int) -> StandingCard:
        while place >= len(self.cards):
            card = StandingCard(self._theme)
            self.cards.append(card)
            self._plots.addWidget(card)
        return self.cards[place]

    def _words(self) -> str:
        intents = self._intents
        kind = QUESTION_TYPE_LABELS[intents.kind]
        if intents.error is not None:
            return ""
        if intents.own_kind is None:
            return self.tr("문항을 열고 답변을 쓰면 합격자 답변 사이에서 어디쯤인지 보여 줍니다.")
        if intents.own_kind is not intents.kind:
            own = QUESTION_TYPE_LABELS[intents.own_kind]
            return self.tr("지금 연 문항은 ‘{own}’입니다. 그 유형을 고르면 내 자리를 보여 줍니다.").format(own=own)
        if not intents.has_answer:
            return self.tr("답변을 쓰면 합격자 답변 사이에서 어디쯤인지 보여 줍니다.")
        if intents.standings is None:
            return self.tr("견주는 중입니다.")
        return self.tr(
            "이 컴퓨터에는 ‘{kind}’ 문항의 합격자 답변이 {fewest}개보다 적어 분포를 그리지 않습니다. "
            "보기로 쓴 글은 합격자 답변으로 세지 않습니다."
        ).format(kind=kind, fewest=FEWEST)
