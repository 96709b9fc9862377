import math
import random

import numpy as np
import pytest

from core.comparison.ranking import Game, rank

STRENGTH = {"a": 0.8, "b": 0.0, "c": -0.8}
LENGTH, TIE = 0.7, 0.8


def games(count: int, seed: int, length: float = LENGTH) -> list[Game]:
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        first, second = chance.sample(sorted(STRENGTH), 2)
        one, other = chance.randint(100, 900), chance.randint(100, 900)
        d = STRENGTH[first] - STRENGTH[second] + length * math.log(one / other)
        (result,) = chance.choices([1, 0, -1], [math.exp(d / 2), TIE, math.exp(-d / 2)])
        found.append(Game(first, second, result, one, other))
    return found


def test_what_was_simulated_is_found() -> None:
    found = rank(games(4000, 1))

    assert found is not None
    assert [one.system for one in found.standings] == ["a", "b", "c"]
    for one in found.standings:
        assert one.strength == pytest.approx(STRENGTH[one.system], abs=0.12)
    assert found.length == pytest.approx(LENGTH, abs=0.2)
    assert found.tie == pytest.approx(TIE / (2 + TIE), abs=0.03)
    assert found.odds("a", "c") == pytest.approx(1 / (1 + math.exp(-1.6)), abs=0.03)


def test_errors_cover_the_truth_nineteen_times_of_twenty() -> None:
    inside = []
    for seed in range(100):
        found = rank(games(150, seed))
        assert found is not None
        inside += [one.interval[0] <= STRENGTH[one.system] <= one.interval[1] for one in found.standings]
        inside.append(abs(found.length - LENGTH) <= 1.96 * found.length_error)
    assert 0.91 <= float(np.mean(inside)) <= 0.985


def test_two_systems_without_ties_are_a_binomial() -> None:
    """Of equal lengths and no ties, the strength's difference is the logit of the wins."""
    found = rank([Game("a", "b", 1, 5, 5)] * 30 + [Game("b", "a", 1, 5, 5)] * 10)

    assert found is not None
    assert found.odds("a", "b") == pytest.approx(0.75, abs=0.005)


def test_length_that_wins_is_no_strength() -> None:
    """Two equal systems, of which one writes twice as much and raters like length."""
    chance = random.Random(4)
    played = []
    for _ in range(800):
        one, other = chance.randint(400, 1200), chance.randint(200, 600)
        win = 1 / (1 + math.exp(-1.5 * math.log(one / other)))
        played.append(Game("long", "short", 1 if chance.random() < win else -1, one, other))
    found = rank(played)

    assert found is not None
    assert sum(game.result for game in played) > 200
    assert found.length == pytest.approx(1.5, abs=0.6)
    assert abs(found.standings[0].strength) < 2.5 * found.standings[0].error


def test_the_order_in_a_pair_is_of_no_account() -> None:
    some = games(200, 2)
    turned = [Game(one.second, one.first, -one.result, one.second_length, one.first_length) for one in some]
    here, there = rank(some), rank(turned)

    assert here is not None
    assert there is not None
    assert [one.strength for one in here.standings] == pytest.approx([one.strength for one in there.standings])


def test_a_system_that_won_all_stays_finite() -> None:
    found = rank([Game("a", "b", 1)] * 30)

    assert found is not None
    assert 1 < found.standings[0].strength < 10
    assert rank([]) is None
