from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.comparison.pairs import MATCHED, Answer, Candidate, Check, Choice, Mark, Pair, Rating, plan
from tests.core.comparison.conftest import Critiques, remark

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def test_each_system_is_first_in_half_of_its_pairs(pairs: tuple[Pair, ...]) -> None:
    base = [pair for pair in pairs if "base" in (pair.first.system, pair.second.system)]

    assert len(pairs) == 40
    assert len(base) == 20
    assert sum(pair.first.system == "base" for pair in base) == 10
    assert len({pair.id for pair in pairs}) == 40


def test_the_two_questions_are_mixed_and_no_answer_is_asked_twice_in_one(pairs: tuple[Pair, ...]) -> None:
    kinds = ["base" in (pair.first.system, pair.second.system) for pair in pairs]

    assert kinds != sorted(kinds)
    assert kinds != sorted(kinds, reverse=True)
    for kind in (True, False):
        asked = [pair.answer.id for pair, one in zip(pairs, kinds, strict=True) if one is kind]
        assert len(set(asked)) == len(asked)


def test_the_same_seed_plans_the_same(answers: list[Answer], critiques: Critiques) -> None:
    def planned(seed: int, order: list[Answer]) -> tuple[Pair, ...]:
        return plan(order, critiques, [("base", "tuned")], most=10, seed=seed).pairs

    assert planned(1, answers) == planned(1, answers[::-1])
    assert planned(1, answers) != planned(2, answers)


def test_what_does_not_ask_which_is_better_is_left_out(answers: list[Answer], critiques: Critiques) -> None:
    long = Candidate("tuned", (remark("길게 썼습니다. " * 20),), "총평")
    critiques["tuned"]["a00"] = long
    critiques["tuned"]["a01"] = Candidate("tuned", ())
    critiques["tuned"]["a02"] = replace(critiques["base"]["a02"], system="tuned")
    found = plan(answers, critiques, [("base", "tuned")], most=40)

    assert (found.unmatched, found.silent, found.alike, len(found.pairs)) == (1, 1, 1, 37)
    for pair in found.pairs:
        lengths = sorted((pair.first.length, pair.second.length))
        assert lengths[0] >= MATCHED * lengths[1]


def test_what_is_no_rating_is_refused() -> None:
    good = Rating("p", "가", Choice.TIE, NOW)
    with pytest.raises(ValueError, match="score"):
        replace(good, first_score=6)
    with pytest.raises(ValueError, match="score"):
        replace(good, second_score=0)
    with pytest.raises(ValueError, match="name"):
        replace(good, rater=" ")
    with pytest.raises(ValueError, match="mark"):
        replace(good, marks=(Mark(Choice.TIE, 0, Check.WHY, True),))
