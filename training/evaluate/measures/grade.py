"""A system's grade of an essay (1 to 5) beside the expert's. Every figure comes from one table of 5 by 5."""

import numpy as np

from training.evaluate.measures.measure import NOTHING, Case, Measure, Numbers, divided

GRADES = 5
_OURS, _THEIRS = np.indices((GRADES, GRADES), dtype=np.float64)


def table(case: Case) -> tuple[float, ...] | None:
    """A 1 in the row of the system's and the column of the expert's grade."""
    ours, theirs = case.critique.grade, case.item.grade
    if ours is None or theirs is None:
        return None
    cells = np.zeros((GRADES, GRADES))
    cells[ours - 1, theirs - 1] = 1
    return tuple(cells.ravel())


def qwk(sums: Numbers) -> Numbers:
    """Quadratically weighted kappa; 0 for a system that gives one grade to all."""
    found = _tables(sums)
    weights = (_OURS - _THEIRS) ** 2
    total = found.sum(axis=(-2, -1))
    expected = found.sum(axis=-1)[..., :, None] * found.sum(axis=-2)[..., None, :]
    expected = divided(expected, np.broadcast_to(total[..., None, None], expected.shape))
    return 1 - divided((weights * found).sum(axis=(-2, -1)), (weights * expected).sum(axis=(-2, -1)))


def spearman(sums: Numbers) -> Numbers:
    """Rank correlation with mean ranks for ties; NOTHING when either side gives one grade to all."""
    found = _tables(sums)
    rows, columns = found.sum(axis=-1), found.sum(axis=-2)
    ours, theirs = _mid_ranks(rows), _mid_ranks(columns)
    total = found.sum(axis=(-2, -1))
    ours = ours - divided((rows * ours).sum(axis=-1), total)[..., None]
    theirs = theirs - divided((columns * theirs).sum(axis=-1), total)[..., None]
    covariance = (found * ours[..., :, None] * theirs[..., None, :]).sum(axis=(-2, -1))
    variance = (rows * ours**2).sum(axis=-1) * (columns * theirs**2).sum(axis=-1)
    return divided(covariance, np.sqrt(variance))


def exact(sums: Numbers) -> Numbers:
    return _mean(sums, (_OURS == _THEIRS).astype(float))


def adjacent(sums: Numbers) -> Numbers:
    """At most one grade apart."""
    return _mean(sums, (abs(_OURS - _THEIRS) <= 1).astype(float))


def bias(sums: Numbers) -> Numbers:
    """How much higher than the expert's, in grades."""
    return _mean(sums, _OURS - _THEIRS)


def _mean(sums: Numbers, worth: Numbers) -> Numbers:
    return divided(sums @ worth.ravel(), sums.sum(axis=-1))


def _tables(sums: Numbers) -> Numbers:
    return sums.reshape(*sums.shape[:-1], GRADES, GRADES)


def _mid_ranks(counts: Numbers) -> Numbers:
    return np.where(counts > 0, np.cumsum(counts, axis=-1) - (counts - 1) / 2, NOTHING if counts.size == 0 else 0.0)


MEASURES = (
    Measure("grade.qwk", table, qwk, unit="kappa"),
    Measure("grade.spearman", table, spearman, unit="correlation"),
    Measure("grade.exact", table, exact),
    Measure("grade.adjacent", table, adjacent),
    Measure("grade.bias", table, bias, better=0, unit="grades"),
)
