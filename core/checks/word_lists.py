"""Lists of patterns with what is to be said about them, from TOML."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from core.paths import resources_dir

# A class, an escaped character, a look behind (which must be of one width), a space that is a whole alternative such
# as "(?= )", or a space between two words.
_PIECE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\(\?<[=!][^()]*\)|(?<=[=!:(|]) (?=[)|])| ", re.DOTALL)
_OPTIONAL_SPACE = r"[^\S\n]?"


@dataclass(frozen=True, slots=True)
class Entry:
    """`facts` are the further columns of its row."""

    pattern: re.Pattern[str]
    facts: tuple[str, ...]


class Place(NamedTuple):
    """`text[start:end]` is what an entry of the list `name` looks for."""

    start: int
    end: int
    name: str
    facts: tuple[str, ...]


@cache
def entries(file: str, table: str) -> tuple[Entry, ...]:
    """Rows of the array `table` ("a/b" for b within a) in `resources/<file>`: a pattern, then facts.

    A space between words of a pattern may be missing in the text, as spacing is where people differ most. A space in
    a class, or one that is a whole alternative, is meant.
    """
    rows = tomllib.loads((resources_dir() / file).read_text(encoding="utf-8"))
    for key in table.split("/"):
        rows = rows[key]
    return tuple(Entry(re.compile(spaces_optional(row[0])), tuple(row[1:])) for row in rows)


def places(text: str, lists: Iterable[tuple[str, tuple[Entry, ...]]]) -> list[Place]:
    """Where a text has what the lists hold, in order; where two overlap the first and longest stays."""
    found = [
        Place(match.start(), match.end(), name, entry.facts)
        for name, rows in lists
        for entry in rows
        for match in entry.pattern.finditer(text)
    ]
    kept: list[Place] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def spaces_optional(pattern: str) -> str:
    """The pattern with every space between words optional."""
    return _PIECE.sub(_loosened, pattern)


def _loosened(match: re.Match[str]) -> str:
    alone = match.string[match.start() - 1 : match.start()] in tuple("=!:(|") and match.string[match.end()] in ")|"
    return _OPTIONAL_SPACE if match.group() == " " and not alone else match.group()
