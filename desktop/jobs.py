"""Work off the UI thread: one thread runs it in order, results come back by one queued signal."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot

from core.errors import AppError

if TYPE_CHECKING:
    from core.storage.database import AppDatabase
    from core.storage.recovery import Recovery

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Result:
    future: Future[Any]
    done: Callable[[Any], None] | None
    failed: Callable[[AppError], None] | None


class OneThread(QObject):
    """Runs functions in a thread of its own, one after the other, in the order in which they were given.

    `failed` carries an AppError for which the giver had no callback. Callbacks run in the thread of this object, never
    in the worker; those of a QObject that has been deleted meanwhile are dropped. Nothing is taken after `_end`.
    """

    failed = Signal(object)
    _finished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        # Queued and to a bound slot of a QObject: anything else would run in the worker's thread.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _send(
        self,
        run: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[AppError], None] | None,
    ) -> None:
        if self._closed:
            log.info("a job after close dropped")
            return
        future = self._executor.submit(run)
        future.add_done_callback(lambda finished: self._finished.emit(_Result(finished, done, failed)))

    def _end(self, last: Callable[[], None]) -> None:
        """Finish every job and its callbacks, run `last` in the worker and end the thread."""
        if self._closed:
            return
        self._closed = True
        self._executor.submit(last)
        self._executor.shutdown(wait=True)
        # What was under way may have failed, and its submitter may have to keep the user's text elsewhere.
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    @Slot(object)
    def _deliver(self, result: _Result) -> None:
        error = result.future.exception()
        if error is None:
            if result.done is not None and _alive(result.done):
                result.done(result.future.result())
        elif isinstance(error, AppError):
            log.warning("job failed: %s", error)
            if result.failed is None:
                self.failed.emit(error)
            elif _alive(result.failed):
                result.failed(error)
        else:
            raise error  # a bug: the top hook shows it


class StorageJobs(OneThread):
    """Runs functions of app.db in the thread that owns it.

    `opened` carries what had to be recovered or None, and whether the database can only be read.
    """

    opened = Signal(object, bool)

    def __init__(
        self, open_database: "Callable[[], tuple[AppDatabase, Recovery | None]]", parent: QObject | None = None
    ) -> None:
        """`open_database` is called once, in the worker thread; when it raises, every job fails with its error."""
        super().__init__("storage", parent)
        self._open_database = open_database
        self._database: AppDatabase | None = None
        self._open_error: AppError | None = None

    def start(self) -> None:
        """Open the database in the background."""
        self._send(self._open, self._tell_opened, None)

    def submit(
        self,
        work: "Callable[[AppDatabase], T]",
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Run `work(database)` in the worker; then `done(result)` or `failed(error)` in the UI thread."""

        def run() -> T:
            if self._open_error is not None:
                raise self._open_error
            if self._database is None:
                raise RuntimeError("start() comes before submit()")
            return work(self._database)

        self._send(run, done, failed)

    def close(self) -> None:
        """Finish every submitted job and its callbacks, close the database and end the thread."""
        self._end(self._close_database)

    def _open(self) -> "tuple[Recovery | None, bool]":
        try:
            self._database, recovery = self._open_database()
        except AppError as error:
            self._open_error = error
            raise
        return recovery, self._database.read_only

    def _tell_opened(self, opened: "tuple[Recovery | None, bool]") -> None:
        self.opened.emit(*opened)

    def _close_database(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


def _alive(callback: Callable[[Any], None]) -> bool:
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
