"""Krippendorff's alpha: how much raters agree beyond chance, with missing ratings, and its interval."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Unit = Sequence[float]  # what the raters who rated it said of one thing
Difference = Callable[[float, float], float]


def nominal(one: float, other: float) -> float:
    """For names: the same, or not."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """For numbers with equal steps."""
    return (one - other) ** 2


def ordinal(values: Iterable[Unit]) -> Difference:
    """For ranks: how many ratings lie between two, the values' own shares halved."""
    counts = Counter(value for unit in values if len(unit) > 1 for value in unit)
    order = sorted(counts)

    def difference(one: float, other: float) -> float:
        low, high = sorted((one, other))
        between = sum(counts[value] for value in order if low <= value <= high)
        return float((between - (counts[low] + counts[high]) / 2) ** 2)

    return difference


def alpha(units: Sequence[Unit], difference: Difference = nominal) -> float | None:
    """1 for perfect agreement, 0 for that of chance. None when no thing was rated twice or all said one thing."""
    paired = [unit for unit in units if len(unit) > 1]
    return _alpha([_observed(unit, difference) for unit in paired], paired, difference)


class Agreement(NamedTuple):
    """`low` and `high` are the ends of a 95 % interval, over resampled things; None where there is none."""

    alpha: float | None
    low: float | None
    high: float | None
    units: int


def agreement(
    units: Sequence[Unit], difference: Difference = nominal, *, resamples: int = 1000, seed: int = 0
) -> Agreement:
    """Alpha with a percentile interval: things are resampled, each with all its ratings."""
    paired = [unit for unit in units if len(unit) > 1]
    found = alpha(paired, difference)
    if found is None:
        return Agreement(None, None, None, len(paired))
    chance = random.Random(seed)
    observed = [_observed(unit, difference) for unit in paired]
    drawn = []
    for _ in range(resamples):
        picked = chance.choices(range(len(paired)), k=len(paired))
        one = _alpha([observed[at] for at in picked], [paired[at] for at in picked], difference)
        # A sample in which everybody said the same shows no disagreement.
        drawn.append(1.0 if one is None else one)
    drawn.sort()
    return Agreement(found, drawn[int(0.025 * resamples)], drawn[int(0.975 * resamples) - 1], len(paired))


def _observed(unit: Unit, difference: Difference) -> float:
    counts = Counter(unit)
    return sum(n * m * difference(one, other) for one, n in counts.items() for other, m in counts.items()) / (
        len(unit) - 1
    )


def _alpha(observed: Sequence[float], units: Sequence[Unit], difference: Difference) -> float | None:
    counts = Counter(value for unit in units for value in unit)
    total = counts.total()
    expected = sum(n * m * difference(one, other) for one, n in counts.items() for other, m in counts.items())
    return None if expected == 0 else 1 - (total - 1) * sum(observed) / expected
