"""A remark as a rater sees it, with the questions about it folded away."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.comparison.packet import wording
from core.comparison.pairs import Check, ShownRemark
from core.remark import Polarity
from desktop.comparison.checklist import Checklist
from desktop.critique.text_block import TextBlock
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, Label


class RatedRemark(Card):
    """`activated` carries the ordinal; `answered` the ordinal, a Check, and True, False or None."""

    activated = Signal(int)
    answered = Signal(int, object, object)

    def __init__(
        self, theme: Theme, ordinal: int, remark: ShownRemark, answers: dict[Check, bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self.ordinal = ordinal
        self._answers = dict(answers)
        self._checklist: Checklist | None = None  # made when it is unfolded: eight rows a remark add up
        words = wording()
        good = remark.polarity is Polarity.GOOD
        kind = words["good" if good else "improve"]
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Badge(kind, tone="good" if good else "improve", tag=True))
        head.addStretch()
        head.addWidget(Label(str(ordinal + 1), tone="third", size="small", digits=True))
        self._fold = Button("", "link")
        self._fold.setCheckable(True)
        self.body.addLayout(head)
        if remark.quote:
            quote = TextBlock(theme, tone="second", small=True, line_height=1.5, max_lines=2, rule=True)
            quote.set_text(remark.quote)
            self.body.addWidget(quote)
        self.body.addWidget(TextBlock(theme, remark.reason))
        if remark.advice:
            self.body.addWidget(TextBlock(theme, remark.advice, lead="→"))
        self.body.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._fold.toggled.connect(self._unfold)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(". ".join(part for part in (kind, remark.quote, remark.reason, remark.advice) if part))
        self._count()

    def set_open(self, shown: bool) -> None:
        """Unfold the questions, or fold them away."""
        self._fold.setChecked(shown)

    def checklist(self) -> Checklist | None:
        """The questions, once they were unfolded."""
        return self._checklist

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.activated.emit(self.ordinal)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.activated.emit(self.ordinal)
        else:
            super().keyPressEvent(event)

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        if shown and self._checklist is None:
            made = self._checklist = Checklist(self._theme)
            made.show_answers(self._answers)
            made.answered.connect(self._answered)
            self.body.addWidget(made)
        if self._checklist is not None:
            self._checklist.setVisible(shown)
        self._count()

    @Slot(object, object)
    def _answered(self, check: Check, yes: bool | None) -> None:
        self._answers.pop(check, None)
        if yes is not None:
            self._answers[check] = yes
        self._count()
        self.answered.emit(self.ordinal, check, yes)

    def _count(self) -> None:
        words = (
            self.tr("살펴보기 접기 · {done}/{all}") if self._fold.isChecked() else self.tr("살펴보기 · {done}/{all}")
        )
        self._fold.setText(words.format(done=len(self._answers), all=len(Check)))
        self._fold.setAccessibleName(self.tr("첨삭 {number}").format(number=self.ordinal + 1) + " " + self._fold.text())
