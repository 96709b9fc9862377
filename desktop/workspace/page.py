"""The page where one writes: questions and answer in the middle, the critique at the right."""

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.counting import count
from core.errors import AppError
from core.essay import Question
from core.messages import sentence
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.foot import Face, Foot
from desktop.editor.header import Crumb, QuestionHeader
from desktop.editor.tabs import QuestionTabs, TabFacts
from desktop.theme import Theme
from desktop.widgets.column import Column
from desktop.widgets.states import Banner, EmptyState
from desktop.workspace.desk import Desk, OpenQuestion
from desktop.workspace.first_run import FirstRun
from desktop.workspace.workspace import Workspace

PANEL = 404


class _Shown(IntEnum):
    BLANK = 0
    FIRST_RUN = 1
    NO_QUESTION = 2
    WRITING = 3


class WorkspacePage(QWidget):
    """Shows a Workspace. `start_asked` and `stop_asked` are the primary button; the rest ask for dialogs."""

    start_asked = Signal()
    stop_asked = Signal()
    add_application_asked = Signal()
    add_question_asked = Signal()
    edit_question_asked = Signal(str)
    limit_asked = Signal(str)
    versions_asked = Signal()
    intent_asked = Signal()
    overlap_asked = Signal()

    def __init__(self, theme: Theme, workspace: Workspace, panel: QWidget, parent: QWidget | None = None) -> None:
        """`panel` is the critique panel; it is shown while there is a question."""
        super().__init__(parent)
        self._workspace = workspace
        self._versions = 0
        self._read_only = False
        self.editor = AnswerEditor(theme)
        self.editor.set_hint(self.tr("여기에 답변을 쓰세요. 저절로 저장됩니다."))
        self.desk = Desk(self.editor, self)
        self.foot = Foot(theme)
        self.crumb = Crumb()
        self.tabs = QuestionTabs(theme)
        self.header = QuestionHeader()
        self.banner = Banner(theme)
        self.first_run = FirstRun(theme)
        self._no_question = EmptyState(
            theme,
            "clipboard-paste",
            self.tr("첫 문항을 붙여 넣으세요"),
            self.tr("채용 사이트의 문항을 그대로 붙여 넣으면 글자 수 제한을 읽어 옵니다."),
            self.tr("문항 추가"),
            primary=True,
        )
        self.panel = panel
        panel.setFixedWidth(PANEL)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.first_run)
        self._stack.addWidget(self._empty_application())
        self._stack.addWidget(self._writing())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._middle = QFrame(self)
        self._middle.setProperty("ground", "panel")
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self._stack)
        row.addWidget(self._middle, 1)
        self._edge = _rule("vertical")
        row.addWidget(self._edge)
        row.addWidget(panel)
        self._connect()
        self._show(_Shown.BLANK)

    def set_read_only(self, read_only: bool) -> None:
        """For a second window: everything can be read, nothing changed."""
        self._read_only = read_only
        self.editor.setReadOnly(read_only)
        self.tabs.set_read_only(read_only)
        self.header.set_read_only(read_only)
        self.first_run.set_read_only(read_only)
        self.foot.button.setEnabled(not read_only)

    @property
    def read_only(self) -> bool:
        return self._read_only

    def panes(self) -> tuple[QWidget, QWidget]:
        """What F6 goes between."""
        return self._middle, self.panel

    def set_face(self, face: Face) -> None:
        self.foot.set_face(face)

    @Slot(object)
    def show_saved(self, at: datetime) -> None:
        self.banner.hide()
        self.crumb.show_state(self.tr("저장됨 {time}").format(time=at.strftime("%H:%M")))

    @Slot(object)
    def show_trouble(self, error: AppError) -> None:
        """Saving failed: stays until it works again."""
        self.crumb.show_state(self.tr("저장 안 됨"), trouble=True)
        self.banner.show_message(str(sentence(error)), self.tr("지금 다시 저장"), "violation")

    # what is shown

    @Slot(object)
    def _opened(self, opened: OpenQuestion | None) -> None:
        self.desk.open(opened)
        if opened is None:
            if not self._workspace.loaded:
                self._show(_Shown.BLANK)
            elif self._workspace.application is None:
                self._show(_Shown.FIRST_RUN)
            else:
                self._empty_crumb.show_application(self._workspace.application)
                self._show(_Shown.NO_QUESTION)
            return
        self._versions = 0
        self.crumb.show_application(opened.application)
        self.header.show_question(opened.question, self._versions)
        self._show_tabs()
        self._show(_Shown.WRITING)
        self._count()
        self.editor.setFocus()

    @Slot()
    def _show_tabs(self) -> None:
        question = self._workspace.question
        facts = [_tab_facts(found, found.answer) for found in self._workspace.questions]
        self.tabs.set_tabs(facts, None if question is None else question.id)

    @Slot(int)
    def _show_versions(self, versions: int) -> None:
        self.header.show_versions(versions)

    @Slot()
    def _count(self) -> None:
        question = self._workspace.question
        if question is not None:
            live = self.editor.live_text()
            self.foot.show_counts(live, question.limit)
            self.tabs.update_tab(_tab_facts(question, live))

    @Slot()
    def _edited(self) -> None:
        self._workspace.note_answer(self.editor.text())

    @Slot(object)
    def _pressed(self, face: Face) -> None:
        (self.stop_asked if face is Face.STOP else self.start_asked).emit()

    @Slot()
    def _limit_clicked(self) -> None:
        if self._workspace.question is not None:
            self.limit_asked.emit(self._workspace.question.id)

    def _show(self, shown: _Shown) -> None:
        self._stack.setCurrentIndex(shown)
        writing = shown is _Shown.WRITING
        self.panel.setVisible(writing)
        self._edge.setVisible(writing)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._opened)
        workspace.questions_changed.connect(self._show_tabs)
        workspace.versions_counted.connect(self._show_versions)
        self.editor.edited.connect(self._edited)
        self.editor.live_changed.connect(self._count)
        self.foot.pressed.connect(self._pressed)
        self.tabs.chosen.connect(workspace.open_question)
        self.tabs.add_asked.connect(self.add_question_asked)
        self.tabs.edit_asked.connect(self.edit_question_asked)
        self.tabs.delete_asked.connect(workspace.delete_question)
        self.header.limit_clicked.connect(self._limit_clicked)
        self.header.versions_clicked.connect(self.versions_asked)
        self.header.intent_clicked.connect(self.intent_asked)
        self.header.overlap_clicked.connect(self.overlap_asked)
        self._no_question.action.connect(self.add_question_asked)
        self.first_run.begin.connect(self.add_application_asked)
        self.first_run.sample.connect(workspace.add_sample)

    def _writing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = Column(top=16)
        above.body.addWidget(self.crumb)
        above.body.addSpacing(7)
        above.body.addWidget(self.tabs)
        above.body.addSpacing(18)
        above.body.addWidget(self.header)
        above.body.addSpacing(8)
        notice = Column(bottom=10)
        notice.body.addWidget(self.banner)
        below = Column(top=11, bottom=11)
        below.body.addWidget(self.foot)
        column.addWidget(above)
        column.addWidget(self.editor, 1)
        column.addWidget(notice)
        column.addWidget(_rule("horizontal"))
        column.addWidget(below)
        return page

    def _empty_application(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._empty_crumb = Crumb()
        above = Column(top=16)
        above.body.addWidget(self._empty_crumb)
        column.addWidget(above)
        column.addWidget(self._no_question, 1)
        return page


def _tab_facts(question: Question, text: str) -> TabFacts:
    used, limit = count(text, question.limit.profile), question.limit.value
    if limit is None:
        return TabFacts(question.id, question.title, f"{used}")
    return TabFacts(question.id, question.title, f"{used}/{limit}", over=used > limit)


def _rule(direction: str) -> QFrame:
    line = QFrame()
    line.setProperty("rule", direction)
    return line
