"""Findings that the user wants to see no more: one place, an expression wherever it stands, or a whole rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.storage.connection import Store, writing
from core.storage.ids import storable, to_stored


class IgnoreScope(StrEnum):
    """How much is ignored. Stored by value."""

    PLACE = "place"  # this place of this answer
    EXPRESSION = "expression"  # the rule about these words, in every answer
    RULE = "rule"  # the rule, in every answer


@dataclass(frozen=True, slots=True)
class Ignored:
    """`quote` is empty for a whole rule, and for a remark about a whole answer. For a PLACE `question_id` is its
    answer, and `before` and `after` are the letters around the quote, by which it is found again."""

    id: str
    scope: IgnoreScope
    rule: str
    created_at: datetime
    quote: str = ""
    question_id: str | None = None
    before: str = ""
    after: str = ""


class IgnoredRepository:
    """Raises DatabaseBusy, DiskFull, DatabaseDamaged or StorageError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> tuple[Ignored, ...]:
        """All of them, the last one first; scopes of a newer program are left out."""
        known = {scope.value for scope in IgnoreScope}
        rows = self._store.rows("SELECT * FROM ignored ORDER BY created_at DESC, rowid DESC")
        return tuple(
            Ignored(
                id=row["id"],
                scope=IgnoreScope(row["scope"]),
                rule=row["rule"],
                created_at=datetime.fromisoformat(row["created_at"]),
                quote=row["quote"],
                question_id=row["question_id"],
                before=row["before"],
                after=row["after"],
            )
            for row in rows
            if row["scope"] in known
        )

    def add(self, entry: Ignored) -> None:
        """Keep it. A place of a question that is gone meanwhile is not kept; the same id a second time changes nothing.

        What is quoted stays as the user typed it, because it is compared with what the user typed.
        """
        with writing(self._store):
            self._store.execute(
                "INSERT OR IGNORE INTO ignored SELECT ?, ?, ?, ?, ?, ?, ?, ?"
                " WHERE ? IS NULL OR EXISTS (SELECT 1 FROM questions WHERE id = ?)",
                (
                    entry.id,
                    entry.scope.value,
                    entry.rule,
                    storable(entry.quote),
                    entry.question_id,
                    storable(entry.before),
                    storable(entry.after),
                    to_stored(entry.created_at),
                    entry.question_id,
                    entry.question_id,
                ),
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Show them again; those that are gone already are no error."""
        with writing(self._store):
            self._store.execute_many("DELETE FROM ignored WHERE id = ?", [(one,) for one in ids])
