"""One critique of the history: the exact text that was judged at the left, what was said of it at the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.critique.card_list import BAR, CardList
from desktop.critique.notice import Notice
from desktop.critique.recorder import stored_run
from desktop.critique.run import CritiqueRun
from desktop.critique.state_line import StateLine
from desktop.editor.answer_editor import AnswerEditor
from desktop.history.list_model import HistoryModel, heading
from desktop.theme import Theme
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.card import RING
from desktop.widgets.column import Column
from desktop.widgets.labels import Badge, ElidedLabel, Label

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueRecord

_PANEL = 404
_SIDE = 19


class CritiqueDetail(QWidget):
    """Read only. Signals ask the page for what changes the history."""

    back = Signal()
    star_asked = Signal(bool)
    rename_asked = Signal()
    delete_asked = Signal()
    copy_asked = Signal()
    save_asked = Signal()
    question_asked = Signal()
    essay_asked = Signal(str)

    def __init__(self, theme: Theme, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._run: CritiqueRun | None = None
        self.record: CritiqueRecord | None = None
        self._back = IconButton(theme, "arrow-left", self.tr("기록으로 돌아가기"))
        self._title = ElidedLabel(size="title", weight="bold")
        self._number = Badge()
        self._number.setFixedHeight(20)
        self._when = Label(tone="third", size="small", digits=True)
        self._star = IconButton(theme, "star", self.tr("별표"))
        self._star.setCheckable(True)
        self._rename = IconButton(theme, "pencil", self.tr("이름 바꾸기"))
        self._copy = IconButton(theme, "copy", self.tr("글로 복사"))
        self._save = IconButton(theme, "save", self.tr("Markdown으로 저장"))
        self._delete = IconButton(theme, "trash-2", self.tr("삭제"))
        self._open = Button(self.tr("이 문항 열기"))
        self._question = Label(size="heading", weight="semibold", wrap=True)
        self._text = AnswerEditor(theme)
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("첨삭한 답변"))
        self._state = StateLine(theme)
        self._cards = CardList(theme, read_only=True)
        self._notice = Notice(theme)
        self._foot = Label(tone="third", size="small", wrap=True)
        self._build()
        self._back.clicked.connect(self.back)
        self._star.clicked.connect(self._starred)
        self._rename.clicked.connect(self.rename_asked)
        self._copy.clicked.connect(self.copy_asked)
        self._save.clicked.connect(self.save_asked)
        self._delete.clicked.connect(self.delete_asked)
        self._open.clicked.connect(self.question_asked)
        self._cards.activated.connect(self._activate)
        self._cards.essay_asked.connect(self.essay_asked)
        self._text.span_clicked.connect(self._span_clicked)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 10)
        head.setSpacing(6)
        head.addWidget(self._back)
        head.addSpacing(6)
        head.addWidget(self._title, 1)
        head.addWidget(self._number)
        head.addSpacing(8)
        head.addWidget(self._when)
        head.addSpacing(12)
        for button in (self._star, self._rename, self._copy, self._save, self._delete):
            head.addWidget(button)
        head.addSpacing(6)
        head.addWidget(self._open)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._reading(), 1)
        row.addWidget(_line("vertical"))
        row.addWidget(self._remarks())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(_line("horizontal"))
        page.addLayout(row, 1)

    def _reading(self) -> QFrame:
        middle = QFrame()
        middle.setProperty("ground", "panel")
        reading = QVBoxLayout(middle)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        above = Column(top=18)
        above.body.addWidget(self._question)
        reading.addWidget(above)
        reading.addSpacing(14)
        reading.addWidget(self._text, 1)
        return middle

    def _remarks(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_PANEL)
        column = QVBoxLayout(side)
        column.setContentsMargins(_SIDE - RING, 14, _SIDE - RING - BAR, 14)
        column.setSpacing(8)
        state = QHBoxLayout()
        state.setContentsMargins(RING, 0, RING + BAR, 0)
        state.addWidget(Label(self.tr("첨삭"), size="title", weight="bold"))
        state.addStretch()
        state.addWidget(self._state)
        foot = QHBoxLayout()
        foot.setContentsMargins(RING, 0, RING + BAR, 0)
        foot.addWidget(self._foot)
        notice = QHBoxLayout()
        notice.setContentsMargins(RING, 0, RING + BAR, 0)
        notice.addWidget(self._notice)
        column.addLayout(state)
        column.addWidget(self._cards, 1)
        column.addLayout(notice)
        column.addLayout(foot)
        return side

    def show_record(self, record: "CritiqueRecord", when: str) -> None:
        self.record = record
        self._run = stored_run(record)
        summary = record.summary
        view = self._run.view()
        self._title.setText(heading(summary) or self.tr("제목 없음"))
        self._number.setText(self.tr("{number}번째").format(number=summary.number))
        self._when.setText(when)
        self.show_star(summary.starred)
        self._open.setVisible(summary.question_id is not None)
        self._question.setText(summary.question_text)
        self._text.set_text(record.answer_text)
        self._text.set_limit(record.limit)
        self._state.show_view(view)
        self._cards.show_view(view)
        self._notice.show_view(view)
        self._notice.hide_actions()
        foot = self.tr("모델 {model} · 어댑터 {adapter} · 참고용이며 합격을 보장하지 않습니다")
        if view.model.without:
            foot = self.tr("전문가 근거 첨삭 · 모델 없이 · 참고용이며 합격을 보장하지 않습니다")
        self._foot.setText(foot.format(model=summary.model_name, adapter=summary.adapter_id or self.tr("없음")))
        self._show_marks(None)

    def show_star(self, starred: bool) -> None:
        self._star.setChecked(starred)
        self._star.set_icon("star-filled" if starred else "star")
        self._star.set_name(self.tr("별표 빼기") if starred else self.tr("별표"))

    def cards(self) -> CardList:
        return self._cards

    def text(self) -> AnswerEditor:
        return self._text

    @Slot(int)
    def _activate(self, ordinal: int) -> None:
        self._cards.set_active(ordinal)
        self._show_marks(ordinal)
        self._text.scroll_to_span(str(ordinal))

    @Slot(str)
    def _span_clicked(self, mark_id: str) -> None:
        self._activate(int(mark_id))

    @Slot()
    def _starred(self) -> None:
        self.star_asked.emit(self._star.isChecked())

    def _show_marks(self, active: int | None) -> None:
        if self._run is not None:
            self._text.set_spans(self._run.tracker.marks(active))


def _line(direction: str) -> QFrame:
    line = QFrame()
    line.setProperty("rule", direction)
    return line
