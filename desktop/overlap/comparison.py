"""Compares the open answer with the others on this computer, when it is asked to, and keeps what was found."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import AppError, by_code
from core.language.protocol import Cancelled, Failed, FindOverlap, OverlapFound, Reply
from core.retrieval.matches import Overlap, OwnAnswer
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess, new_request_id
from desktop.workspace.desk import Desk, OpenQuestion

if TYPE_CHECKING:
    from core.storage.database import AppDatabase


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found of a text. Not `complete`: some essays were not in the index yet."""

    text: str
    overlap: Overlap
    complete: bool


class Comparison(QObject):
    """`changed`: there is something else to show of the open question."""

    changed = Signal()

    def __init__(self, desk: Desk, jobs: StorageJobs, language: LanguageProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._language = language
        self._found: dict[str, Compared] = {}  # by question
        self._running: dict[str, tuple[str, str]] = {}  # by request: question and text
        self._request = ""
        self._fresh = False
        self.error: AppError | None = None
        desk.opened.connect(self._opened)
        desk.edited.connect(self._edited)

    @property
    def running(self) -> bool:
        """Whether the open answer is being compared."""
        question = self._question_id()
        return any(asked == question for asked, _ in self._running.values())

    @property
    def found(self) -> Compared | None:
        """What was found of the open answer, perhaps before it was changed."""
        return self._found.get(self._question_id())

    @property
    def fresh(self) -> bool:
        """Whether `found` is about the answer as it stands."""
        return self.found is not None and self._fresh

    @property
    def can(self) -> bool:
        """Whether there is anything to compare."""
        return self._desk.current is not None and bool(self._desk.text().strip())

    def start(self) -> None:
        """Compare the open answer as it stands."""
        current = self._desk.current
        if current is None or not self.can:
            return
        self._language.forget(self._request)
        self._language.try_again()
        self._running.clear()
        self.error = None
        question_id, text = current.question.id, self._desk.text()
        request_id = self._request = new_request_id()
        self._running[request_id] = (question_id, text)
        self._jobs.submit(
            partial(_others, question_id), partial(self._ask, request_id, text), partial(self._fail, request_id)
        )
        self.changed.emit()

    def forget(self) -> None:
        """Another database is behind the window."""
        self._language.forget(self._request)
        self._running.clear()
        self._found.clear()
        self.changed.emit()

    def _ask(self, request_id: str, text: str, own: tuple[OwnAnswer, ...]) -> None:
        if request_id in self._running:
            self._language.ask(FindOverlap(request_id, text, own), self._answered)

    def _answered(self, reply: Reply) -> None:
        request_id = getattr(reply, "request_id", "")
        question_id, text = self._running.pop(request_id, ("", ""))
        match reply:
            case OverlapFound(overlap=overlap, complete=complete) if question_id:
                self._found[question_id] = Compared(text, overlap, complete)
                self._look()
            case Failed(code=code, detail=detail):
                self.error = by_code(code)(detail)
            case Cancelled():
                pass
        self.changed.emit()

    def _fail(self, request_id: str, error: AppError) -> None:
        if self._running.pop(request_id, None) is not None:
            self.error = error
            self.changed.emit()

    @Slot(object)
    def _opened(self, _opened: OpenQuestion | None) -> None:
        self.error = None
        self._look()
        self.changed.emit()

    @Slot()
    def _edited(self) -> None:
        before = self._fresh
        self._look()
        if before != self._fresh:
            self.changed.emit()

    def _look(self) -> None:
        found = self.found
        self._fresh = found is not None and found.text == self._desk.text()

    def _question_id(self) -> str:
        return "" if self._desk.current is None else self._desk.current.question.id


def _others(question_id: str, database: "AppDatabase") -> tuple[OwnAnswer, ...]:
    """Every other answer that is not in the bin."""
    return tuple(
        OwnAnswer(question.id, question.answer, f"{application.company} · {question.title}")
        for application in database.essays.list_applications()
        for question in database.essays.questions(application.id)
        if question.id != question_id and question.answer.strip()
    )
