"""Connects the work space and the pages that the language process feeds: 유사도 and 문항 의도 카드."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from core.errors import AppError
from core.messages import sentence
from core.remark import Span
from core.retrieval.matches import Match
from desktop.intent.intents import Intents, kind_of
from desktop.intent.page import IntentPage
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess
from desktop.library.page import LibraryPage
from desktop.main_window import MainWindow
from desktop.overlap.comparison import Comparison
from desktop.overlap.page import OverlapPage, percent_words
from desktop.sidebar import Page
from desktop.theme import Theme
from desktop.workspace.page import WorkspacePage


class EvidencePages(QObject):
    """Both pages with what stands behind them. `connect_window` when there is one."""

    def __init__(
        self, theme: Theme, page: WorkspacePage, jobs: StorageJobs, language: LanguageProcess, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._language = language
        self.comparison = Comparison(page.desk, jobs, language, self)
        self.intents = Intents(page.desk, language, self)
        self.overlap = OverlapPage(theme, self.comparison)
        self.intent = IntentPage(theme, self.intents)
        self._window: MainWindow | None = None
        self._essays: LibraryPage | None = None
        self.comparison.changed.connect(self._show_percent)
        page.desk.opened.connect(self._opened)

    def connect_window(self, window: MainWindow, essays: LibraryPage) -> None:
        """From here on pages can be turned; `essays` shows an essay whole."""
        self._window, self._essays = window, essays
        self._page.intent_asked.connect(self._show_intent)
        self._page.overlap_asked.connect(self._show_overlap)
        self.overlap.back.connect(self._back)
        self.overlap.passage_asked.connect(self._show_passage)
        for page in (self.overlap, self.intent):
            page.essay_asked.connect(self.show_essay)
        self._language.gave_up.connect(self._gave_up)
        self._language.running_changed.connect(self._running_changed)

    def forget(self) -> None:
        """Another database is behind the window."""
        self.comparison.forget()

    @Slot(str)
    def show_essay(self, essay_id: str) -> None:
        """An essay whole, on the page of essays."""
        if self._window is not None and self._essays is not None:
            self._window.show_page(Page.LIBRARY)
            self._essays.open_essay(essay_id)

    @Slot()
    def _show_intent(self) -> None:
        current = self._page.desk.current
        if self._window is not None and current is not None:
            self.intents.choose(kind_of(current))
            self._window.show_page(Page.INTENT)

    @Slot()
    def _show_overlap(self) -> None:
        if self._window is None:
            return
        if not self.comparison.fresh and not self.comparison.running:
            self.comparison.start()
        self._window.show_page(Page.OVERLAP)

    @Slot()
    def _back(self) -> None:
        if self._window is not None:
            self._window.show_page(Page.WORKSPACE)
            self._page.desk.focus_editor()

    @Slot(object)
    def _show_passage(self, match: Match) -> None:
        """Back to the answer, with the sentence selected if it is still there."""
        self._back()
        text = self._page.desk.text()
        start, end = match.span.start, match.span.end
        if text[start:end] != match.text:
            start = text.find(match.text)
            end = start + len(match.text)
        if start >= 0:
            # When the page is laid out: only then is there something to scroll.
            QTimer.singleShot(0, self, partial(self._page.desk.select_span, Span(start, end)))

    @Slot()
    def _show_percent(self) -> None:
        found = self.comparison.found
        if found is None or not self.comparison.fresh:
            self._page.header.show_overlap("")
        else:
            over = found.overlap.over_the_line
            self._page.header.show_overlap(percent_words(found.overlap.percent), over=over)

    @Slot(object)
    def _opened(self, _opened: object) -> None:
        current = self._page.desk.current
        if current is not None:
            words = (current.application.company, current.question.title)
            self.overlap.show_question(" · ".join(part for part in words if part))

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        """Whatever it was started for, the index is made in the background: evidence then comes at once."""
        if running:
            self._language.update()

    @Slot(object)
    def _gave_up(self, error: AppError) -> None:
        if self._window is not None:
            self._window.say(str(sentence(error)))
