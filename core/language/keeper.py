"""The index of experts' remarks in this process: one thread asks it, another brings it up to date."""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from core import paths
from core.errors import AppError
from core.language.protocol import Failed, IndexProgress, IndexReady, Reply
from core.retrieval.index import EvidenceIndex
from core.retrieval.opening import is_there, update_current

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 2.0  # after which an update is tried again that another process is doing
# While the corpus is being collected it changes with every page, and each update writes the whole index.
_REST_SECONDS = 60.0
_NICENESS = 10

Facts = tuple[tuple[int, int], ...]


class IndexKeeper:
    """`latest` is for one thread, the one that asks the index; everything else for any."""

    def __init__(self, send: Callable[[Reply], None]) -> None:
        self._send = send
        self._changed = threading.Condition()
        self._wanted = False
        self._ending = False
        self._seen: Facts | None = None  # of the corpus at the last look
        self._settled = False  # the last update came to its end, well or not
        self._complete = False
        self._rests_until = 0.0
        self._thread: threading.Thread | None = None
        self._index: EvidenceIndex | None = None

    def look(self) -> None:
        """Have the index brought up to date when the corpus may have changed since the last look, not too often."""
        facts = _facts()
        with self._changed:
            if facts == self._seen or self._ending:
                return
            self._complete = False
            if time.monotonic() < self._rests_until:
                return
            self._seen = facts
            self._wanted, self._settled = True, False
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="index", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def latest(self, stopped: Callable[[], bool]) -> tuple[EvidenceIndex, bool] | None:
        """The index, and whether it holds everything that is there. Waits for the first state; None when stopped."""
        if self._index is None:
            self._index = EvidenceIndex.open()
        self.look()
        while True:
            with self._changed:
                settled, complete = self._settled, self._complete
            self._index.refresh()
            if settled or self._index.state is not None:
                return self._index, complete
            if stopped():
                return None
            with self._changed:
                if self._settled == settled:
                    self._changed.wait(_AGAIN_SECONDS / 4)

    def update(self) -> None:
        """Have the index brought up to date whether or not the corpus looks changed."""
        with self._changed:
            self._seen, self._rests_until = None, 0.0
        self.look()

    def end(self, seconds: float) -> None:
        """Stop an update, which saves what was analysed if it can in so many seconds."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _keep(self) -> None:
        """Updates, one after the other."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._ending)
                if self._ending:
                    return
                self._wanted = False
            # Nobody waits for anything but the first one, so every other gives way.
            if sys.platform == "linux" and is_there():
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
            if self._update():
                with self._changed:
                    self._changed.wait_for(lambda: self._ending, _AGAIN_SECONDS)
                    self._wanted = True

    def _update(self) -> bool:
        """Whether it must be done again, another process being at it."""
        try:
            outcome, index = update_current(
                progress=lambda done, total: self._send(IndexProgress(done, total)), stop=lambda: self._ending
            )
        except AppError as error:
            log.warning("the index of remarks is not up to date: %s", error)
            self._settle(complete=False)
            self._send(Failed("", error.code, error.detail, error.context))
            return False
        if outcome.complete or self._ending:
            self._settle(complete=outcome.complete)
        if outcome.complete:
            self._send(IndexReady(index.remarks, index.answers))
        return not outcome.complete and not self._ending

    def _settle(self, *, complete: bool) -> None:
        with self._changed:
            if not self._wanted:  # somebody looked meanwhile and wants another one
                self._settled, self._complete = True, complete
                self._rests_until = time.monotonic() + _REST_SECONDS
            self._changed.notify_all()


def _facts() -> Facts:
    """Changes when somebody wrote into the corpus."""
    file = paths.corpus_db()
    return tuple(_fact(path) for path in (file, file.with_name(file.name + "-wal")))


def _fact(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns) if found.st_size else (0, 0)
