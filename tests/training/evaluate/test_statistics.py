import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import bootstrap, permutation_test

from training.evaluate.measures.measure import f1, ratio
from training.evaluate.statistics import Numbers, difference, estimate, holm, swapped


def companies(count: int, seed: int, mean: float = 0.5, *, each: int = 4) -> Numbers:
    """(sum, number) of some answers each, which lean one way within a company."""
    chance = np.random.default_rng(seed)
    rates = np.clip(chance.normal(mean, 0.2, count), 0, 1)
    sizes = chance.integers(1, each + 1, count)
    return np.stack([chance.binomial(sizes, rates), sizes], axis=1).astype(np.float64)


def test_the_interval_is_scipys() -> None:
    sums = np.stack([np.random.default_rng(0).normal(0.5, 0.2, 60), np.ones(60)], axis=1)
    ours = estimate(sums, ratio)
    theirs = bootstrap((sums[:, 0],), np.mean, method="percentile", rng=1).confidence_interval

    assert ours.value == pytest.approx(sums[:, 0].mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.003)


def test_the_interval_covers_the_truth() -> None:
    """Companies that lean, some answers each: an interval over answers would be too narrow."""
    truth = np.clip(np.random.default_rng(9).normal(0.5, 0.2, 200_000), 0, 1).mean()
    intervals = [estimate(companies(50, seed), ratio, resamples=400, seed=seed) for seed in range(200)]
    covered = [found.low <= truth <= found.high for found in intervals]

    assert 0.9 <= float(np.mean(covered)) <= 0.99


def test_the_difference_of_a_system_and_itself_is_none() -> None:
    sums = companies(40, 1)
    found = difference(sums, sums, ratio)

    assert (found.value, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_pairs_see_what_two_intervals_do_not() -> None:
    one = companies(40, 2)
    other = one.copy()
    other[:20, 0] = np.maximum(other[:20, 0] - 1, 0)
    found = difference(one, other, ratio)

    assert estimate(one, ratio).low < estimate(other, ratio).high
    assert found.low > 0
    assert found.p < 0.001
    assert found.below < 0.001


def test_swapping_is_scipys_permutation_test() -> None:
    chance = np.random.default_rng(5)
    a, b = chance.normal(0.2, 1, 30), chance.normal(0, 1, 30)
    ones = np.ones(30)
    ours = swapped(np.stack([a, ones], axis=1), np.stack([b, ones], axis=1), ratio)
    theirs = permutation_test((a - b,), np.mean, permutation_type="samples", n_resamples=9999, rng=1).pvalue

    assert ours == pytest.approx(theirs, abs=0.02)


@pytest.mark.parametrize("value", [ratio, f1])
def test_without_a_difference_one_in_twenty_is_significant(value: Callable[[Numbers], Numbers]) -> None:
    ps = []
    for seed in range(200):
        one, other = companies(30, seed, 0.4), companies(30, 1000 + seed, 0.4)
        sums = [np.column_stack([rows, rows[:, 1]]) for rows in (one, other)]
        ps.append(swapped(sums[0], sums[1], value, resamples=300, seed=seed))

    assert 0.01 <= float(np.mean(np.array(ps) <= 0.05)) <= 0.1


def test_holm_as_in_the_textbook() -> None:
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005, "none": math.nan})

    assert {name: round(p, 9) for name, p in found.items() if name != "none"} == {
        "a": 0.03,
        "b": 0.06,
        "c": 0.06,
        "d": 0.02,
    }
    assert math.isnan(found["none"])


def test_nothing_measured_is_no_figure() -> None:
    nothing = np.zeros((5, 2))

    assert all(math.isnan(one) for one in (estimate(nothing, ratio).value, difference(nothing, nothing, ratio).p))
    assert math.isnan(estimate(np.zeros((0, 2)), ratio).low)


def test_two_systems_must_have_judged_the_same() -> None:
    with pytest.raises(ValueError, match="same companies"):
        difference(companies(3, 0), companies(4, 0), ratio)
