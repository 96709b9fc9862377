"""합격자소서 찾기: search, narrow, read; and for a maintainer, take an essay out for good."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from core.corpus import CollectedEssay, Origin, QualityFlag
from core.errors import AppError
from core.messages import for_code, sentence
from desktop.confirm_dialog import ConfirmDialog
from desktop.corpus.collector import Collector
from desktop.corpus.events import Ending, Failed, Removed
from desktop.corpus.scraper_job import scraper_installed
from desktop.library.filters import LibraryFilters
from desktop.library.list_model import EssayListModel, Role
from desktop.library.reader import EssayReader
from desktop.library.row_delegate import EssayDelegate
from desktop.library.search import Found, find
from desktop.library.shelves import CorpusJobs, Shelves
from desktop.theme import Theme
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import Banner, EmptyState

_AT_ONCE = 60  # rows read at a time


class LibraryPage(QFrame):
    """`said` carries a sentence for the foot of the window, `counted` how many essays a search has found."""

    said = Signal(str)
    counted = Signal(int)

    def __init__(self, theme: Theme, jobs: CorpusJobs, collector: Collector, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._collector = collector
        self._asked = 0  # the latest search: an answer to an older one is late
        self.setProperty("ground", "background")
        self.filters = LibraryFilters()
        self._note = Label(tone="second", size="small", wrap=True)
        self._trouble = Banner(theme)
        self._model = EssayListModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self.view.setItemDelegate(EssayDelegate(theme, self._model, self.view))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName(self.tr("합격자소서 목록"))
        self._empty = EmptyState(
            theme,
            "search",
            self.tr("찾는 글이 없습니다"),
            self.tr("다른 낱말로 찾거나 거르기를 풀어 보세요."),
            self.tr("거르기 풀기"),
        )
        self.reader = EssayReader(theme)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = Column(top=24)
        head.body.addWidget(Label(self.tr("합격자소서 찾기"), size="display", weight="bold"))
        head.body.addSpacing(6)
        note = QHBoxLayout()
        note.addWidget(self._note, 1)
        note.addWidget(self.filters.clear)
        head.body.addLayout(note)
        head.body.addSpacing(12)
        head.body.addWidget(self._trouble)
        head.body.addWidget(self.filters)
        head.body.addSpacing(14)
        rows = Column()
        rows.body.addWidget(self.view)
        self._lists = QStackedWidget()
        self._lists.addWidget(rows)
        self._lists.addWidget(self._empty)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._lists, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(listing)
        self._pages.addWidget(self.reader)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.filters.down.connect(self._to_list)
        self.view.clicked.connect(self._open_index)
        self.view.activated.connect(self._open_index)
        self._model.more_asked.connect(self._read_more)
        self._empty.action.connect(self.filters.reset)
        self.reader.back.connect(self.show_list)
        self.reader.remove_asked.connect(self.ask_remove)
        self._collector.ended.connect(self._ended)
        for keys, widget, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self, self._find),
            (QKeySequence(Qt.Key.Key_Backspace), self.reader, self.show_list),
            (QKeySequence("Alt+Left"), self.reader, self.show_list),
        ):
            action = QAction(widget)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            widget.addAction(action)

    def set_maintainer(self, maintainer: bool) -> None:
        """Whether flags and 이 글 지우기 are offered."""
        self.filters.set_maintainer(maintainer)
        self.reader.set_maintainer(maintainer and scraper_installed())

    # reading

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)
        if not event.spontaneous() and self.open_now is None:
            self.filters.search.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Search again, from the beginning."""
        self._ask(0)

    @Slot()
    def _read_more(self) -> None:
        self._ask(self._model.rowCount())

    def _ask(self, offset: int) -> None:
        self._asked += 1
        wanted = self.filters.wanted()

        def read(shelves: Shelves) -> tuple[Found, AppError | None]:
            return find(shelves, wanted, offset, _AT_ONCE), shelves.trouble

        self._jobs.submit(read, partial(self._read, self._asked), self._failed)

    def _read(self, asked: int, answer: tuple[Found, AppError | None]) -> None:
        found, trouble = answer
        if asked != self._asked:
            return
        wanted = self.filters.wanted()
        if found.offset:
            self._model.add_rows(found.rows)
            return
        self.filters.offer(found)
        # The same list again keeps its place.
        self._model.set_rows(found.rows, found.total(wanted.shelf), wanted.text)
        self._lists.setCurrentIndex(0 if found.rows else 1)
        self._note.setText(self._note_words(found))
        if trouble is None:
            self._trouble.hide()
        else:
            self._trouble.show_message(str(sentence(trouble)), tone="violation")
        self.counted.emit(found.total(wanted.shelf))

    def _note_words(self, found: Found) -> str:
        if found.any_collected:
            return self.tr("수집한 글이 먼저 나옵니다. ‘보기로 쓴 글’은 사람과 회사를 모두 지어낸 글입니다.")
        return self.tr("첨삭실이 보기로 쓴 글입니다. 사람과 회사는 모두 지어낸 것입니다.")

    def _failed(self, error: AppError) -> None:
        self._trouble.show_message(str(sentence(error)), tone="violation")

    @Slot(QModelIndex)
    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_essay(index.data(Role.ROW).id)

    def open_essay(self, essay_id: str) -> None:
        """Show one essay with its remarks."""
        self._jobs.submit(lambda shelves: shelves.of(essay_id).essays.get(essay_id), self._opened, self._missing)

    def _opened(self, essay: CollectedEssay) -> None:
        self.reader.show_essay(essay)
        self._pages.setCurrentWidget(self.reader)
        self.reader.focus_first()

    def _missing(self, error: AppError) -> None:
        self.said.emit(str(sentence(error)))
        self.refresh()

    @Slot()
    def _to_list(self) -> None:
        if self._model.rowCount():
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self._model.index(0, 0))

    @Slot()
    def show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.view.setFocus()

    def show_flagged(self, flag: QualityFlag) -> None:
        """The list, of what has this flag."""
        self._pages.setCurrentIndex(0)
        self.filters.choose_flag(flag)

    @property
    def open_now(self) -> CollectedEssay | None:
        """The essay that is being read, when one is."""
        return self.reader.essay if self._pages.currentWidget() is self.reader else None

    @Slot()
    def _find(self) -> None:
        self.show_list()
        self.filters.focus_search()

    # taking out

    @Slot()
    def ask_remove(self) -> None:
        """Only after a yes: it is gone from this computer, and never fetched again."""
        essay = self.open_now
        if essay is None or essay.origin is Origin.SAMPLE:
            return
        if self._collector.verb:
            self._say_busy()
            return
        dialog = ConfirmDialog(
            self.tr("이 글을 지울까요?"),
            self.tr("{company}의 글과 첨삭, 받아 둔 원본이 이 컴퓨터에서 지워지고 다시 수집하지 않습니다.").format(
                company=essay.company
            ),
            self.tr("지우기"),
            parent=self.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._remove, essay.id))
        dialog.open()

    def _remove(self, essay_id: str) -> None:
        if not self._collector.start(["remove", essay_id]):
            self._say_busy()

    def _say_busy(self) -> None:
        self.said.emit(self.tr("자료를 모으거나 점검하는 동안에는 지울 수 없습니다. 끝난 뒤에 지워 주세요."))

    @Slot(str, object)
    def _ended(self, verb: str, ending: Ending) -> None:
        if verb == "remove":
            self._removed(ending)
        elif self.isVisible():
            self.refresh()

    def _removed(self, ending: Ending) -> None:
        if isinstance(ending, Failed):
            self.said.emit(str(for_code(ending.code, ending.context)))
        if not isinstance(ending, Removed):
            return
        self.said.emit(self.tr("글을 지웠습니다. 다시 수집하지 않습니다."))
        self.show_list()
        self.refresh()
