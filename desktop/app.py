"""The composition root: builds every object of the window and passes each what it needs."""

import logging
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from core import paths
from core.checks.context import CheckContext
from core.corpus import QualityFlag
from core.counting import CountProfile, CountRule, NewlineWeight
from core.errors import AppError, DatabaseBusy
from core.messages import for_code, sentence
from core.models.adapters import AdapterInfo
from core.settings import Settings
from desktop.checks.around import check_context
from desktop.checks.assembly import Checks
from desktop.comparison.page import ComparisonPage
from desktop.corpus.collector import Collector
from desktop.corpus.page import CorpusPage
from desktop.critique.controller import CritiqueController
from desktop.critique.panel import CritiquePanel
from desktop.critique.preparer import ModelPreparer
from desktop.critique.recorder import CritiqueRecorder
from desktop.critique.request import StartRequest
from desktop.critique_link import CritiqueLink
from desktop.editor.profiles import PROFILES
from desktop.engine_process import EngineProcess
from desktop.evidence_link import EvidencePages
from desktop.history.page import HistoryPage
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess
from desktop.library.page import LibraryPage
from desktop.library.shelves import CorpusJobs
from desktop.main_window import MainWindow
from desktop.models.library import ModelLibrary
from desktop.models.page import ModelsPage
from desktop.preferences import Preferences
from desktop.settings.page import SettingsPage
from desktop.sidebar import Page, Sidebar
from desktop.theme import Theme, ThemeMode
from desktop.top_hook import TopHook
from desktop.widgets.focus import FocusRing
from desktop.workspace.autosave import Autosave
from desktop.workspace.desk import OpenQuestion
from desktop.workspace.dialogs import WorkspaceDialogs
from desktop.workspace.journal import Journal
from desktop.workspace.page import WorkspacePage
from desktop.workspace.workspace import Workspace

if TYPE_CHECKING:
    from core.storage.database import AppDatabase, Recovery

log = logging.getLogger(__name__)


def open_database() -> "tuple[AppDatabase, Recovery | None]":
    """For writing; only for reading while another window of this home writes. Raises StorageError."""
    # sqlite-utils takes a while to import: the window must be there before it.
    from core.storage.database import AppDatabase, open_or_recover

    try:
        return open_or_recover(paths.app_db())
    except DatabaseBusy:
        return AppDatabase.open(paths.app_db(), read_only=True), None


