"""What the user ignores, as the window knows it: shown at once, kept in the database behind it."""

import logging
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import AppError
from core.storage.ignored import Ignored
from desktop.jobs import StorageJobs

log = logging.getLogger(__name__)


class IgnoredStore(QObject):
    """`entries` is empty until `read` was answered. `changed` comes with every change."""

    changed = Signal()

    def __init__(self, jobs: StorageJobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.entries: tuple[Ignored, ...] = ()

    @Slot()
    def read(self) -> None:
        """At the start, and when another database is behind the window."""
        self._jobs.submit(lambda database: database.ignored.list(), self._take)

    def add(self, entry: Ignored) -> None:
        self._take((entry, *self.entries))
        self._jobs.submit(lambda database: database.ignored.add(entry), None, self._refused)

    def remove(self, ids: Iterable[str]) -> None:
        """Show these again."""
        gone = tuple(ids)
        self._take(tuple(one for one in self.entries if one.id not in gone))
        self._jobs.submit(lambda database: database.ignored.remove(gone), None, self._refused)

    def _take(self, entries: tuple[Ignored, ...]) -> None:
        if entries != self.entries:
            self.entries = entries
            self.changed.emit()

    def _refused(self, error: AppError) -> None:
        """What is shown must not promise what is not kept."""
        log.warning("ignored findings not kept: %s", error)
        self._jobs.failed.emit(error)
        self.read()
