"""What is looked for, and the finding of it on both shelves as one list: collected essays first. No Qt."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from core.storage.corpus.records import EssayFilter, EssayOrder, EssayRow
from core.storage.search import words
from desktop.library.shelves import Shelves


class Shelf(StrEnum):
    """Which essays are shown."""

    ALL = "all"
    COLLECTED = "collected"
    SAMPLES = "samples"


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str = ""
    where: EssayFilter = field(default_factory=EssayFilter)
    order: EssayOrder = EssayOrder.NEWEST
    shelf: Shelf = Shelf.ALL


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the list from `offset`. `collected` and `samples` count all that match, on either shelf;
    `any_collected` says whether there is anything collected at all."""

    rows: tuple[EssayRow, ...]
    offset: int
    collected: int
    samples: int
    any_collected: bool
    seasons: tuple[str, ...]

    def total(self, shelf: Shelf) -> int:
        return {
            Shelf.ALL: self.collected + self.samples,
            Shelf.COLLECTED: self.collected,
            Shelf.SAMPLES: self.samples,
        }[shelf]


def find(shelves: Shelves, wanted: Wanted, offset: int, limit: int) -> Found:
    """The rows from `offset` on, at most `limit`. Raises StorageError."""
    collected = shelves.collected
    real = 0 if collected is None else collected.essays.count(wanted.text, wanted.where)
    written = shelves.samples.essays.count(wanted.text, wanted.where)
    rows: list[EssayRow] = []
    if collected is not None and wanted.shelf is not Shelf.SAMPLES and offset < real:
        rows += collected.essays.find(wanted.text, wanted.where, wanted.order, limit, offset)
    if wanted.shelf is not Shelf.COLLECTED and len(rows) < limit:
        skipped = 0 if wanted.shelf is Shelf.SAMPLES else real
        start = max(0, offset - skipped)
        rows += shelves.samples.essays.find(wanted.text, wanted.where, wanted.order, limit - len(rows), start)
    any_collected = collected is not None and bool(real or collected.essays.count())
    return Found(tuple(rows), offset, real, written, any_collected, _seasons(shelves))


def _seasons(shelves: Shelves) -> tuple[str, ...]:
    known = set(shelves.samples.essays.seasons())
    if shelves.collected is not None:
        known.update(shelves.collected.essays.seasons())
    return tuple(sorted(known, reverse=True))


def hits(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of `query` stand in `text`, as ranges that do not overlap, whatever case and spacing."""
    ranges = [
        found.span()
        for word in words(query)
        for found in re.finditer(r"\s*".join(map(re.escape, word)), text, re.IGNORECASE)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
