"""The eight questions about one remark, each answered yes or no, or not at all."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from core.comparison.packet import wording
from core.comparison.pairs import Check
from desktop.comparison.choices import Choices, Option
from desktop.critique.text_block import TextBlock
from desktop.theme import Theme


class Checklist(QWidget):
    """`answered` carries a Check and True, False or None."""

    answered = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = wording()
        self._rows: dict[Check, Choices] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for place, check in enumerate(Check):
            question = words["checks"][check.value]
            options = [Option(yes, words[key], name=f"{question} {words[key]}") for yes, key in _ANSWERS]
            row = self._rows[check] = _Row(theme, options, check)
            row.answered.connect(self.answered)
            grid.addWidget(TextBlock(theme, question, tone="second", small=True, line_height=1.45), place, 0)
            grid.addWidget(row, place, 1, Qt.AlignmentFlag.AlignTop)

    def show_answers(self, answers: dict[Check, bool]) -> None:
        """Those that were given."""
        for check, row in self._rows.items():
            row.set_value(answers.get(check))

    def row(self, check: Check) -> Choices:
        """The two answers to one question."""
        return self._rows[check]


class _Row(Choices):
    """The answers to one question; `answered` carries it with the answer."""

    answered = Signal(object, object)

    def __init__(self, theme: Theme, options: list[Option[bool]], check: Check) -> None:
        super().__init__(theme, options)
        self._check = check
        self.chosen.connect(self._tell)

    @Slot(object)
    def _tell(self, yes: bool | None) -> None:
        self.answered.emit(self._check, yes)


_ANSWERS = ((True, "yes"), (False, "no"))
