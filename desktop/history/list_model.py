"""The critiques that the history lists, for a view that draws only what is seen of them."""

from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueSummary

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    SUMMARY = Qt.ItemDataRole.UserRole + 1


class HistoryModel(QAbstractListModel):
    """Newest first, as storage gives them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CritiqueSummary, ...] = ()

    def set_rows(self, rows: "tuple[CritiqueSummary, ...]") -> None:
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def summary(self, index: Index) -> "CritiqueSummary":
        return self._rows[index.row()]

    def row_of(self, critique_id: str) -> int | None:
        return next((row for row, summary in enumerate(self._rows) if summary.id == critique_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        summary = self._rows[index.row()]
        if role == Role.SUMMARY:
            return summary
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = [heading(summary), summary.question_text, self.state_words(summary.state), summary.model_name]
            words.append(self.tr("지적 {count}개").format(count=summary.good + summary.improve))
            return ". ".join(word for word in words if word)
        return None

    def state_words(self, state: str) -> str:
        """What is said of a critique that did not end well; nothing for one that did."""
        return {
            "done": "",
            "cancelled": self.tr("멈춤"),
            "failed": self.tr("실패"),
            "interrupted": self.tr("중단됨"),
        }.get(state, self.tr("쓰는 중"))

    def when_words(self, moment: datetime, today: datetime) -> str:
        """`오늘 14:03`, `어제 9:10`, `11월 20일`, `2025년 3월 2일`, in local time."""
        local, now = moment.astimezone(), today.astimezone()
        clock = f"{local.hour}:{local.minute:02}"
        days = (now.date() - local.date()).days
        if days == 0:
            return self.tr("오늘 {time}").format(time=clock)
        if days == 1:
            return self.tr("어제 {time}").format(time=clock)
        if local.year == now.year:
            return self.tr("{month}월 {day}일").format(month=local.month, day=local.day)
        return self.tr("{year}년 {month}월 {day}일").format(year=local.year, month=local.month, day=local.day)


def heading(summary: "CritiqueSummary") -> str:
    """The user's own title, else company and role."""
    return summary.title or " · ".join(part for part in (summary.company, summary.role) if part)
