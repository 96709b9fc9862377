import pytest
from scipy.stats import binomtest

from core.comparison.significance import (
    WinRate,
    exact_power,
    not_inferior,
    pairs_about,
    pairs_needed,
    shows_from,
    sign_test,
    significant_from,
    wilson,
)


@pytest.mark.parametrize(("wins", "losses"), [(15, 5), (5, 15), (10, 10), (54, 38), (0, 6), (1, 0), (300, 241)])
def test_sign_test_and_interval_are_scipys(wins: int, losses: int) -> None:
    theirs = binomtest(wins, wins + losses)

    assert sign_test(wins, losses) == pytest.approx(theirs.pvalue)
    assert wilson(wins, wins + losses) == pytest.approx(tuple(theirs.proportion_ci(method="wilson")))


def test_nothing_was_rated() -> None:
    nothing = WinRate(0, 0, 3)

    assert (nothing.rate, nothing.interval, nothing.p, nothing.shows) == (None, (0.0, 1.0), 1.0, None)


@pytest.mark.parametrize(("rate", "pairs"), [(0.60, 210), (0.65, 97), (0.70, 54), (0.75, 35)])
def test_pairs_that_a_difference_needs(rate: float, pairs: int) -> None:
    """The table of the protocol, but for 0.65: it says 92, with which 96 pairs have a power of 0.799."""
    assert pairs_needed(rate) == pairs
    assert exact_power(pairs - 1, rate) < 0.8
    assert all(exact_power(more, rate) >= 0.8 for more in range(pairs, pairs + 60))
    assert 0.75 * pairs < pairs_about(rate) <= pairs


def test_power_is_how_often_the_test_is_significant() -> None:
    fewest = significant_from(54)

    assert fewest is not None
    assert sign_test(fewest, 54 - fewest) <= 0.05 < sign_test(fewest - 1, 54 - fewest + 1)
    within = range(54 - fewest + 1, fewest)
    assert all(binomtest(k, 54).pvalue > 0.05 for k in within)
    assert exact_power(54, 0.5) == pytest.approx(binomtest(fewest, 54).pvalue)


def test_what_so_many_pairs_would_show() -> None:
    assert shows_from(35) == 0.74
    assert shows_from(5) is None
    assert WinRate(30, 24, 9).shows == 0.70


def test_non_inferiority_needs_the_whole_interval_above_the_margin() -> None:
    assert not_inferior(WinRate(120, 118, 60), 0.1)
    assert not not_inferior(WinRate(12, 12, 6), 0.1)
    assert not not_inferior(WinRate(0, 0, 0), 0.4)
