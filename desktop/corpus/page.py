"""자료 관리: the corpus in numbers, collecting it, and checking that the site is as expected. For a maintainer."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from desktop.corpus.check_pane import CheckPane
from desktop.corpus.collect_pane import CollectPane
from desktop.corpus.collector import Collector
from desktop.corpus.dashboard import Dashboard
from desktop.corpus.scraper_job import scraper_installed
from desktop.corpus.snapshot import Snapshot, take
from desktop.library.shelves import CorpusJobs
from desktop.theme import Theme
from desktop.tokens import WIDE_COLUMN
from desktop.widgets.buttons import SegmentedControl
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import Banner


class CorpusPage(QFrame):
    """`said` carries a sentence for the foot of the window, `flag_chosen` a QualityFlag whose essays are wanted.
    `read` comes after each look at the databases."""

    said = Signal(str)
    flag_chosen = Signal(object)
    read = Signal()

    def __init__(
        self,
        theme: Theme,
        jobs: CorpusJobs,
        collector: Collector,
        *,
        installed: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`installed`: whether there is what collecting needs; None to look."""
        super().__init__(parent)
        self._jobs = jobs
        self.setProperty("ground", "background")
        able = scraper_installed() if installed is None else installed
        self.segments = SegmentedControl(
            [("dashboard", self.tr("현황")), ("collect", self.tr("새로 고침")), ("check", self.tr("구조 점검"))]
        )
        self.segments.setFixedWidth(330)
        self.segments.setAccessibleName(self.tr("자료 관리의 화면"))
        self._trouble = Banner(theme)
        self.dashboard = Dashboard(theme)
        self.collect = CollectPane(theme, collector, installed=able)
        self.check = CheckPane(theme, collector, installed=able)
        self._panes = {"dashboard": self.dashboard, "collect": self.collect, "check": self.check}
        self._stack = QStackedWidget()
        for pane in self._panes.values():
            self._stack.addWidget(pane)
        self._build()
        self.segments.current_changed.connect(self._show_pane)
        self.dashboard.flag_chosen.connect(self.flag_chosen)
        self.dashboard.retry_asked.connect(self._retry)
        self.dashboard.collect_asked.connect(self._open_collect)
        for pane in (self.collect, self.check):
            pane.said.connect(self.said)
        collector.ended.connect(self._ended)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("자료 관리"), size="display", weight="bold"))
        row.addStretch()
        row.addWidget(self.segments)
        head = Column(top=24, width=WIDE_COLUMN)
        head.body.addLayout(row)
        head.body.addSpacing(14)
        head.body.addWidget(self._trouble)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(self._stack, 1)

    def show_pane(self, key: str) -> None:
        """ "dashboard", "collect" or "check"."""
        self.segments.set_current(key)
        self._show_pane(key)

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
        if not event.spontaneous():
            self.segments.button(self.segments.current()).setFocus()

    @Slot()
    def refresh(self) -> None:
        """Look at the databases again."""
        self._jobs.submit(take, self._took, self._failed)

    def _took(self, snapshot: Snapshot) -> None:
        self._trouble.hide()
        self.dashboard.show_snapshot(snapshot)
        self.collect.show_open_run(snapshot.open_run)
        self.read.emit()

    def _failed(self, error: AppError) -> None:
        self._trouble.show_message(str(sentence(error)), tone="violation")
        self.read.emit()

    @Slot(str)
    def _show_pane(self, key: str) -> None:
        self._stack.setCurrentWidget(self._panes[key])

    @Slot()
    def _retry(self) -> None:
        self.show_pane("collect")
        self.collect.show_retry()

    @Slot()
    def _open_collect(self) -> None:
        self.show_pane("collect")

    @Slot(str, object)
    def _ended(self, _verb: str, _ending: object) -> None:
        self._jobs.reopen()
        if self.isVisible():
            self.refresh()
