"""The one run of the scraper that there may be at a time; it goes on while other pages are looked at."""

from PySide6.QtCore import QObject, Signal, Slot

from desktop.corpus.events import Ending
from desktop.corpus.scraper_job import ScraperJob

_OFFLINE = frozenset({"remove"})


class Collector(QObject):
    """`began` carries a verb of `python -m scraper`, `told` a verb and an event, `ended` a verb and how it ended.
    `connected` says whether something is read from the network now."""

    began = Signal(str)
    told = Signal(str, object)
    ended = Signal(str, object)
    connected = Signal(bool)

    def __init__(self, argv: list[str] | None = None, parent: QObject | None = None) -> None:
        """`argv` is the command line before a verb; None for this program's own."""
        super().__init__(parent)
        self._argv = argv
        self._job: ScraperJob | None = None
        self._verb = ""

    @property
    def verb(self) -> str:
        """What is being done; empty when nothing is."""
        return self._verb

    def start(self, arguments: list[str]) -> bool:
        """Begin, unless something else is being done; whether it began."""
        if self._job is not None:
            return False
        self._verb = arguments[0]
        self._job = ScraperJob(arguments, argv=self._argv, parent=self)
        self._job.told.connect(self._told)
        self._job.ended.connect(self._ended)
        self.began.emit(self._verb)
        self.connected.emit(self._verb not in _OFFLINE)
        self._job.start()
        return True

    @Slot()
    def pause(self) -> None:
        if self._job is not None:
            self._job.pause()

    @Slot()
    def resume(self) -> None:
        if self._job is not None:
            self._job.resume()

    @Slot()
    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """At quit: nothing is left running when this returns. What was collected stays for the next time."""
        if self._job is not None:
            self._job.close()
            self._job = None

    @Slot(object)
    def _told(self, event: object) -> None:
        self.told.emit(self._verb, event)

    @Slot(object)
    def _ended(self, ending: Ending) -> None:
        job, self._job = self._job, None
        verb, self._verb = self._verb, ""
        if job is not None:
            job.deleteLater()
        self.connected.emit(False)
        self.ended.emit(verb, ending)
