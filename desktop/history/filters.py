"""What narrows the history: words, stars, a question, a model."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop.widgets.buttons import SegmentedControl

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueFilter, CritiqueSummary

_TYPING_MS = 200
_LONGEST = 40  # letters of a question in its choice


class HistoryFilters(QWidget):
    """`changed` when something else is wanted; while words are typed, when the typing rests."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("회사, 문항, 답변, 첨삭에서 찾기"))
        self.search.setAccessibleName(self.tr("기록에서 찾기"))
        self.search.setClearButtonEnabled(True)
        self.stars = SegmentedControl([("all", self.tr("모두")), ("starred", self.tr("별표"))])
        self.stars.setFixedWidth(140)
        self.questions = _choice(self.tr("모든 문항"), self.tr("문항으로 거르기"))
        self.models = _choice(self.tr("모든 모델"), self.tr("모델로 거르기"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for widget in (self.stars, self.questions, self.models):
            row.addWidget(widget)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        self.stars.current_changed.connect(self._chosen)
        self.questions.activated.connect(self._chosen)
        self.models.activated.connect(self._chosen)

    def wanted(self) -> "CritiqueFilter":
        """For storage."""
        from core.storage.critiques import CritiqueFilter  # keeps SQLite out of the start

        return CritiqueFilter(
            text=self.search.text(),
            question_id=self.questions.currentData() or None,
            model_id=self.models.currentData() or None,
            starred=True if self.stars.current() == "starred" else None,
        )

    def offer(self, everything: "Sequence[CritiqueSummary]") -> None:
        """Let the questions and models of these critiques be chosen."""
        questions = {one.question_id: one.question_text for one in everything if one.question_id}
        _fill(self.questions, {key: " ".join(text.split())[:_LONGEST] for key, text in questions.items()})
        _fill(self.models, {one.model_id: one.model_name for one in everything})

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _chosen(self) -> None:
        self.changed.emit()


def _choice(everything: str, name: str) -> QComboBox:
    box = QComboBox()
    box.addItem(everything, "")
    box.setAccessibleName(name)
    box.setMaximumWidth(150)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(7)
    return box


def _fill(box: QComboBox, items: Mapping[str, str]) -> None:
    """Offer `items` (key to words) after the first entry; what is chosen stays chosen."""
    if [box.itemData(row) for row in range(1, box.count())] == list(items):
        return
    chosen = box.currentData()
    while box.count() > 1:
        box.removeItem(1)
    for key, words in items.items():
        box.addItem(words, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
