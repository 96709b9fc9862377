"""A TOML table read with checks: a wrong, missing or unknown field is a CatalogError that names entry and field."""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from core.errors import CatalogError

COMMIT = r"[0-9a-f]{40}"
SHA256 = r"[0-9a-f]{64}"


class Table:
    """One table; `entry` is what errors call it, `prefix` the way to it inside the entry."""

    def __init__(self, data: Mapping[str, object], entry: str, prefix: str = "") -> None:
        self.entry = entry
        self._data = data
        self.prefix = prefix
        self._read: set[str] = set()

    def has(self, field: str) -> bool:
        return field in self._data

    def text(self, field: str, *, pattern: str = r"(?s).*\S.*") -> str:
        value = self._take(field)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self._refuse(field, f"must be text like {pattern}")
        return value

    def number(self, field: str) -> int:
        """A whole number above 0."""
        value = self._take(field)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self._refuse(field, "must be a whole number above 0")
        return value

    def flag(self, field: str) -> bool:
        """False when absent."""
        value = self._take(field) if self.has(field) else False
        if not isinstance(value, bool):
            self._refuse(field, "must be true or false")
        return value

    def one_of(self, field: str, known: Sequence[str]) -> str:
        value = self.text(field)
        if value not in known:
            self._refuse(field, f"must be one of {', '.join(known)}")
        return value

    def table(self, field: str) -> "Table":
        value = self._take(field)
        if not isinstance(value, dict):
            self._refuse(field, "must be a table")
        return Table(value, self.entry, f"{self.prefix}{field}.")

    def tables(self, field: str) -> list["Table"]:
        """An array of tables; empty when absent."""
        value = self._take(field) if self.has(field) else []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self._refuse(field, "must be a list of tables")
        return [Table(row, self.entry, f"{self.prefix}{field}.") for row in value]

    def finish(self) -> None:
        """Refuse what nobody read: a misspelled field would otherwise be ignored in silence."""
        for field in self._data:
            if field not in self._read:
                self._refuse(field, "unknown field")

    def _take(self, field: str) -> object:
        self._read.add(field)
        if field not in self._data:
            self._refuse(field, "missing")
        return self._data[field]

    def _refuse(self, field: str, reason: str) -> NoReturn:
        raise CatalogError(reason, entry=self.entry, field=f"{self.prefix}{field}")
