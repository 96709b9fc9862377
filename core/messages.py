"""Sentences for users, by error code, from `resources/messages.toml`: one table for the window and the CLI.

The code of `core` itself holds no sentence, so wording and languages change without touching it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from core.errors import AppError
from core.paths import resources_dir


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, and the one next step."""

    what: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".strip()


def sentence(error: AppError, language: str = "ko") -> Message:
    """The words for an error; those of its nearest known ancestor when its own code has none."""
    return for_code(error.code, error.context, language)


def for_code(code: str, context: Mapping[str, str | int | float], language: str = "ko") -> Message:
    """The words for a code that crossed a process boundary or was stored; those for its `reason` when there are any."""
    table = _table(language)
    while code not in table:
        code = code.rpartition(".")[0] or "app"
    # A stable word for the reason may have words of its own.
    row = table.get(f"{code}.{context.get('reason')}", table[code])
    facts = _Facts({key: _shown(key, value) for key, value in context.items()})
    return Message(row["what"].format_map(facts), row["next"].format_map(facts))


class _Facts(dict[str, str]):
    """A missing fact leaves a dash: an error message must never fail itself."""

    def __missing__(self, key: str) -> str:
        return "—"


_BYTES = frozenset({"needed", "available", "free", "size", "expected_bytes", "found_bytes"})


def _shown(key: str, value: str | int | float) -> str:
    """Byte counts as GB or MB, other numbers with thousands separators, long hashes shortened."""
    if isinstance(value, str):
        return value if len(value) < 64 or " " in value or "/" in value or "\\" in value else value[:12] + "…"
    if key in _BYTES and value >= 1_000_000:
        return f"{value / 1e9:.1f} GB" if value >= 1e9 else f"{value / 1e6:.0f} MB"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"


@cache
def _table(language: str) -> dict[str, dict[str, str]]:
    tables = tomllib.loads((resources_dir() / "messages.toml").read_text(encoding="utf-8"))
    rows: dict[str, dict[str, str]] = tables.get(language, tables["ko"])
    return rows