class Cheomsak(QObject):
    """One window and everything behind it. `start` shows it, `close` ends all of it: nothing is left running."""

    def __init__(
        self,
        app: QApplication,
        preferences: Preferences,
        *,
        engine_argv: list[str] | None = None,
        jobs_argv: list[str] | None = None,
        scraper_argv: list[str] | None = None,
        language_argv: list[str] | None = None,
    ) -> None:
        """`engine_argv`, `jobs_argv`, `scraper_argv`, `language_argv`: other commands for engine, downloads, scraper
        and language process, for tests."""
        super().__init__()
        self._closed = False
        self._day = date.today()
        self.preferences = preferences
        self.theme = Theme(ThemeMode(preferences.now.theme), parent=self)
        self.theme.apply()
        self._ring = FocusRing(self.theme, app)

        self.jobs = StorageJobs(open_database, self)
        self.journal = Journal()
        self.autosave = Autosave(self.jobs, self.journal, self)
        self.workspace = Workspace(self.jobs, self.autosave, self)
        self.engine = EngineProcess(engine_argv, parent=self)
        self.language = LanguageProcess(language_argv, parent=self)
        self.library = ModelLibrary(self)
        self.corpus_jobs = CorpusJobs(self)
        self.collector = Collector(scraper_argv, self)
        self.recorder = CritiqueRecorder(self.jobs, self)
        preparer = ModelPreparer(self.library, self._settings)
        self.controller = CritiqueController(
            self.engine, self.recorder, preparer, language=self.language, context=self._around, parent=self
        )

        self.checks = Checks(self.theme, self.jobs, self.language, self._settings, self)
        self.panel = CritiquePanel(self.theme, self.controller, checks=self.checks.pane)
        self.page = WorkspacePage(self.theme, self.workspace, self.panel)
        self.checks.connect_to(self.page.desk, self.panel)
        self.evidence = EvidencePages(self.theme, self.page, self.jobs, self.language, self)
        self.sidebar = Sidebar(self.theme)
        self.history = HistoryPage(self.theme, self.jobs)
        self.essays = LibraryPage(self.theme, self.corpus_jobs, self.collector)
        self.corpus = CorpusPage(self.theme, self.corpus_jobs, self.collector)
        self.comparison = ComparisonPage(self.theme, self.jobs)
        self.models = ModelsPage(self.theme, self.library, preferences, jobs_argv=jobs_argv)
        self.settings = SettingsPage(self.theme, preferences, self.jobs, self.checks)
        self.window = MainWindow(
            self.theme,
            self.sidebar,
            self.page,
            {
                Page.HISTORY: self.history,
                Page.LIBRARY: self.essays,
                Page.INTENT: self.evidence.intent,
                Page.OVERLAP: self.evidence.overlap,
                Page.CORPUS: self.corpus,
                Page.COMPARISON: self.comparison,
                Page.MODELS: self.models,
                Page.SETTINGS: self.settings,
            },
        )
        self.dialogs = WorkspaceDialogs(self.theme, self.workspace, self.page.desk, self.jobs, window=self.window)
        self.link = CritiqueLink(self.page.desk, self.controller, self.panel, self.workspace.keep_version, self)
        self.hook = TopHook(paths.logs_dir(), self._keep_text, self)
        self._connect_workspace()
        self._connect_critique()
        self._connect_window()
        self._connect_corpus()
        self.evidence.connect_window(self.window, self.essays)
        self._apply_preferences(preferences.now)

    def start(self) -> None:
        """Show the window, then read what is stored."""
        self.window.restore_from(self.preferences.now.window_geometry)
        self.window.show()
        self.jobs.start()
        self.library.refresh()

    @Slot()
    def close(self) -> None:
        """Keep every text, stop what runs, and wait for it: at most two seconds, some more for a browser to close."""
        if self._closed:
            return
        self._closed = True
        self._keep_text()
        self.preferences.change(window_geometry=self.window.geometry_text(), last_question=self._open_id())
        self.controller.close()
        self.collector.close()
        self.models.close_jobs()
        self.comparison.close_desk()
        self.engine.close()
        self.language.close()
        self.checks.close()
        self.jobs.close()
        self.corpus_jobs.close()
        self.library.close()

    # how the parts hear of each other

    def _connect_workspace(self) -> None:
        workspace, page, sidebar, dialogs = self.workspace, self.page, self.sidebar, self.dialogs
        self.jobs.opened.connect(self._opened)
        self.jobs.failed.connect(self.say_failure)
        workspace.applications_changed.connect(self._show_applications)
        workspace.opened.connect(self._question_opened)
        workspace.removed.connect(self.window.offer_undo)
        self.checks.live.ignored.connect(self.window.offer_undo)
        self.checks.words.failed.connect(self.say_failure)
        self.autosave.saved.connect(page.show_saved)
        self.autosave.troubled.connect(page.show_trouble)
        page.banner.action.connect(self.autosave.flush)
        page.editor.left.connect(self.autosave.flush)
        page.desk.save_asked.connect(self.autosave.flush)
        page.add_application_asked.connect(dialogs.add_application)
        page.add_question_asked.connect(dialogs.add_question)
        page.edit_question_asked.connect(dialogs.edit_question)
        page.limit_asked.connect(dialogs.edit_limit)
        page.versions_asked.connect(dialogs.show_versions)
        sidebar.application_chosen.connect(self._application_chosen)
        sidebar.add_asked.connect(dialogs.add_application)
        sidebar.edit_asked.connect(dialogs.edit_application)
        sidebar.delete_asked.connect(workspace.delete_application)

    def _connect_critique(self) -> None:
        page, link, window = self.page, self.link, self.window
        page.start_asked.connect(link.start)
        page.stop_asked.connect(link.stop)
        link.face_changed.connect(page.set_face)
        link.finished.connect(self._count_history)
        link.sample_asked.connect(self.workspace.add_sample)
        self.panel.models_requested.connect(self._show_models)
        self.panel.log_requested.connect(self._open_logs)
        self.panel.essay_asked.connect(self.evidence.show_essay)
        self.history.essay_asked.connect(self.evidence.show_essay)
        self.library.changed.connect(self._models_changed)
        window.start_asked.connect(self._start_asked)
        window.stop_asked.connect(link.stop)

    def _connect_window(self) -> None:
        window = self.window
        window.number_asked.connect(self.workspace.open_number)
        window.activated.connect(self._day_may_have_changed)
        window.closing.connect(self.close)
        window.notice.action.connect(window.notice.hide)
        self.models.said.connect(window.say)
        self.comparison.said.connect(window.say)
        self.models.downloading.connect(self.sidebar.show_downloading)
        self.models.try_asked.connect(self._try_adapter)
        self.settings.said.connect(window.say)
        self.settings.models_asked.connect(self._show_models)
        self.settings.data_replaced.connect(self._data_replaced)
        self.history.said.connect(window.say)
        self.history.undo_offered.connect(window.offer_undo)
        self.history.question_asked.connect(self._question_asked)
        self.history.counted.connect(self.sidebar.set_history_count)
        self.preferences.changed.connect(self._apply_preferences)
        self.preferences.failed.connect(self.say_failure)

    def _connect_corpus(self) -> None:
        self.corpus_jobs.failed.connect(self.say_failure)
        self.essays.said.connect(self.window.say)
        self.corpus.said.connect(self.window.say)
        self.collector.ended.connect(self._corpus_changed)
        self.corpus.flag_chosen.connect(self._flag_chosen)
        self.collector.connected.connect(self.sidebar.show_collecting)

    # the work space

    @Slot(object, bool)
    def _opened(self, recovery: "Recovery | None", read_only: bool) -> None:
        if read_only:
            self.page.set_read_only(True)
            self.checks.pane.set_read_only(True)
            self.sidebar.set_read_only(True)
            self.comparison.set_read_only(True)
            self.window.notice.show_message(
                self.tr("다른 첨삭실 창이 열려 있어 읽기 전용입니다. 고치려면 그 창을 닫고 다시 열어 주세요."),
                self.tr("확인"),
            )
        else:
            if recovery is not None:
                words = for_code("storage.damaged", {"kept": str(recovery.kept)})
                self.window.notice.show_message(str(words), self.tr("확인"), "violation")
            self.workspace.take_back(self.journal.read())
            self.jobs.submit(lambda database: database.critiques.close_interrupted())
        self.checks.read()
        self.workspace.load(self.preferences.now.last_question or None)
        self._count_history()

    @Slot(object)
    def say_failure(self, error: AppError) -> None:
        """A failure that belongs to no one place, above the page until it is read."""
        self.window.notice.show_message(str(sentence(error)), self.tr("확인"), "violation")

    @Slot()
    def _show_applications(self) -> None:
        application = self.workspace.application
        current = None if application is None else application.id
        self.sidebar.set_applications(self.workspace.applications, current, self._day)

    @Slot(object)
    def _question_opened(self, opened: OpenQuestion | None) -> None:
        if opened is not None:
            self.window.setWindowTitle(self.tr("{company} - 첨삭실").format(company=opened.application.company))

    @Slot(str)
    def _application_chosen(self, application_id: str) -> None:
        self.window.show_page(Page.WORKSPACE)
        if application_id != (self.workspace.application.id if self.workspace.application else None):
            self.workspace.open_application(application_id)

    @Slot()
    def _day_may_have_changed(self) -> None:
        if date.today() != self._day:
            self._day = date.today()
            self._show_applications()

    def _keep_text(self) -> None:
        self.page.desk.commit_text()
        self.autosave.flush()

    def _open_id(self) -> str:
        return "" if self.workspace.question is None else self.workspace.question.id

    # critique, models, settings

    @Slot()
    def _start_asked(self) -> None:
        if self.window.page is Page.WORKSPACE and not self.page.read_only:
            self.link.start()

    @Slot()
    def _count_history(self) -> None:
        self.jobs.submit(lambda database: database.critiques.count(), self.sidebar.set_history_count)

    @Slot(str)
    def _question_asked(self, question_id: str) -> None:
        self.window.show_page(Page.WORKSPACE)
        self.workspace.load(question_id)

    @Slot()
    def _data_replaced(self) -> None:
        """Everything stored is other than before: what is shown was read from what is gone."""
        self.controller.forget()
        self.evidence.forget()
        self.comparison.forget()
        self.workspace.start_over()
        self.checks.live.read_again()
        self._count_history()

    @Slot()
    def _show_models(self) -> None:
        self.window.show_page(Page.MODELS)

    @Slot(object)
    def _try_adapter(self, info: AdapterInfo) -> None:
        if not self.page.read_only:
            self.window.show_page(Page.WORKSPACE)
            self.link.try_adapter(info.id)

    @Slot(str, object)
    def _corpus_changed(self, _verb: str, _ending: object) -> None:
        self.language.update()

    @Slot(object)
    def _flag_chosen(self, flag: QualityFlag) -> None:
        self.essays.show_flagged(flag)
        self.window.show_page(Page.LIBRARY)

    @Slot()
    def _models_changed(self) -> None:
        self.controller.models_changed()
        shelf = self.library.shelf
        row = None if shelf is None else shelf.chosen(self.preferences.now.model_id)
        self.sidebar.set_model_badge(self.tr("없음") if row is None else row.entry.name)

    @Slot()
    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.logs_dir())))

    @Slot(object)
    def _apply_preferences(self, settings: Settings) -> None:
        self.theme.set_mode(ThemeMode(settings.theme))
        self.theme.set_font_px(round(settings.font_px))
        self.page.editor.set_font_px(settings.editor_font_px)
        self.dialogs.default = _profile(settings)
        self.sidebar.set_maintainer(settings.maintainer)
        self.essays.set_maintainer(settings.maintainer)
        self.checks.live.check_again()
        self._models_changed()

    def _around(self, request: StartRequest) -> CheckContext:
        """What is known around the open answer, for a critique without a model."""
        return check_context(request.answer, self.checks.live.facts)

    def _settings(self) -> Settings:
        return self.preferences.now


def _profile(settings: Settings) -> CountProfile:
    """How new questions count. Only characters leave open what a line break weighs."""
    rule = CountRule(settings.count_rule)
    usual = next(profile for profile in PROFILES if profile.rule is rule)
    newline: NewlineWeight = 0 if settings.count_newline == 0 else 2 if settings.count_newline == 2 else 1
    return replace(usual, newline=newline) if rule is CountRule.CHARS else usual
