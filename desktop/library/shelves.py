"""The two places that essays lie in, read in a thread of its own: what was collected, and what was written."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from core import paths
from core.corpus import Origin
from core.errors import AppError
from desktop.jobs import OneThread

if TYPE_CHECKING:
    from core.storage.corpus.database import CorpusDatabase

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelves:
    """Open databases, for the thread that opened them. `collected` is None without a corpus.db, and when it could not
    be opened; `trouble` says why then."""

    collected: "CorpusDatabase | None"
    samples: "CorpusDatabase"
    trouble: AppError | None = None

    def of(self, essay_id: str) -> "CorpusDatabase":
        """Where the essay of this id lies."""
        written = essay_id.startswith(f"{Origin.SAMPLE.value}:")
        return self.samples if written or self.collected is None else self.collected


class CorpusJobs(OneThread):
    """Reads essays one job after the other. Everything is opened for reading, at the first job that needs it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("corpus", parent)
        self._shelves: Shelves | None = None
        self._seen: object = None  # which file corpus.db was when it was opened

    def submit(
        self,
        work: Callable[[Shelves], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Run `work(shelves)` in the worker; then `done(result)` or `failed(error)` in the UI thread."""
        self._send(lambda: work(self._open()), done, failed)

    def reopen(self) -> None:
        """Someone else changed corpus.db as a whole: what is read next is read from a fresh connection."""
        self._send(self._close_shelves, None, None)

    def close(self) -> None:
        """Finish what was submitted, close the files and end the thread."""
        self._end(self._close_shelves)

    def _open(self) -> Shelves:
        now = _identity()
        if self._shelves is not None and now == self._seen:
            return self._shelves
        self._close_shelves()
        # SQLite is slow to import, and a window in which nobody looks for essays does without.
        from core.storage.corpus.database import CorpusDatabase
        from core.storage.corpus.samples import open_samples

        self._seen = now
        with ExitStack() as on_error:
            samples = open_samples()
            on_error.callback(samples.close)
            collected, trouble = None, None
            if now is not None:
                try:
                    collected = CorpusDatabase.open(paths.corpus_db(), read_only=True)
                except AppError as error:
                    log.warning("corpus.db not opened: %s", error)
                    trouble = error
            on_error.pop_all()
        self._shelves = Shelves(collected, samples, trouble)
        return self._shelves

    def _close_shelves(self) -> None:
        shelves, self._shelves = self._shelves, None
        if shelves is not None:
            shelves.samples.close()
            if shelves.collected is not None:
                shelves.collected.close()


def _identity() -> object:
    """Which file corpus.db is now; None when there is none."""
    try:
        facts = paths.corpus_db().stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
