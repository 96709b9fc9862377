"""The eight questions about one remark, each answered yes or no, or not at all."""

from PySide6.QtCore import Qt, Signal
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
            row = self._rows[check] = Choices(theme, options)
            row.chosen.connect(lambda value, asked=check: self.answered.emit(asked, value))
            grid.addWidget(TextBlock(theme, question, tone="second", small=True, line_height=1.45), place, 0)
            grid.addWidget(row, place, 1, Qt.AlignmentFlag.AlignTop)

    def show_answers(self, answers: dict[Check, bool]) -> None:
        """Those that were given."""
        for check, row in self._rows.items():
            row.set_value(answers.get(check))

    def row(self, check: Check) -> Choices:
        """The two answers to one question."""
        return self._rows[check]


_ANSWERS = ((True, "yes"), (False, "no"))
