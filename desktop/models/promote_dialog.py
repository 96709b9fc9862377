"""Asks before an adapter is recommended that has not passed the release gate: the conditions, and a written reason."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from core.models.release_gate import Condition, Verdict
from desktop.models.gate_list import GateList
from desktop.theme import Theme
from desktop.widgets.labels import Label
from desktop.workspace.form import FormDialog

_WIDTH = 600  # px


class PromoteDialog(FormDialog):
    """Open it with `open()`; when accepted, `reason()` is what was written."""

    def __init__(self, theme: Theme, name: str, found: Sequence[Condition], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("기준을 넘지 못했습니다"), self.tr("그래도 추천하기"), parent)
        words = self.tr(
            "{name}은(는) 아래 기준을 넘지 못했거나 확인되지 않았습니다. 그래도 추천한다면 까닭을 적어 주세요. "
            "까닭은 이 컴퓨터에 남습니다."
        )
        sentence = Label(words.format(name=name), tone="second", wrap=True)
        sentence.setFixedWidth(_WIDTH)
        self.setMinimumWidth(_WIDTH + 48)  # of itself a dialog is never wider than two thirds of a small screen
        self.missed = GateList(theme)
        self.missed.show_conditions([each for each in found if each.verdict is not Verdict.PASSED])
        # A dialog takes its first size from hints, which know nothing of how lines break.
        self.missed.setFixedWidth(_WIDTH)
        layout = self.missed.layout()
        self.missed.setMinimumHeight(0 if layout is None else layout.heightForWidth(_WIDTH))
        self.field = QLineEdit()
        self.field.setMaxLength(500)
        self._fields.addWidget(sentence)
        self._fields.addWidget(self.missed)
        self.add_field(self.tr("추천하는 까닭"), self.field)
        self.field.textChanged.connect(self._look)
        self.set_acceptable(False)

    def reason(self) -> str:
        return self.field.text().strip()

    @Slot(str)
    def _look(self, text: str) -> None:
        self.set_acceptable(bool(text.strip()))
