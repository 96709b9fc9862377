"""A comparison of the list: how far its raters are, and what can be done with it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Badge, ElidedLabel, Label
from desktop.widgets.progress import ProgressLine

if TYPE_CHECKING:
    from core.storage.comparisons import Comparison


class ComparisonCard(Card):
    """Each signal asks for what its button says, and carries the Comparison."""

    rate_asked = Signal(object)
    packet_asked = Signal(object)
    take_asked = Signal(object)
    outcome_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(
        self, theme: Theme, comparison: "Comparison", *, read_only: bool, parent: QWidget | None = None
    ) -> None:
        """`read_only`: another window writes, so nothing can be taken in or said here."""
        super().__init__(theme, parent)
        self.comparison = comparison
        started = any(one.rated < comparison.pairs for one in comparison.raters)
        self.rate = Button(self.tr("이어서 평가") if started else self.tr("평가하기"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ElidedLabel(comparison.title, size="heading", weight="bold"), 1)
        made = comparison.created_at.astimezone()
        day = self.tr("{year}.{month}.{day} 들임").format(year=made.year, month=made.month, day=made.day)
        head.addWidget(Label(day, tone="third", size="small", digits=True))
        delete = IconButton(theme, "trash-2", self.tr("{title} 지우기").format(title=comparison.title))
        delete.clicked.connect(self._delete)
        delete.setVisible(not read_only)
        head.addWidget(delete)
        bar = ProgressLine(theme)
        share = comparison.rated / comparison.pairs if comparison.pairs else 0.0
        bar.set_share(share, "good" if share == 1 else "accent")
        self.body.addLayout(head)
        self.body.addWidget(Label(self._facts(), tone="second", size="small", digits=True, wrap=True))
        self.body.addWidget(bar)
        self.body.addSpacing(4)
        if comparison.raters:
            raters = FlowLayout(spacing=6)
            for one in comparison.raters:
                words = f"{one.rater} {one.rated}/{comparison.pairs}"
                raters.addWidget(Badge(words, tone="good" if one.rated == comparison.pairs else "second"))
            self.body.addLayout(raters)
            self.body.addSpacing(4)
        self.body.addLayout(self._actions(read_only=read_only))

    def _facts(self) -> str:
        comparison = self.comparison
        words = self.tr("{pairs}쌍 가운데 {rated}쌍 평가함 · 평가자 {raters}명")
        if not comparison.raters:
            words = self.tr("{pairs}쌍 · 아직 평가가 없습니다")
        return words.format(pairs=comparison.pairs, rated=comparison.rated, raters=len(comparison.raters))

    def _actions(self, *, read_only: bool) -> FlowLayout:
        rows = (
            (self.rate, self._rate, not read_only),
            (Button(self.tr("평가지 내보내기")), self._packet, True),
            (Button(self.tr("평가 가져오기")), self._take, not read_only),
            (Button(self.tr("결과 보기")), self._outcome, bool(self.comparison.raters)),
        )
        actions = FlowLayout(spacing=8)
        for button, act, possible in rows:
            button.setEnabled(possible)
            button.setAccessibleDescription(self.comparison.title)
            button.clicked.connect(act)
            actions.addWidget(button)
        return actions

    def _rate(self) -> None:
        self.rate_asked.emit(self.comparison)

    def _packet(self) -> None:
        self.packet_asked.emit(self.comparison)

    def _take(self) -> None:
        self.take_asked.emit(self.comparison)

    def _outcome(self) -> None:
        self.outcome_asked.emit(self.comparison)

    def _delete(self) -> None:
        self.delete_asked.emit(self.comparison)
