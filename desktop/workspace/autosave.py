"""Saves the answer within a second of the last key, and keeps it when the database cannot be written."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import AppError, RecordMissing
from desktop.jobs import StorageJobs
from desktop.workspace.journal import Journal

if TYPE_CHECKING:
    from core.storage.database import AppDatabase

log = logging.getLogger(__name__)

PAUSE_MS = 400  # after the last key
LONGEST_MS = 900  # after the first unsaved key, so that steady typing is saved too
RETRY_MS = 4000


def _saving(question_id: str, text: str) -> "Callable[[AppDatabase], object]":
    return lambda database: database.essays.save_answer(question_id, text)


class Autosave(QObject):
    """Takes each change by `note` and brings it into the database.

    `saved`: what was sent is stored; carries the local time. `troubled`: it could not be stored; carries the
    AppError. The text then lies in the journal, and saving is tried again until it works.
    """

    saved = Signal(object)
    troubled = Signal(object)

    def __init__(self, jobs: StorageJobs, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._journal = journal
        self._waiting: dict[str, str] = {}  # noted, not yet sent to the database
        self._sent: dict[str, str] = {}  # on its way there
        self._pause = self._timer(PAUSE_MS)
        self._longest = self._timer(LONGEST_MS)
        self._retry = self._timer(RETRY_MS)

    @property
    def pending(self) -> bool:
        """Something is not stored yet."""
        return bool(self._waiting or self._sent)

    def note(self, question_id: str, text: str) -> None:
        """The answer to a question is now `text`."""
        self._waiting[question_id] = text
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def forget(self) -> None:
        """Save nothing of what was noted so far: what it belonged to is gone."""
        self._waiting.clear()

    @Slot()
    def flush(self) -> None:
        """Store what is waiting, now."""
        for timer in (self._pause, self._longest, self._retry):
            timer.stop()
        waiting, self._waiting = self._waiting, {}
        for question_id, text in waiting.items():
            self._sent[question_id] = text
            self._jobs.submit(
                _saving(question_id, text),
                partial(self._stored, question_id, text),
                partial(self._refused, question_id, text),
            )

    def _stored(self, question_id: str, text: str, _result: object) -> None:
        if self._sent.get(question_id) == text:
            del self._sent[question_id]
        self._keep(lambda: self._journal.forget(question_id))
        if not self._sent:
            self.saved.emit(datetime.now())

    def _refused(self, question_id: str, text: str, error: AppError) -> None:
        if self._sent.get(question_id) == text:
            del self._sent[question_id]
        if isinstance(error, RecordMissing):
            # Deleted for good meanwhile: there is nothing to save it to, and no use in trying again.
            log.warning("answer of %s not saved: the question is gone", question_id)
            return
        if question_id not in self._waiting:  # a newer text is not replaced by the one that failed
            self._waiting[question_id] = text
        self._keep(lambda: self._journal.keep(question_id, text))
        self._retry.start()
        self.troubled.emit(error)

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            # Nothing on this disk can be written; the text is still in the window and saving is tried again.
            log.warning("journal not written: errno=%s", error.errno)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer
