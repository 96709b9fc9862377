"""The scraper in a process of its own: the window opens no socket and imports no browser."""

import importlib.util
import logging
import sys

from PySide6.QtCore import QObject, Signal, Slot

from desktop.child_job import ChildJob
from desktop.corpus.events import Ended, Ending, EndKind, Failed, Removed, Report, read_event

log = logging.getLogger(__name__)

# A page that is being fetched is waited for, and a browser takes a while to close.
_CANCEL_MS = 20_000
_QUIT_MS = 4000


def scraper_argv() -> list[str]:
    """The command line that does what the window asks for, before its verb."""
    return [sys.executable, "-m", "scraper"]


def scraper_installed() -> bool:
    """Whether this program can collect: it runs from its sources, and what a maintainer needs is there."""
    return not getattr(sys, "frozen", False) and importlib.util.find_spec("selenium") is not None


class ScraperJob(ChildJob):
    """Runs once. `told` carries each event on the way, `ended` the one that it ends with (an Ending).

    Cancelling loses nothing: the next run with the same filters goes on from there.
    """

    told = Signal(object)
    ended = Signal(object)

    def __init__(self, arguments: list[str], *, argv: list[str] | None = None, parent: QObject | None = None) -> None:
        """`arguments` are a verb of `python -m scraper` and what it takes."""
        super().__init__([*(argv or scraper_argv()), *arguments, "--json"], patience_ms=_CANCEL_MS, parent=parent)
        self._ending: Ending | None = None

    @Slot()
    def pause(self) -> None:
        self.write("pause")

    @Slot()
    def resume(self) -> None:
        self.write("resume")

    def close(self, patience_ms: int = _QUIT_MS) -> None:
        """At quit: it is asked to end, and has ended when this returns, with its browser."""
        super().close(patience_ms)

    def _ask_to_end(self) -> None:
        self.write("cancel")
        super()._ask_to_end()

    def _take(self, row: dict[str, object]) -> None:
        try:
            event = read_event(row)
        except (ValueError, KeyError, TypeError) as error:
            log.warning("a line of the scraper not understood: %s", type(error).__name__)
            return
        if isinstance(event, Ended | Failed | Report | Removed):
            self._ending = event
        elif event is not None:
            self.told.emit(event)

    def _over(self, detail: str) -> None:
        if self._ending is None:
            log.warning("the scraper %s", detail)
            self._ending = Ended(EndKind.CANCELLED) if self.cancelling else Failed("scrape")
        self.ended.emit(self._ending)
