"""What narrows the essays: words, where they come from, group, grade, season, type of question, and for a maintainer
what was odd about them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.corpus import FLAG_LABELS, GROUP_LABELS, QualityFlag
from core.question_type import QUESTION_TYPE_LABELS
from core.storage.corpus.records import EssayFilter, EssayOrder
from desktop.library.search import Found, Shelf, Wanted
from desktop.widgets.buttons import Button, SegmentedControl

_TYPING_MS = 200
E = TypeVar("E", bound=StrEnum)


class LibraryFilters(QWidget):
    """`changed` when something else is wanted; while words are typed, when the typing rests. `down` when the reader
    goes on from the search to what was found.

    `clear` is there while anything narrows; it belongs where it moves nothing when it comes.
    """

    changed = Signal()
    down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("회사, 직무, 문항, 답변, 첨삭에서 찾기"))
        self.search.setAccessibleName(self.tr("합격자소서에서 찾기"))
        self.search.setClearButtonEnabled(True)
        self.shelf = SegmentedControl([(shelf.value, "") for shelf in Shelf])
        self.shelf.setFixedWidth(300)
        self.shelf.setAccessibleName(self.tr("어느 글을 볼지"))
        self.shelf.hide()
        self.groups = _choice(
            self.tr("모든 기업"), self.tr("기업 규모로 거르기"), ((g.value, w) for g, w in GROUP_LABELS.items())
        )
        grades = ((str(grade), self.tr("평점 {grade}").format(grade=grade)) for grade in range(5, 0, -1))
        self.grades = _choice(self.tr("모든 평점"), self.tr("평점으로 거르기"), grades)
        self.seasons = _choice(self.tr("모든 시기"), self.tr("시기로 거르기"), ())
        types = ((kind.value, words) for kind, words in QUESTION_TYPE_LABELS.items())
        self.types = _choice(self.tr("모든 문항"), self.tr("문항 유형으로 거르기"), types)
        flags = ((flag.value, words) for flag, words in FLAG_LABELS.items())
        self.flags = _choice(self.tr("품질 표시"), self.tr("품질 표시로 거르기"), flags)
        self.order = QComboBox()
        for order, words in (
            (EssayOrder.NEWEST, self.tr("최신순")),
            (EssayOrder.GRADE, self.tr("평점순")),
            (EssayOrder.COMPANY, self.tr("회사순")),
        ):
            self.order.addItem(words, order.value)
        self.order.setAccessibleName(self.tr("차례"))
        self.clear = Button(self.tr("거르기 풀기"), "link")
        self.flags.hide()
        self.clear.hide()
        self._build()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._chosen)
        self.search.textChanged.connect(self._typed)
        self.shelf.current_changed.connect(self._chosen)
        for box in (*self._narrowing(), self.order):
            box.activated.connect(self._chosen)
        self.clear.clicked.connect(self.reset)
        down = QAction(self.search)
        down.setShortcut(QKeySequence(Qt.Key.Key_Down))
        down.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        down.triggered.connect(self.down)
        self.search.addAction(down)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.shelf)
        below = QHBoxLayout()
        below.setSpacing(8)
        for box in self._narrowing():
            below.addWidget(box, 1)
        below.addWidget(self.order, 1)
        for box in (*self._narrowing(), self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(below)

    def _narrowing(self) -> tuple[QComboBox, ...]:
        return self.groups, self.grades, self.seasons, self.types, self.flags

    def wanted(self) -> Wanted:
        grade = self.grades.currentData()
        where = EssayFilter(
            group=_member(self.groups, GROUP_LABELS),
            grade=int(grade) if grade else None,
            season=self.seasons.currentData() or None,
            question_type=_member(self.types, QUESTION_TYPE_LABELS),
            flag=None if self.flags.isHidden() else _member(self.flags, FLAG_LABELS),
        )
        order = EssayOrder(self.order.currentData())
        return Wanted(self.search.text(), where, order, Shelf(self.shelf.current()))

    def offer(self, found: Found) -> None:
        """Counts on the segments, which are there only when there are both kinds, and the seasons there are."""
        self.shelf.setVisible(found.any_collected)
        if not found.any_collected:
            self.shelf.set_current(Shelf.ALL.value)
        for shelf, words in (
            (Shelf.ALL, self.tr("모두 {count}")),
            (Shelf.COLLECTED, self.tr("수집한 글 {count}")),
            (Shelf.SAMPLES, self.tr("보기 글 {count}")),
        ):
            self.shelf.set_label(shelf.value, words.format(count=f"{found.total(shelf):,}"))
        _fill(self.seasons, found.seasons)

    def set_maintainer(self, maintainer: bool) -> None:
        self.flags.setVisible(maintainer)
        if not maintainer:
            self.flags.setCurrentIndex(0)

    def choose_flag(self, flag: QualityFlag) -> None:
        """Show nothing but the essays with this flag."""
        self._set_all_back()
        self.flags.setCurrentIndex(self.flags.findData(flag.value))
        self._chosen()

    @Slot()
    def reset(self) -> None:
        """Everything again."""
        self._set_all_back()
        self._chosen()

    def _set_all_back(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.shelf.set_current(Shelf.ALL.value)
        for box in self._narrowing():
            box.setCurrentIndex(0)

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _chosen(self) -> None:
        self._typing.stop()
        self.clear.setVisible(self.wanted().where != EssayFilter() or bool(self.search.text()))
        self.changed.emit()


def _choice(everything: str, name: str, items: Iterable[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.addItem(everything, "")
    for key, words in items:
        box.addItem(words, key)
    box.setAccessibleName(name)
    return box


def _member(box: QComboBox, members: Iterable[E]) -> E | None:
    """The chosen one of an enumeration; None for all."""
    return next((member for member in members if member.value == box.currentData()), None)


def _fill(box: QComboBox, items: Sequence[str]) -> None:
    """Offer `items` after the first entry; what is chosen stays chosen."""
    if [box.itemData(row) for row in range(1, box.count())] == list(items):
        return
    chosen = box.currentData()
    while box.count() > 1:
        box.removeItem(1)
    for words in items:
        box.addItem(words, words)
    box.setCurrentIndex(max(0, box.findData(chosen)))
