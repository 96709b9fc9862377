"""Whether a critique speaks of the passages that the expert marked, against marking as much at random."""

import numpy as np

from core.remark import Remark, Span
from core.text import sentences as sentences_of
from training.evaluate.measures.measure import Case, Measure, Numbers, divided, f1
from training.records import Record


def marked_sentences(item: Record, remarks: tuple[Remark, ...]) -> frozenset[int]:
    """Ordinals of the sentences that any of the remarks touches."""
    return frozenset(at for one in remarks if one.span is not None for at in touched(item, one.span))


def touched(item: Record, span: Span) -> frozenset[int]:
    """Ordinals of the sentences that a passage lies in, by at least a tenth of either."""
    found = set()
    for at, (start, end) in enumerate(sentences_of(item.answer)):
        common = min(end, span.end) - max(start, span.start)
        if common > 0 and 10 * common >= min(end - start, span.end - span.start):
            found.add(at)
    return frozenset(found)


def sentences(case: Case) -> tuple[float, float, float, float]:
    """Marked by both, by the system, by the expert; and by both, as expected of a random choice of as many."""
    total = len(sentences_of(case.item.answer))
    ours, theirs = marked_sentences(case.item, case.critique.remarks), marked_sentences(case.item, case.item.remarks)
    by_chance = len(ours) * len(theirs) / total if total else 0.0
    return (float(len(ours & theirs)), float(len(ours)), float(len(theirs)), by_chance)


def characters(case: Case) -> tuple[float, float, float]:
    """Marked by both and by either; and by both, as expected of a random choice of as many."""
    ours, theirs = _characters(case.critique.remarks), _characters(case.item.remarks)
    total = len(case.item.answer)
    return (float(len(ours & theirs)), float(len(ours | theirs)), len(ours) * len(theirs) / total if total else 0.0)


def _characters(remarks: tuple[Remark, ...]) -> set[int]:
    return {at for one in remarks if one.span is not None for at in range(one.span.start, one.span.end)}


def f1_by_chance(sums: Numbers) -> Numbers:
    return f1(np.stack([sums[..., 3], sums[..., 1], sums[..., 2]], axis=-1))


def f1_over_chance(sums: Numbers) -> Numbers:
    return f1(sums) - f1_by_chance(sums)


def iou(sums: Numbers) -> Numbers:
    return divided(sums[..., 0], sums[..., 1])


def iou_by_chance(sums: Numbers) -> Numbers:
    """The marked characters are as many whether they meet or not: both + either does not change."""
    return divided(sums[..., 2], sums[..., 0] + sums[..., 1] - sums[..., 2])


MEASURES = (
    Measure("location.sentence_f1", sentences, f1),
    Measure("location.sentence_f1_random", sentences, f1_by_chance, better=0),
    Measure("location.sentence_f1_over_random", sentences, f1_over_chance),
    Measure("location.span_iou", characters, iou),
    Measure("location.span_iou_random", characters, iou_by_chance, better=0),
)
