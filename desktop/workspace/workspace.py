"""The state of the work space: which applications and questions there are, which one is open. No widgets."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import AppError
from core.essay import Application, Question
from desktop.jobs import StorageJobs
from desktop.workspace.application_dialog import ApplicationDraft
from desktop.workspace.autosave import Autosave
from desktop.workspace.desk import OpenQuestion
from desktop.workspace.journal import Unsaved
from desktop.workspace.question_dialog import QuestionDraft
from desktop.workspace.sample import read_sample

if TYPE_CHECKING:
    from core.storage.database import AppDatabase

log = logging.getLogger(__name__)


class Workspace(QObject):
    """Loads, changes and remembers; every change goes to the database first and is shown when it is stored.

    `applications_changed`: the list or the open one changed. `questions_changed`: those of the open application did.
    `opened`: another question (OpenQuestion) or none (None) is open, or its facts changed. `removed`: something was
    deleted; carries a sentence and a function that takes it back. `versions_counted`: how many earlier texts the open
    answer has.
    """

    applications_changed = Signal()
    questions_changed = Signal()
    opened = Signal(object)
    removed = Signal(str, object)
    versions_counted = Signal(int)

    def __init__(self, jobs: StorageJobs, autosave: Autosave, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._autosave = autosave
        self.loaded = False
        self.applications: tuple[Application, ...] = ()
        self.application: Application | None = None
        self.questions: tuple[Question, ...] = ()
        self.question: Question | None = None

    # opening

    def load(self, question_id: str | None = None) -> None:
        """Read everything; open `question_id`, else the first question of the first application."""

        def read(database: "AppDatabase") -> tuple[tuple[Application, ...], str | None]:
            applications = _listed(database)
            owner = None
            if question_id is not None:
                for application in applications:
                    if any(question.id == question_id for question in database.essays.questions(application.id)):
                        owner = application.id
            return applications, owner

        self._jobs.submit(read, partial(self._loaded, question_id))

    def start_over(self) -> None:
        """The database was replaced or emptied: forget what is open, unsaved text included, and read again."""
        self._autosave.forget()
        self._close()
        self.load()

    def open_application(self, application_id: str, question_id: str | None = None) -> None:
        """Open an application at `question_id`, else at its first question."""
        self._autosave.flush()
        self._jobs.submit(
            lambda database: database.essays.questions(application_id),
            partial(self._questions_read, application_id, question_id),
        )

    @Slot(str)
    def open_question(self, question_id: str) -> None:
        """Open a question of the open application; nothing has to be read for that."""
        question = next((question for question in self.questions if question.id == question_id), None)
        if question is not None:
            self._autosave.flush()
            self._open(question)

    def open_number(self, number: int) -> None:
        """Open the question with this number, from 1, when there is one."""
        if 1 <= number <= len(self.questions):
            self.open_question(self.questions[number - 1].id)

    # the answer

    def take_back(self, entries: Sequence[Unsaved]) -> None:
        """Store what an earlier run could not, as if it were typed now; the text it replaces becomes a version."""
        for entry in entries:
            self._jobs.submit(
                partial(_keep_stored, entry), partial(self._taken_back, entry), partial(self._lost, entry)
            )

    def note_answer(self, text: str) -> None:
        """The open answer was changed to `text` by hand."""
        if self.question is None:
            return
        self.question = replace(self.question, answer=text)
        self.questions = tuple(self.question if q.id == self.question.id else q for q in self.questions)
        self._autosave.note(self.question.id, text)

    def count_versions(self) -> None:
        """Ask how many earlier texts the open answer has."""
        if self.question is None:
            return
        question_id = self.question.id
        self._jobs.submit(
            lambda database: len(database.essays.versions(question_id)), partial(self._versions_read, question_id)
        )

    def keep_version(self, reason: str) -> None:
        """Keep the open answer as it stands as a version, see `core.essay.Version` for the reasons."""
        if self.question is None or not self.question.answer:
            return
        question_id, text = self.question.id, self.question.answer
        self._autosave.flush()
        self._jobs.submit(
            lambda database: database.essays.add_version(question_id, text, reason), lambda _: self.count_versions()
        )

    # applications

    def add_application(self, draft: ApplicationDraft) -> None:
        self._jobs.submit(
            lambda database: database.essays.add_application(
                draft.company, draft.role, draft.season, draft.deadline, blind_profile=draft.blind_profile
            ),
            lambda application: self._reload(application.id),
        )

    def change_application(self, application_id: str, draft: ApplicationDraft) -> None:
        self._jobs.submit(
            lambda database: database.essays.update_application(
                application_id,
                company=draft.company,
                role=draft.role,
                season=draft.season,
                deadline=draft.deadline,
                blind_profile=draft.blind_profile,
            ),
            lambda _: self._reload(self._open_id(), self._open_question_id()),
        )

    def delete_application(self, application_id: str) -> None:
        """Into the bin; `removed` offers the way back."""
        self._autosave.flush()
        application = next(found for found in self.applications if found.id == application_id)
        sentence = self.tr("‘{company}’ 지원서를 삭제했습니다.").format(company=application.company)
        other = application_id != self._open_id()
        open_after = self._open_id() if other else None
        open_question = self._open_question_id() if other else None
        self._jobs.submit(
            lambda database: database.essays.delete_application(application_id),
            lambda _: self._gone(
                sentence, open_after, lambda: self._restore_application(application_id), open_question
            ),
        )

    # questions

    def add_question(self, draft: QuestionDraft) -> None:
        """To the open application; it is opened."""
        if self.application is None:
            return
        application_id = self.application.id
        self._jobs.submit(
            lambda database: database.essays.add_question(application_id, draft.title, draft.text, draft.limit),
            lambda question: self._reload(application_id, question.id),
        )

    def change_question(self, question_id: str, draft: QuestionDraft) -> None:
        self._autosave.flush()
        self._jobs.submit(
            lambda database: database.essays.update_question(
                question_id, title=draft.title, text=draft.text, limit=draft.limit
            ),
            lambda _: self._reload(self._open_id(), self._open_question_id()),
        )

    def delete_question(self, question_id: str) -> None:
        """Into the bin with its answer; `removed` offers the way back."""
        self._autosave.flush()
        application_id = self._open_id()
        if application_id is None:
            return
        title = next(question.title for question in self.questions if question.id == question_id)
        sentence = self.tr("‘{title}’ 문항을 삭제했습니다.").format(title=title)
        open_after = None if question_id == self._open_question_id() else self._open_question_id()

        def undo() -> None:
            self._jobs.submit(
                lambda database: database.essays.restore_question(question_id),
                lambda _: self._reload(application_id, question_id),
            )

        self._jobs.submit(
            lambda database: database.essays.delete_question(question_id),
            lambda _: self._gone(sentence, application_id, undo, open_after),
        )

    @Slot()
    def add_sample(self) -> None:
        """The bundled example, opened."""
        sample = read_sample()

        def write(database: "AppDatabase") -> tuple[str, str]:
            draft = sample.application
            application = database.essays.add_application(draft.company, draft.role, draft.season, draft.deadline)
            asked = sample.question
            question = database.essays.add_question(application.id, asked.title, asked.text, asked.limit)
            database.essays.save_answer(question.id, sample.answer)
            return application.id, question.id

        self._jobs.submit(write, lambda ids: self._reload(*ids))

    # results

    def _loaded(self, question_id: str | None, result: tuple[tuple[Application, ...], str | None]) -> None:
        self.applications, owner = result
        self.loaded = True
        first = owner or (self.applications[0].id if self.applications else None)
        if first is None:
            self._close()
        else:
            self.open_application(first, question_id)

    def _reload(self, application_id: str | None, question_id: str | None = None) -> None:
        """Read the list again and open what is named, else what comes first."""

        def shown(applications: tuple[Application, ...]) -> None:
            self.applications = applications
            ids = [application.id for application in applications]
            if not ids:
                self._close()
            else:
                self.open_application(application_id if application_id in ids else ids[0], question_id)

        self._jobs.submit(_listed, shown)

    def _questions_read(self, application_id: str, question_id: str | None, questions: tuple[Question, ...]) -> None:
        application = next((found for found in self.applications if found.id == application_id), None)
        if application is None:
            return
        # What is being typed is newer than what was read.
        kept = self.question
        self.questions = tuple(
            replace(question, answer=kept.answer) if kept is not None and question.id == kept.id else question
            for question in questions
        )
        self.application = application
        self.applications_changed.emit()
        self.questions_changed.emit()
        chosen = next((question for question in self.questions if question.id == question_id), None)
        self._open(chosen or (self.questions[0] if self.questions else None))

    def _open(self, question: Question | None) -> None:
        self.question = question
        if question is None or self.application is None:
            self.opened.emit(None)
            return
        self.opened.emit(OpenQuestion(self.application, question))
        self.count_versions()

    def _close(self) -> None:
        self.application, self.questions, self.question = None, (), None
        self.applications_changed.emit()
        self.questions_changed.emit()
        self.opened.emit(None)

    def _taken_back(self, entry: Unsaved, _result: object) -> None:
        self._autosave.note(entry.question_id, entry.text)
        self._autosave.flush()

    def _lost(self, entry: Unsaved, error: AppError) -> None:
        """The question is gone for good, or nothing can be read: the text stays in the journal."""
        log.warning("unsaved answer of %s not taken back: %s", entry.question_id, error)

    def _versions_read(self, question_id: str, count: int) -> None:
        if question_id == self._open_question_id():
            self.versions_counted.emit(count)

    def _gone(
        self, sentence: str, application_id: str | None, undo: Callable[[], None], question_id: str | None = None
    ) -> None:
        self._reload(application_id, question_id)
        self.removed.emit(sentence, undo)

    def _restore_application(self, application_id: str) -> None:
        self._jobs.submit(
            lambda database: database.essays.restore_application(application_id),
            lambda _: self._reload(application_id),
        )

    def _open_id(self) -> str | None:
        return None if self.application is None else self.application.id

    def _open_question_id(self) -> str | None:
        return None if self.question is None else self.question.id


def _listed(database: "AppDatabase") -> tuple[Application, ...]:
    """The nearest deadline first, then those without one, those past last."""
    today = date.today()

    def order(application: Application) -> tuple[int, date, int]:
        deadline = application.deadline
        if deadline is None:
            return 1, today, application.position
        return (0 if deadline >= today else 2), deadline, application.position

    return tuple(sorted(database.essays.list_applications(), key=order))


def _keep_stored(entry: Unsaved, database: "AppDatabase") -> None:
    stored = database.essays.question(entry.question_id).answer
    if stored.strip() and stored != entry.text:
        database.essays.add_version(entry.question_id, stored, "restore")
