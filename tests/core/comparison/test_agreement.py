import random

import pytest

from core.comparison.agreement import agreement, alpha, interval, ordinal

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: four observers, twelve units, gaps.
A = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
B = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
C = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
D = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
UNITS = [[rating for rating in ratings if rating is not None] for ratings in zip(A, B, C, D, strict=True)]


def test_the_published_example() -> None:
    assert alpha(UNITS) == pytest.approx(0.743, abs=5e-4)
    assert alpha(UNITS, ordinal(UNITS)) == pytest.approx(0.815, abs=5e-4)
    assert alpha(UNITS, interval) == pytest.approx(0.849, abs=5e-4)


def test_raters_who_agree_and_raters_who_guess() -> None:
    chance = random.Random(3)
    guessed = [[chance.randint(0, 1), chance.randint(0, 1)] for _ in range(2000)]

    assert alpha([[0, 0], [1, 1], [1, 1]]) == 1
    assert alpha(guessed) == pytest.approx(0, abs=0.06)


def test_nothing_to_agree_on() -> None:
    assert alpha([[1], [2]]) is None
    assert alpha([[1, 1], [1, 1]]) is None
    assert agreement([[1], []]) == (None, None, None, 0)


def test_the_interval_covers_the_truth_nine_times_of_ten() -> None:
    """Two raters who see the same thing with 0.8 and else guess: alpha is 0.64."""
    chance = random.Random(8)

    def rated(truth: int) -> int:
        return truth if chance.random() < 0.8 else chance.randint(0, 1)

    covered = 0
    for seed in range(60):
        units = [[rated(truth), rated(truth)] for truth in (chance.randint(0, 1) for _ in range(80))]
        found = agreement(units, resamples=200, seed=seed)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.64 <= found.high
    assert covered >= 54
