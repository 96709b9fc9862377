"""Whether system and expert call the same passages good and improvable, of the sentences that both mark."""

from collections import Counter

import numpy as np

from core.remark import Polarity, Remark
from training.evaluate.measures.location import touched
from training.evaluate.measures.measure import Case, Measure, Numbers, divided
from training.records import Record


def table(case: Case) -> tuple[float, float, float, float]:
    """Sentences by (system, expert): good and good, good and improve, improve and good, improve and improve."""
    ours, theirs = _polarities(case.item, case.critique.remarks), _polarities(case.item, case.item.remarks)
    counts = Counter((ours[at], theirs[at]) for at in ours.keys() & theirs.keys())
    good, improve = Polarity.GOOD, Polarity.IMPROVE
    pairs = ((good, good), (good, improve), (improve, good), (improve, improve))
    return (float(counts[pairs[0]]), float(counts[pairs[1]]), float(counts[pairs[2]]), float(counts[pairs[3]]))


def _polarities(item: Record, remarks: tuple[Remark, ...]) -> dict[int, Polarity]:
    """Of each sentence that is called one thing; one that is called both is left out."""
    called: dict[int, set[Polarity]] = {}
    for one in remarks:
        for at in touched(item, one.span) if one.span is not None else ():
            called.setdefault(at, set()).add(one.polarity)
    return {at: polarities.pop() for at, polarities in called.items() if len(polarities) == 1}


def macro_f1(sums: Numbers) -> Numbers:
    """The mean of both polarities' F1; one that never occurs on either side does not count."""
    gg, gi, ig, ii = np.moveaxis(sums, -1, 0)
    both = np.stack([divided(2 * gg, 2 * gg + gi + ig), divided(2 * ii, 2 * ii + gi + ig)])
    there = ~np.isnan(both)
    return divided(np.where(there, both, 0.0).sum(axis=0), there.sum(axis=0).astype(float))


def mcc(sums: Numbers) -> Numbers:
    """Matthews' correlation; 0 when either side knows one polarity only."""
    gg, gi, ig, ii = np.moveaxis(sums, -1, 0)
    below = np.sqrt((gg + gi) * (gg + ig) * (ii + gi) * (ii + ig))
    found = divided(gg * ii - gi * ig, below)
    return np.where((below == 0) & (sums.sum(axis=-1) > 0), 0.0, found)


MEASURES = (
    Measure("polarity.macro_f1", table, macro_f1),
    Measure("polarity.mcc", table, mcc, unit="correlation"),
)
