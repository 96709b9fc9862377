"""The user's own words, as the window knows them: shown at once, kept in `dictionary.txt` behind it."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import AppError
from core.proofread import dictionary
from desktop.checks.check_thread import CheckThread

log = logging.getLogger(__name__)


class OwnWords(QObject):
    """`words` is empty until `read` was answered. `changed` comes with every change; `failed` carries an AppError."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, thread: CheckThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = thread
        self.words: tuple[str, ...] = ()

    @Slot()
    def read(self) -> None:
        """At the start, and when it may have been edited by hand."""
        self._thread.run(dictionary.words, self._take)

    def add(self, word: str) -> bool:
        """False for what is no word."""
        if not dictionary.is_word(word):
            return False
        self._take({*self.words, word})
        self._keep(partial(dictionary.add, word))
        return True

    def remove(self, word: str) -> None:
        self._take({*self.words} - {word})
        self._keep(partial(dictionary.remove, word))

    def erase(self) -> None:
        """With everything else that the user wrote."""
        self._take(())
        self._keep(dictionary.erase)

    def _keep(self, write: Callable[[], object]) -> None:
        self._thread.run(write, None, self._refused)

    def _take(self, words: Iterable[str]) -> None:
        found = tuple(sorted(words))
        if found != self.words:
            self.words = found
            self.changed.emit()

    def _refused(self, error: AppError) -> None:
        """What is shown must not promise what is not kept."""
        log.warning("dictionary not kept: %s", error.code)
        self.failed.emit(error)
        self.read()
