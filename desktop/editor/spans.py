"""The marks of remarks in the text, and how they move while it is edited. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from core.anchor import shift
from core.remark import Span

SpanKind = Literal["good", "improve", "rule", "doubt", "note"]
Layer = Literal["critique", "checks"]


@dataclass(frozen=True, slots=True)
class SpanMark:
    """A remark's passage, underlined by kind: good solid, improve dashed, rule wavy, doubt dotted, note in sparse dots.
    The active one gets a tint. `layer` says who put it there."""

    id: str
    span: Span
    kind: SpanKind
    active: bool = False
    layer: Layer = "critique"


class Edit(NamedTuple):
    """`removed` code points at `position` were replaced by `added` others."""

    position: int
    removed: int
    added: int


def edit_between(old: str, new: str, position: int | None = None) -> Edit | None:
    """The one edit that turns `old` into `new`; None when they are equal.

    `position` is where the edit is known to begin at the latest: it settles which of several equal characters was
    typed. Qt reports whole blocks as changed, during a composition even unchanged ones, so its numbers are not enough.
    """
    if old == new:
        return None
    limit = min(len(old), len(new))
    start = _common(old, new, limit if position is None else min(limit, position))
    tail = _common(old[start:][::-1], new[start:][::-1], limit - start)
    return Edit(start, len(old) - tail - start, len(new) - tail - start)


def moved(marks: Sequence[SpanMark], edit: Edit) -> tuple[SpanMark, ...]:
    """The marks after `edit`; those whose passage is gone are left out."""
    spans = [(mark, shift(mark.span, *edit)) for mark in marks]
    return tuple(replace(mark, span=span) for mark, span in spans if span is not None)


def mark_at(marks: Sequence[SpanMark], point: int) -> SpanMark | None:
    """The mark under the code point offset `point`: the shortest of several, as it is the most specific."""
    hits = [mark for mark in marks if mark.span.start <= point < mark.span.end]
    return min(hits, key=lambda mark: mark.span.end - mark.span.start, default=None)


def _common(one: str, other: str, limit: int) -> int:
    """Length of the common beginning, at most `limit`, by bisection on slices."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
