"""One adapter as its maintainer sees it: its card, the release gate, and what can be done with it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.adapter_promotion import Override
from core.models.adapters import BUNDLED, AdapterInfo
from core.models.release_gate import Condition, Verdict
from desktop.models.adapter_facts import AdapterFacts
from desktop.models.gate_list import GateList
from desktop.models.paragraph import paragraph
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, Label


class UpkeepRow(Card):
    """Signals carry the AdapterInfo."""

    try_asked = Signal(object)
    promote_asked = Signal(object)
    verify_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._info: AdapterInfo | None = None
        self.conditions: tuple[Condition, ...] = ()
        self._title = Label(size="heading", weight="bold")
        self._promoted = Badge(self.tr("추천 중"), tone="accent")
        self._in_use = Badge(self.tr("쓰는 중"))
        self._shipped = Badge(self.tr("프로그램에 포함"))
        self._facts = AdapterFacts(theme)
        self._override = paragraph(theme)
        self._summary = Label(size="small", weight="medium", digits=True)
        self._fold = Button("", "link")
        self._fold.setCheckable(True)
        self._gate = GateList(theme)
        self._try = Button(self.tr("시험해 보기"))
        self._promote = Button(self.tr("추천하기"))
        self._verify = Button(self.tr("파일 확인"))
        self._remove = Button(self.tr("지우기"))
        self._build()
        self._fold.toggled.connect(self._unfold)
        self._try.clicked.connect(self._emit_try)
        self._promote.clicked.connect(self._emit_promote)
        self._verify.clicked.connect(self._emit_verify)
        self._remove.clicked.connect(self._emit_remove)
        self._unfold(False)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, self._promoted, self._in_use, self._shipped):
            head.addWidget(widget)
        head.addStretch()
        gate = QHBoxLayout()
        gate.setSpacing(12)
        gate.addWidget(self._summary)
        gate.addWidget(self._fold)
        gate.addStretch()
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 4, 0, 0)
        actions.setSpacing(8)
        for button in (self._try, self._promote, self._verify, self._remove):
            actions.addWidget(button)
        actions.addStretch()
        self.body.addLayout(head)
        self.body.addWidget(self._facts)
        self.body.addLayout(gate)
        self.body.addWidget(self._gate)
        self.body.addWidget(self._override)
        self.body.addLayout(actions)

    def show_adapter(
        self,
        info: AdapterInfo,
        found: tuple[Condition, ...],
        override: Override | None,
        *,
        promoted: bool,
        in_use: bool,
    ) -> None:
        """`found` is its release gate against what is recommended now."""
        self._info, self.conditions = info, found
        self.set_active(promoted)
        self._title.setText(info.title)
        self._promoted.setVisible(promoted)
        self._in_use.setVisible(in_use)
        self._shipped.setVisible(info.id == BUNDLED)
        self._facts.show_adapter(info)
        self._gate.show_conditions(found)
        self._summary.setText(self._summary_words(found))
        self._override.setVisible(override is not None)
        if override is not None:
            words = self.tr("{date}에 기준을 넘지 못한 채 추천했습니다. 까닭: {reason}")
            self._override.set_text(words.format(date=override.at[:10], reason=override.reason))
        self._promote.setVisible(not promoted)
        self._remove.setVisible(info.id != BUNDLED)
        self.setAccessibleName(self.tr("어댑터 {name}").format(name=info.title))

    def _summary_words(self, found: tuple[Condition, ...]) -> str:
        counts = {verdict: sum(each.verdict is verdict for each in found) for verdict in Verdict}
        parts = [self.tr("공개 기준 {all}가지 가운데 {n}가지 통과").format(all=len(found), n=counts[Verdict.PASSED])]
        if counts[Verdict.FAILED]:
            parts.append(self.tr("{n}가지 미달").format(n=counts[Verdict.FAILED]))
        if counts[Verdict.UNKNOWN]:
            parts.append(self.tr("{n}가지 모름").format(n=counts[Verdict.UNKNOWN]))
        return " · ".join(parts)

    @Slot(bool)
    def _unfold(self, unfolded: bool) -> None:
        self._fold.setText(self.tr("접기") if unfolded else self.tr("기준 보기"))
        self._gate.setVisible(unfolded)

    @Slot()
    def _emit_try(self) -> None:
        self.try_asked.emit(self._info)

    @Slot()
    def _emit_promote(self) -> None:
        self.promote_asked.emit(self._info)

    @Slot()
    def _emit_verify(self) -> None:
        self.verify_asked.emit(self._info)

    @Slot()
    def _emit_remove(self) -> None:
        self.remove_asked.emit(self._info)
