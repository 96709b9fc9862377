import random
from datetime import UTC, datetime, timedelta

import pytest

from core.comparison.outcome import outcome, power_table
from core.comparison.pairs import Check, Choice, Mark, Pair, Rating

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def choice_of(pair: Pair, system: str) -> Choice:
    return Choice.FIRST if pair.first.system == system else Choice.SECOND


def rated(pairs: tuple[Pair, ...], rater: str, share: float, seed: int) -> list[Rating]:
    """A rater who prefers "tuned" in this share of its pairs, and likes its remarks better."""
    chance = random.Random(seed)
    found = []
    for pair in pairs:
        other = next(one.system for one in (pair.first, pair.second) if one.system != "tuned")
        choice = choice_of(pair, "tuned" if chance.random() < share else other)
        scores = (5, 2) if pair.first.system == "tuned" else (2, 5)
        marks = tuple(
            Mark(side, 0, Check.TRUE, system == "tuned")
            for side, system in ((Choice.FIRST, pair.first.system), (Choice.SECOND, pair.second.system))
        )
        found.append(Rating(pair.id, rater, choice, NOW, *scores, marks))
    return found


def test_a_better_system_wins(pairs: tuple[Pair, ...]) -> None:
    found = outcome(pairs, [*rated(pairs, "가", 0.9, 1), *rated(pairs, "나", 0.9, 2)])
    win = found.between("tuned", "base")

    assert (found.rated, found.raters) == (40, 2)
    assert win is not None
    assert win.wins + win.losses + win.ties == 20
    assert win.p < 0.05
    assert found.between("base", "tuned") is not None
    assert found.ranking is not None
    assert found.ranking.standings[0].system == "tuned"
    assert not found.generic("tuned")
    assert dict(found.scores) == {"base": (2, 40), "mismatched:tuned": (2, 40), "tuned": (5, 80)}
    assert found.checks["tuned"][Check.TRUE].yes == 80
    assert found.checks["base"][Check.TRUE].interval[1] < 0.1
    assert found.checks_agreement.alpha == 1
    assert found.scores_agreement.alpha == 1


def test_raters_who_guess_show_nothing(pairs: tuple[Pair, ...]) -> None:
    found = outcome(pairs, [*rated(pairs, "가", 0.5, 3), *rated(pairs, "나", 0.5, 4)])

    assert found.choices.alpha is not None
    assert found.choices.low is not None
    assert found.choices.low < 0 < found.choices.alpha + 0.4
    assert found.generic("tuned") is True


def test_two_raters_of_one_pair_are_one_vote(pairs: tuple[Pair, ...]) -> None:
    (pair, *_) = [one for one in pairs if "base" in (one.first.system, one.second.system)]
    for_it, against = choice_of(pair, "tuned"), choice_of(pair, "base")
    split = [Rating(pair.id, "가", for_it, NOW), Rating(pair.id, "나", against, NOW)]
    two_to_one = [*split, Rating(pair.id, "다", for_it, NOW)]
    tie, won = (outcome(pairs, ratings).between("tuned", "base") for ratings in (split, two_to_one))

    assert tie is not None
    assert won is not None
    assert (tie.wins, tie.losses, tie.ties) == (0, 0, 1)
    assert (won.wins, won.losses, won.ties) == (1, 0, 0)


def test_a_rater_may_change_their_mind(pairs: tuple[Pair, ...]) -> None:
    later = NOW + timedelta(minutes=5)
    ratings = [Rating(pairs[0].id, "가", Choice.SECOND, later), Rating(pairs[0].id, "가", Choice.FIRST, NOW)]
    found = outcome(pairs, [*ratings, Rating("unknown", "가", Choice.TIE, NOW)])

    (versus,) = found.versus
    win = found.between(pairs[0].second.system, pairs[0].first.system)
    assert win is not None
    assert (versus.result.decisive, win.wins) == (1, 1)


def test_nothing_was_rated_yet(pairs: tuple[Pair, ...]) -> None:
    found = outcome(pairs, [])

    assert (found.versus, found.ranking, found.choices.alpha, found.generic("tuned")) == ((), None, None, None)


def test_the_table_of_what_can_be_shown() -> None:
    assert dict(power_table()) == pytest.approx({0.6: 210, 0.65: 97, 0.7: 54, 0.75: 35})
