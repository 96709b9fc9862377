"""Everything of the live checks, built and connected."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from core.settings import Settings
from desktop.checks import live, spelling
from desktop.checks.check_thread import CheckThread
from desktop.checks.ignored_store import IgnoredStore
from desktop.checks.link import ChecksLink
from desktop.checks.own_words import OwnWords
from desktop.checks.pane import ChecksPane
from desktop.critique.panel import CritiquePanel
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess
from desktop.theme import Theme
from desktop.workspace.desk import Desk


class Checks(QObject):
    """`live` finds, `pane` shows, `ignored` and `words` remember. `connect_to` needs a desk; `close` comes at quit."""

    def __init__(
        self,
        theme: Theme,
        jobs: StorageJobs,
        language: LanguageProcess,
        settings: Callable[[], Settings],
        parent: QObject | None = None,
        *,
        pauses_ms: tuple[int, int] = (live.PAUSE_MS, spelling.PAUSE_MS),
    ) -> None:
        """`pauses_ms` without a key: then the rules run, and then spelling is looked at."""
        super().__init__(parent)
        self.background = CheckThread(self)
        self.ignored = IgnoredStore(jobs, self)
        self.words = OwnWords(self.background, self)
        self.spelling = spelling.Spelling(language, self._own_words, pause_ms=pauses_ms[1], parent=self)
        self.live = live.LiveChecks(
            jobs,
            self.ignored,
            self.spelling,
            self.words,
            thread=self.background,
            settings=settings,
            pause_ms=pauses_ms[0],
            parent=self,
        )
        self.pane = ChecksPane(theme, self.live)
        self._link: ChecksLink | None = None

    def connect_to(self, desk: Desk, panel: CritiquePanel) -> None:
        """Check what lies on this desk, and mark it there."""
        self.live.look_at(desk)
        self._link = ChecksLink(desk, self.live, self.pane, panel, self)

    def read(self) -> None:
        """What was kept of earlier: at the start, and when another database is behind the window."""
        self.ignored.read()
        self.words.read()

    def close(self) -> None:
        self.live.close()
        self.background.close()

    def _own_words(self) -> tuple[str, ...]:
        return self.words.words
