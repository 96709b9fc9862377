"""Below a pair: the question, its three answers, a note, and the ways on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.comparison.packet import wording
from core.comparison.pairs import LONGEST_NOTE, Choice
from desktop.comparison.choices import Choices, Option
from desktop.comparison.draft import Draft
from desktop.theme import Theme
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Label


class RatingFoot(QWidget):
    """`chosen` carries a Choice, `noted` the words of the note."""

    chosen = Signal(object)
    noted = Signal(str)
    next_asked = Signal()
    skip_asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = wording()
        self.choices = Choices(
            theme,
            [
                Option(Choice.FIRST, words["first"], "1 · A"),
                Option(Choice.TIE, words["tie"], "2 · S"),
                Option(Choice.SECOND, words["second"], "3 · D"),
            ],
            small=False,
            clearable=False,
        )
        self._ask = Label(words["ask"], weight="semibold")
        self._state = Label(tone="third", size="small")
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setPlaceholderText(words["note"])
        self.note.setAccessibleName(words["note"])
        self.back = Button(words["back"], "ghost")
        self.back.setToolTip("Alt+←")
        self.skip = Button(self.tr("건너뛰기"), "ghost")
        self.skip.setToolTip("Alt+→")
        self.next = PrimaryButton(words["next"], "4 · F")
        self._build()
        self.choices.chosen.connect(self.chosen)
        self.note.textEdited.connect(self.noted)
        self.next.clicked.connect(self.next_asked)
        self.skip.clicked.connect(self.skip_asked)
        self.back.clicked.connect(self.back_asked)

    def _build(self) -> None:
        asked = QHBoxLayout()
        asked.addWidget(self._ask)
        asked.addStretch()
        asked.addWidget(self._state)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.back)
        ways.addWidget(self.note, 1)
        ways.addWidget(self.skip)
        ways.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(9)
        column.addLayout(asked)
        column.addWidget(self.choices)
        column.addLayout(ways)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_draft(self, draft: Draft, *, first: bool, can_skip: bool) -> None:
        """What was said of the pair so far; `first`: there is none before it."""
        self.choices.set_value(draft.choice)
        self.note.setText(draft.note)
        self.back.setEnabled(not first)
        self.skip.setEnabled(can_skip)
        self.show_choice(draft)

    def show_choice(self, draft: Draft) -> None:
        """Whether one may go on."""
        self.next.setEnabled(draft.choice is not None)

    def say(self, words: str) -> None:
        """What became of the last change."""
        self._state.setText(words)

    def said(self) -> str:
        """What `say` said last."""
        return self._state.plain()
