"""The essays of a search, for a view that draws only what is seen and asks for more at the end."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.corpus import Origin
from core.storage.corpus.records import EssayRow

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


class EssayListModel(QAbstractListModel):
    """`more_asked` when the view has come to the end of the rows and there are more of them to be read."""

    more_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = ""
        self._rows: list[EssayRow] = []
        self._total = 0
        self._asked = False

    def set_rows(self, rows: tuple[EssayRow, ...], total: int, query: str) -> None:
        """The beginning of a list; `query` is what its excerpts were cut for. One that begins alike, and is as long,
        stays as it is with all that was read of it."""
        if (query, total) == (self.query, self._total) and self._rows[: len(rows)] == list(rows):
            self._asked = False
            return
        self.beginResetModel()
        self._rows, self._total, self._asked, self.query = list(rows), total, False, query
        self.endResetModel()

    def add_rows(self, rows: tuple[EssayRow, ...]) -> None:
        """What comes after; an empty answer ends the list."""
        self._asked = False
        if not rows:
            self._total = len(self._rows)
            return
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    @property
    def rows(self) -> tuple[EssayRow, ...]:
        return tuple(self._rows)

    def row_of(self, essay_id: str) -> int | None:
        return next((number for number, row in enumerate(self._rows) if row.id == essay_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._asked and len(self._rows) < self._total

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.more_asked.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = [row.company, self.facts(row), *self.counts(row), row.excerpt]
            return ". ".join(word for word in [self.tag(row), *words] if word)
        return None

    # words of a row

    def tag(self, row: EssayRow) -> str:
        """What a written example is called everywhere; nothing for what was collected."""
        return self.tr("보기로 쓴 글") if row.origin is Origin.SAMPLE else ""

    def facts(self, row: EssayRow) -> str:
        return " · ".join(part for part in (row.season, row.career, row.job) if part)

    def counts(self, row: EssayRow) -> list[str]:
        words = [self.tr("문항 {count}").format(count=row.questions), self.tr("첨삭 {count}").format(count=row.remarks)]
        if row.grade is not None:
            words.insert(0, self.tr("평점 {grade}").format(grade=row.grade))
        return words
