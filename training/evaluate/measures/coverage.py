"""How many of the expert's issues a critique raises, matched one to one.

Two remarks are about one issue when they call it the same (good or improve) and place and meaning agree enough:
the share of sentences that both mark, and the cosine of what they say, in the mean.
"""

import numpy as np

from core.remark import Remark
from core.text import nfc
from training.evaluate.measures.location import touched
from training.evaluate.measures.measure import Case, Language, Measure, Numbers, divided, f1
from training.records import Record

# Remarks of experts on other essays, put on the same sentence with the same polarity, reach it in 1 of 20 (measured on
# half of the samples' companies, where their cosine is 0.27 in the middle and 0.42 at 95 %). How many true pairs stay
# below cannot be told from samples with one expert each.
SAME_ISSUE = 0.7


def likeness(language: Language, item: Record, ours: tuple[Remark, ...], theirs: tuple[Remark, ...]) -> Numbers:
    """Of each of ours (rows) with each of theirs (columns), 0 to 1.

    0 between different polarities and where the places differ so much that no meaning could make one issue of them.
    """
    if not ours or not theirs:
        return np.zeros((len(ours), len(theirs)))
    place = np.array([[_place(item, one, other) for other in theirs] for one in ours])
    same = np.array([[one.polarity is other.polarity for other in theirs] for one in ours])
    # Meaning is asked for only where it can decide: embedding is what a measurement waits for.
    near = same & ((place + 1) / 2 >= SAME_ISSUE)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    meaning = np.zeros(place.shape)
    if len(rows):
        texts = [*(_said(ours[at]) for at in rows), *(_said(theirs[at]) for at in columns)]
        vectors = language.vectors(texts).astype(np.float64)
        meaning[np.ix_(rows, columns)] = np.clip(vectors[: len(rows)] @ vectors[len(rows) :].T, 0.0, 1.0)
    return np.where(near, (place + meaning) / 2, 0.0)


def matched(found: Numbers) -> int:
    """Pairs of the best assignment that are the same issue."""
    from scipy.optimize import linear_sum_assignment

    # What is no match must not pull the assignment away from what is one.
    worth = np.where(found >= SAME_ISSUE, 1 + found, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return int((worth[rows, columns] > 0).sum())


def issues(case: Case) -> tuple[float, float, float]:
    """Issues that both raise, the system's, the expert's."""
    ours, theirs = case.critique.remarks, case.item.remarks
    both = matched(likeness(case.language, case.item, ours, theirs))
    return (float(both), float(len(ours)), float(len(theirs)))


def _place(item: Record, one: Remark, other: Remark) -> float:
    if one.span is None or other.span is None:
        return 0.0
    a, b = touched(item, one.span), touched(item, other.span)
    return len(a & b) / len(a | b) if a | b else 0.0


def _said(remark: Remark) -> str:
    return nfc(f"{remark.reason} {remark.advice}")


def precision(sums: Numbers) -> Numbers:
    return divided(sums[..., 0], sums[..., 1])


def recall(sums: Numbers) -> Numbers:
    return divided(sums[..., 0], sums[..., 2])


MEASURES = (
    Measure("coverage.precision", issues, precision),
    Measure("coverage.recall", issues, recall),
    Measure("coverage.f1", issues, f1),
)
