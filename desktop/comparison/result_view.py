"""What the ratings show: sentences, and beside each the figures that it rests on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from desktop.critique.text_block import TextBlock
from desktop.theme import Theme
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.card import RING, Card
from desktop.widgets.column import Column
from desktop.widgets.labels import ElidedLabel, Label
from desktop.widgets.states import EmptyState

if TYPE_CHECKING:
    from core.comparison.report import Report, Section

_WIDE = 960.0


class ResultView(QWidget):
    """`back`: to the list. `copy_asked` and `save_asked` want the report as text."""

    back = Signal()
    copy_asked = Signal()
    save_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.report: Report | None = None
        self.title = ""
        self._heading = ElidedLabel(size="display", weight="bold")
        self._copy = Button(self.tr("글로 복사"))
        self._save = Button(self.tr("글로 저장"))
        self._summary = Label(tone="second", digits=True, wrap=True)
        self._sections = QVBoxLayout()
        self._sections.setSpacing(6)
        self._cards: list[Card] = []
        self._state = EmptyState(theme, "scale", "")
        self._stack = QStackedWidget()
        self._build(theme)
        self._copy.clicked.connect(self.copy_asked)
        self._save.clicked.connect(self.save_asked)

    def _build(self, theme: Theme) -> None:
        back = IconButton(theme, "arrow-left", self.tr("목록으로 돌아가기"))
        back.clicked.connect(self.back)
        row = QHBoxLayout()
        row.setContentsMargins(RING, 0, RING, 0)
        row.setSpacing(8)
        row.addWidget(back)
        row.addWidget(self._heading, 1)
        row.addWidget(self._copy)
        row.addWidget(self._save)
        head = Column(top=20, bottom=12, width=_WIDE)
        head.body.addLayout(row)
        found = Column(bottom=32, width=_WIDE)
        self._summary.setContentsMargins(RING, 0, RING, 8)
        found.body.addWidget(self._summary)
        found.body.addLayout(self._sections)
        found.body.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(found)
        self.area.setAccessibleName(self.tr("비교 결과"))
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.area)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(self._stack, 1)

    def show_waiting(self, title: str) -> None:
        """Until the result of this comparison is reckoned."""
        self.title, self.report = title, None
        self._heading.setText(title)
        self._state.set_content("scale", self.tr("결과를 셈하는 중입니다"), self.tr("평가가 많으면 몇 초쯤 걸립니다."))
        self._show_state()

    def show_failure(self, error: AppError) -> None:
        """In place of a result."""
        message = sentence(error)
        self._state.set_content("circle-alert", message.what, message.next_step)
        self._show_state()

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(0)
        for button in (self._copy, self._save):
            button.setEnabled(False)

    def show_report(self, report: "Report") -> None:
        """What was reckoned."""
        self.report = report
        self._summary.setText(report.summary)
        for card in self._cards:
            self._sections.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for section in report.sections:
            card = self._card(section)
            self._sections.addWidget(card)
            card.show()  # the layout would do so a turn of the loop later
            self._cards.append(card)
        self.area.verticalScrollBar().setValue(0)
        self._stack.setCurrentIndex(1)
        for button in (self._copy, self._save):
            button.setEnabled(True)
        self.area.setFocus()

    def _card(self, section: "Section") -> Card:
        card = Card(self._theme)
        card.body.setSpacing(6)
        card.body.addWidget(Label(section.title, size="heading", weight="bold"))
        if section.note:
            card.body.addWidget(Label(section.note, tone="second", size="small", wrap=True))
        for one in section.statements:
            row = QHBoxLayout()
            row.setContentsMargins(0, 3, 0, 0)
            row.setSpacing(20)
            row.addWidget(TextBlock(self._theme, one.words, line_height=1.45), 5, Qt.AlignmentFlag.AlignTop)
            if one.figures:
                figures = TextBlock(self._theme, one.figures, tone="second", line_height=1.45)
                row.addWidget(figures, 4, Qt.AlignmentFlag.AlignTop)
            card.body.addLayout(row)
        return card
