"""Opens the dialogs of the work space and hands what was filled in to it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog, QWidget

from core.counting import CHARS, CountProfile
from core.essay import Version
from desktop.jobs import StorageJobs
from desktop.theme import Theme
from desktop.workspace.application_dialog import ApplicationDialog
from desktop.workspace.desk import Desk
from desktop.workspace.question_dialog import QuestionDialog
from desktop.workspace.versions_dialog import VersionsDialog
from desktop.workspace.workspace import Workspace


class WorkspaceDialogs(QObject):
    """One dialog at a time, over `window`. `default` is the counting profile for new questions."""

    def __init__(
        self,
        theme: Theme,
        workspace: Workspace,
        desk: Desk,
        jobs: StorageJobs,
        *,
        window: QWidget,
        default: CountProfile = CHARS,
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._workspace = workspace
        self._desk = desk
        self._jobs = jobs
        self._window = window
        self.default = default
        self.open_dialog: QDialog | None = None

    @Slot()
    def add_application(self) -> None:
        dialog = ApplicationDialog(parent=self._window)
        dialog.accepted.connect(lambda: self._workspace.add_application(dialog.draft()))
        self._open(dialog)

    @Slot(str)
    def edit_application(self, application_id: str) -> None:
        application = next((found for found in self._workspace.applications if found.id == application_id), None)
        if application is not None:
            dialog = ApplicationDialog(application, parent=self._window)
            dialog.accepted.connect(lambda: self._workspace.change_application(application_id, dialog.draft()))
            self._open(dialog)

    @Slot()
    def add_question(self) -> None:
        dialog = QuestionDialog(default=self.default, parent=self._window)
        dialog.accepted.connect(lambda: self._workspace.add_question(dialog.draft()))
        self._open(dialog)

    @Slot(str)
    def edit_question(self, question_id: str) -> None:
        self._edit_question(question_id, at_limit=False)

    @Slot(str)
    def edit_limit(self, question_id: str) -> None:
        self._edit_question(question_id, at_limit=True)

    @Slot()
    def show_versions(self) -> None:
        """The earlier texts of the open answer."""
        self._desk.commit_text()
        question = self._workspace.question
        if question is not None:
            self._jobs.submit(lambda database: tuple(database.essays.versions(question.id)), self._versions_read)

    def _edit_question(self, question_id: str, *, at_limit: bool) -> None:
        question = next((found for found in self._workspace.questions if found.id == question_id), None)
        if question is None:
            return
        dialog = QuestionDialog(question, self.default, self._window)
        dialog.accepted.connect(lambda: self._workspace.change_question(question_id, dialog.draft()))
        if at_limit:
            dialog.focus_limit()
        self._open(dialog)

    def _versions_read(self, versions: tuple[Version, ...]) -> None:
        question = self._workspace.question
        if question is None or not versions:
            return
        newest_first = sorted(versions, key=lambda version: version.number, reverse=True)
        dialog = VersionsDialog(self._theme, newest_first, self._desk.text(), question.limit, self._window)
        dialog.restore_asked.connect(self._restore)
        self._open(dialog)

    @Slot(str)
    def _restore(self, text: str) -> None:
        """The text as it stands becomes a version first, so that nothing is lost."""
        self._workspace.keep_version("restore")
        self._desk.replace_text(text)

    def _open(self, dialog: QDialog) -> None:
        self.open_dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    @Slot()
    def _closed(self) -> None:
        if self.open_dialog is not None:
            self.open_dialog.deleteLater()
            self.open_dialog = None
