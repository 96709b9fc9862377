"""첨삭 기록: find a critique, look at it, keep it, take it along, throw it away and get it back."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from core.messages import sentence
from desktop.history.as_text import Words, markdown, plain_text
from desktop.history.detail import CritiqueDetail
from desktop.history.filters import HistoryFilters
from desktop.history.list_model import HistoryModel, Role, heading
from desktop.history.row_delegate import HistoryDelegate
from desktop.jobs import StorageJobs
from desktop.theme import Theme
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import EmptyState
from desktop.workspace.form import FormDialog

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueRecord, CritiqueSummary
    from core.storage.database import AppDatabase


class HistoryPage(QFrame):
    """`undo_offered` carries a sentence and what takes it back, `said` a sentence, `question_asked` a question's id,
    `counted` how many critiques there are."""

    undo_offered = Signal(str, object)
    said = Signal(str)
    question_asked = Signal(str)
    essay_asked = Signal(str)
    counted = Signal(int)

    def __init__(self, theme: Theme, jobs: StorageJobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._on_star = False
        self._asked = 0  # the latest search: an answer to an older one is late
        self.setProperty("ground", "background")
        self.filters = HistoryFilters()
        self._model = HistoryModel(self)
        self.view = QListView()
        self.view.setModel(self._model)
        self._delegate = HistoryDelegate(theme, self._model, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.setAccessibleName(self.tr("첨삭 기록"))
        self._empty = EmptyState(theme, "history", "")
        self._detail = CritiqueDetail(theme, self._model)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = Column(top=24, bottom=0)
        head.body.addWidget(Label(self.tr("첨삭 기록"), size="display", weight="bold"))
        head.body.addSpacing(14)
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
        self._pages.addWidget(self._detail)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)

    def _connect(self) -> None:
        self.filters.changed.connect(self.refresh)
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(self._open_index)
        self.view.customContextMenuRequested.connect(self._menu)
        self._delegate.star_clicked.connect(self._star_clicked)
        detail = self._detail
        detail.back.connect(self.show_list)
        detail.essay_asked.connect(self.essay_asked)
        detail.star_asked.connect(self._star_open)
        detail.rename_asked.connect(self._rename_open)
        detail.delete_asked.connect(self._delete_open)
        detail.copy_asked.connect(self._copy_open)
        detail.save_asked.connect(self._pick_target)
        detail.question_asked.connect(self._ask_question)
        for keys, widget, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self, self._find),
            (QKeySequence(Qt.Key.Key_Delete), self.view, self._delete_current),
            (QKeySequence(Qt.Key.Key_Backspace), detail, self.show_list),
        ):
            action = QAction(widget)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            widget.addAction(action)

    # reading

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)

    @Slot()
    def refresh(self) -> None:
        """Ask storage for what the filters let through."""
        from core.storage.critiques import CritiqueFilter  # keeps SQLite out of the start

        self._asked += 1
        wanted = self.filters.wanted()
        filtered = wanted != CritiqueFilter()

        def read(database: "AppDatabase") -> "tuple[tuple[CritiqueSummary, ...], tuple[CritiqueSummary, ...], int]":
            found = database.critiques.list(wanted)
            everything = database.critiques.list(CritiqueFilter()) if filtered else found
            return found, everything, database.critiques.count()

        self._jobs.submit(read, partial(self._read, self._asked))

    def _read(self, asked: int, result: "tuple[tuple[CritiqueSummary, ...], tuple[CritiqueSummary, ...], int]") -> None:
        if asked != self._asked:
            return
        found, everything, count = result
        self._model.set_rows(found)
        self.filters.offer(everything)
        self._show_emptiness(nothing_at_all=not everything)
        self._lists.setCurrentIndex(0 if found else 1)
        self.counted.emit(count)

    def _show_emptiness(self, *, nothing_at_all: bool) -> None:
        if nothing_at_all:
            self._empty.set_content(
                "history",
                self.tr("아직 첨삭 기록이 없습니다"),
                self.tr("첨삭을 받으면 그때의 글과 함께 여기에 남습니다."),
            )
        else:
            self._empty.set_content(
                "search", self.tr("찾는 기록이 없습니다"), self.tr("다른 낱말로 찾거나 거르기를 풀어 보세요.")
            )

    @Slot(str, bool)
    def _star_clicked(self, critique_id: str, starred: bool) -> None:
        self._on_star = True  # the view says `clicked` for this click too
        self.star(critique_id, starred)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if self._on_star:
            self._on_star = False
        else:
            self._open_index(index)

    @Slot(QModelIndex)
    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.open_critique(index.data(Role.SUMMARY).id)

    def open_critique(self, critique_id: str) -> None:
        """Show one critique beside the text it judged."""
        self._jobs.submit(lambda database: database.critiques.get(critique_id), self._opened, self._missing)

    def _missing(self, error: AppError) -> None:
        self.said.emit(str(sentence(error)))
        self.refresh()

    def _opened(self, record: "CritiqueRecord") -> None:
        when = self._model.when_words(record.summary.started_at, datetime.now(UTC))
        self._detail.show_record(record, when)
        self._pages.setCurrentWidget(self._detail)

    @Slot()
    def show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self.view.setFocus()
        self.refresh()

    @property
    def detail(self) -> CritiqueDetail | None:
        """The open critique, when one is."""
        return self._detail if self._pages.currentWidget() is self._detail else None

    # changing

    @Slot(str, bool)
    def star(self, critique_id: str, starred: bool) -> None:
        self._jobs.submit(lambda database: database.critiques.star(critique_id, starred), self._changed)

    def rename(self, critique_id: str, title: str) -> None:
        """A title of the user's own; an empty one takes it back."""
        self._jobs.submit(
            lambda database: database.critiques.rename(critique_id, title.strip()), partial(self._renamed, critique_id)
        )

    def delete(self, critique_id: str) -> None:
        """Into the bin, with the way back offered."""

        def told(_: None) -> None:
            self.show_list()
            self.undo_offered.emit(self.tr("첨삭 기록을 삭제했습니다."), partial(self.undelete, critique_id))

        self._jobs.submit(lambda database: database.critiques.delete(critique_id), told)

    def undelete(self, critique_id: str) -> None:
        self._jobs.submit(lambda database: database.critiques.undelete(critique_id), self._changed)

    def copy_text(self, record: "CritiqueRecord") -> None:
        title = heading(record.summary) or self.tr("자기소개서 첨삭")
        QGuiApplication.clipboard().setText(plain_text(record, self._words(), title))
        self.said.emit(self.tr("첨삭을 글로 복사했습니다."))

    def save_markdown(self, record: "CritiqueRecord", target: Path) -> None:
        title = heading(record.summary) or self.tr("자기소개서 첨삭")
        try:
            target.write_text(markdown(record, self._words(), title), encoding="utf-8")
        except OSError:
            self.said.emit(self.tr("저장하지 못했습니다. 다른 폴더를 골라 주세요."))
            return
        self.said.emit(self.tr("{name} 파일로 저장했습니다.").format(name=target.name))

    def _changed(self, _result: object) -> None:
        self.refresh()

    def _renamed(self, critique_id: str, _result: object) -> None:
        self.refresh()
        if self.detail is not None:
            self.open_critique(critique_id)

    def _words(self) -> Words:
        return Words(
            good=self.tr("좋은 점"),
            improve=self.tr("아쉬운 점"),
            rule=self.tr("점검"),
            overall=self.tr("총평"),
            question=self.tr("문항"),
            answer=self.tr("답변"),
            fixed=self.tr("고쳤음"),
            dismissed=self.tr("무시함"),
            evidence=self.tr("전문가 근거"),
            no_evidence=self.tr("근거 없음"),
            sample=self.tr("보기 글(지어낸 것)"),
            note=self.tr("참고용이며 합격을 보장하지 않습니다."),
        )

    # what the user does

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if not index.isValid():
            return
        summary: CritiqueSummary = index.data(Role.SUMMARY)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        star = self.tr("별표 빼기") if summary.starred else self.tr("별표")
        for words, act in (
            (self.tr("열기"), partial(self.open_critique, summary.id)),
            (star, partial(self.star, summary.id, not summary.starred)),
            (self.tr("이름 바꾸기"), partial(self._ask_title, summary)),
            (self.tr("삭제"), partial(self.delete, summary.id)),
        ):
            menu.addAction(words).triggered.connect(act)
        menu.popup(self.view.viewport().mapToGlobal(place))

    @Slot(bool)
    def _star_open(self, starred: bool) -> None:
        if self._detail.record is not None:
            self._detail.show_star(starred)
            self.star(self._detail.record.summary.id, starred)

    @Slot()
    def _rename_open(self) -> None:
        if self._detail.record is not None:
            self._ask_title(self._detail.record.summary)

    def _ask_title(self, summary: "CritiqueSummary") -> None:
        dialog = FormDialog(self.tr("이름 바꾸기"), self.tr("바꾸기"), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        field = QLineEdit(summary.title)
        field.setPlaceholderText(heading(summary))
        dialog.add_field(self.tr("이름"), field)
        dialog.accepted.connect(lambda: self.rename(summary.id, field.text()))
        dialog.open()

    @Slot()
    def _delete_open(self) -> None:
        if self._detail.record is not None:
            self.delete(self._detail.record.summary.id)

    @Slot()
    def _delete_current(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            self.delete(index.data(Role.SUMMARY).id)

    @Slot()
    def _copy_open(self) -> None:
        if self._detail.record is not None:
            self.copy_text(self._detail.record)

    @Slot()
    def _pick_target(self) -> None:
        record = self._detail.record
        if record is None:
            return
        suggestion = (heading(record.summary) or self.tr("첨삭")).replace("/", " ") + ".md"
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Markdown으로 저장"), suggestion, self.tr("Markdown (*.md)")
        )
        if name:
            self.save_markdown(record, Path(name))

    @Slot()
    def _ask_question(self) -> None:
        if self._detail.record is not None and self._detail.record.summary.question_id:
            self.question_asked.emit(self._detail.record.summary.question_id)

    @Slot()
    def _find(self) -> None:
        self.show_list()
        self.filters.focus_search()
