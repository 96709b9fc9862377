"""Intervals and tests of what was measured: resamples of companies, paired swaps, Holm's correction.

Answers of one company, and of one author, resemble each other. What is drawn, kept or swapped is therefore always a
whole company.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Value = Callable[[Numbers], Numbers]

RESAMPLES = 10_000
LEVEL = 0.05
_AT_ONCE = 2_000  # resamples, so that a run of thousands of companies takes some megabytes


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; NaN where nothing was measured. `groups` had something to measure."""

    value: float
    low: float
    high: float
    groups: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One system minus another on the same companies.

    `p` is that of swapping the two systems in each company or not (two-sided). `below` is the share of resamples in
    which the difference is not above 0: half of the bootstrap's two-sided p when the difference is positive.
    """

    value: float
    low: float
    high: float
    p: float
    below: float


def estimate(sums: Numbers, value: Value, *, resamples: int = RESAMPLES, seed: int = 0) -> Estimate:
    """`sums` has a row for each company. The interval is the bootstrap's by percentiles."""
    drawn = _values(sums, value, resamples, seed)
    low, high = _middle(drawn)
    return Estimate(float(value(sums.sum(axis=0))), low, high, int((sums != 0).any(axis=1).sum()))


def difference(one: Numbers, other: Numbers, value: Value, *, resamples: int = RESAMPLES, seed: int = 0) -> Difference:
    """Of two systems whose rows are the same companies in the same order; a resample draws for both at once."""
    if one.shape != other.shape:
        raise ValueError("not the same companies")
    drawn = _values(one, value, resamples, seed) - _values(other, value, resamples, seed)
    found = float(value(one.sum(axis=0)) - value(other.sum(axis=0)))
    there = drawn[~np.isnan(drawn)]
    low, high = _middle(drawn)
    below = float((there <= 0).mean()) if there.size else float("nan")
    return Difference(found, low, high, swapped(one, other, value, resamples=resamples, seed=seed), below)


def swapped(one: Numbers, other: Numbers, value: Value, *, resamples: int = RESAMPLES, seed: int = 0) -> float:
    """Two-sided p of the paired randomisation test: under the null the two systems could have swapped their critiques
    in any company. NaN when nothing was measured."""
    found = abs(float(value(one.sum(axis=0)) - value(other.sum(axis=0))))
    if np.isnan(found):
        return float("nan")
    chance = np.random.default_rng(seed)
    total, gap = one.sum(axis=0) + other.sum(axis=0), one - other
    extreme, seen = 0, 0
    for size in _sizes(resamples):
        signs = chance.integers(0, 2, (size, len(one)), dtype=np.int8).astype(np.float64) * 2 - 1
        moved = signs @ gap
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = np.abs(value((total + moved) / 2) - value((total - moved) / 2))
        there = apart[~np.isnan(apart)]
        extreme += int((there >= found - 1e-12).sum())
        seen += there.size
    return (extreme + 1) / (seen + 1)


def holm(ps: Mapping[str, float]) -> dict[str, float]:
    """Holm's adjusted p of each hypothesis; those of NaN are none, and stay NaN."""
    tested = sorted((name for name, p in ps.items() if not np.isnan(p)), key=lambda name: ps[name])
    found, largest = dict.fromkeys(ps, float("nan")), 0.0
    for place, name in enumerate(tested):
        largest = max(largest, min(1.0, (len(tested) - place) * ps[name]))
        found[name] = largest
    return found


def _values(sums: Numbers, value: Value, resamples: int, seed: int) -> Numbers:
    chance = np.random.default_rng(seed)
    groups = len(sums)
    if not groups:
        return np.full(resamples, np.nan)
    found = []
    for size in _sizes(resamples):
        weights = chance.multinomial(groups, np.full(groups, 1 / groups), size).astype(np.float64)
        found.append(value(weights @ sums))
    return np.concatenate(found)


def _middle(drawn: Numbers) -> tuple[float, float]:
    there = drawn[~np.isnan(drawn)]
    if not there.size:
        return (float("nan"), float("nan"))
    low, high = np.quantile(there, (LEVEL / 2, 1 - LEVEL / 2))
    return (float(low), float(high))


def _sizes(resamples: int) -> list[int]:
    whole, rest = divmod(resamples, _AT_ONCE)
    return [*[_AT_ONCE] * whole, *([rest] if rest else [])]
