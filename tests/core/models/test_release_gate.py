"""The release gate: each condition at its limit, and what is not known never passes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from core.models.adapter_card import Evaluation, Figure, parse_evaluation
from core.models.release_gate import (
    Condition,
    Judged,
    Verdict,
    conditions,
    evaluation_lines,
    load_goals,
    passed,
    sentence,
    shown,
    title,
)
from tests.fakes.adapter_packages import evaluation_of, gaps

OURS, THEIRS = "a" * 64, "b" * 64
GOALS = load_goals()


def evaluation(weights: str = OURS, **changes: Any) -> Evaluation:
    return parse_evaluation(json.dumps({**evaluation_of(weights), **changes}).encode(), "test")


def against(**changes: tuple[float, float, float, float]) -> Evaluation:
    return evaluation(against={"base:tiny": gaps(**changes)})


def measured(name: str, value: float) -> Evaluation:
    one = evaluation()
    return replace(one, measures={**one.measures, name: Figure(value, value, value)})


def judge(candidate: Evaluation | None, current: Judged | None = None) -> dict[str, Condition]:
    return {each.key: each for each in conditions(Judged(OURS, candidate), current, GOALS)}


def test_the_limits_are_those_of_the_protocol() -> None:
    assert (GOALS.parses, GOALS.grounding, GOALS.p, GOALS.issues_margin) == (0.98, 1.0, 0.05, -0.02)


def test_one_that_is_good_enough_passes() -> None:
    found = conditions(Judged(OURS, evaluation()), None, GOALS)

    assert passed(found)
    assert [each.key for each in found] == [
        "parses", "ends", "quotes", "figures", "canary", "specificity", "issues", "first_token",
    ]  # fmt: skip
    assert all(title(each) and sentence(each) for each in found)


@pytest.mark.parametrize(
    ("key", "candidate"),
    [
        ("parses", measured("hygiene.parses", 0.979)),
        ("ends", measured("hygiene.ends", 0.97)),
        ("quotes", measured("grounding.shown_quotes", 0.999)),
        ("figures", measured("grounding.shown_figures", 0.999)),
        ("canary", evaluation(canaries={"planted": 5, "emitted": 1})),
        ("canary", evaluation(canaries={"planted": 0, "emitted": 1})),
        ("specificity", against(specificity_mrr=(0.1, -0.01, 0.2, 0.026))),
        ("specificity", against(specificity_mrr=(-0.1, -0.2, -0.05, 0.0))),
        ("issues", against(coverage_f1=(0.0, -0.02, 0.02, 0.5))),
        ("first_token", measured("cost.first_token_s", GOALS.first_token_s + 0.01)),
    ],
)
def test_one_condition_that_is_not_met_is_enough(key: str, candidate: Evaluation) -> None:
    found = judge(candidate)

    assert [name for name, each in found.items() if each.verdict is not Verdict.PASSED] == [key]
    assert found[key].verdict is Verdict.FAILED
    assert len(sentence(found[key])) > len(sentence(replace(found[key], verdict=Verdict.PASSED)))


@pytest.mark.parametrize(
    "candidate",
    [
        measured("hygiene.parses", 0.98),
        measured("cost.first_token_s", GOALS.first_token_s),
        against(specificity_mrr=(0.1, 0.01, 0.2, 0.0249)),
        against(coverage_f1=(-0.01, -0.0199, 0.02, 0.5)),
    ],
)
def test_at_the_limit_it_passes(candidate: Evaluation) -> None:
    assert passed(conditions(Judged(OURS, candidate), None, GOALS))


@pytest.mark.parametrize(
    ("candidate", "why"), [(None, "not_evaluated"), (evaluation(THEIRS), "other_weights")], ids=["none", "other"]
)
def test_without_an_evaluation_of_these_weights_nothing_is_known(candidate: Evaluation | None, why: str) -> None:
    found = judge(candidate)

    assert {each.verdict for each in found.values()} == {Verdict.UNKNOWN}
    assert {each.why for each in found.values()} == {why}
    assert not passed(tuple(found.values()))
    assert all(sentence(each) for each in found.values())


@pytest.mark.parametrize(
    ("candidate", "key", "why"),
    [
        (evaluation(against={}), "specificity", "not_compared"),
        (evaluation(against={"few-shot:tiny": gaps()}), "issues", "not_compared"),
        (evaluation(against={"base:tiny": {}}), "specificity", "not_measured"),
        (evaluation(measures={}), "parses", "not_measured"),
        (evaluation(measures={}), "first_token", "not_measured"),
        (evaluation(canaries={"planted": 0, "emitted": 0}), "canary", "no_canary"),
        (evaluation(canaries={}), "canary", "no_canary"),
    ],
)
def test_what_was_not_measured_is_unknown(candidate: Evaluation, key: str, why: str) -> None:
    found = judge(candidate)[key]

    assert (found.verdict, found.why) == (Verdict.UNKNOWN, why)
    assert sentence(found)


def test_what_is_null_was_not_measured() -> None:
    data = evaluation_of(OURS)
    data["measures"]["hygiene.ends"]["low"] = None
    found = judge(parse_evaluation(json.dumps(data).encode(), "test"))

    assert found["ends"].verdict is Verdict.UNKNOWN


def test_where_there_is_a_current_adapter_it_is_to_be_beaten_on_the_same_test() -> None:
    current = Judged(THEIRS, evaluation(THEIRS))
    better = evaluation(against={"tuned:tiny@old": gaps()}, adapters={"tuned:tiny@old": THEIRS})

    assert passed(conditions(Judged(OURS, better), current, GOALS))
    base_only = judge(evaluation(), current)["specificity"]
    assert (base_only.verdict, base_only.why, base_only.reference) == (Verdict.UNKNOWN, "not_compared", "current")
    elsewhere = Judged(THEIRS, evaluation(THEIRS, test={"name": "x", "hash": "0", "answers": 1, "companies": 1}))
    assert judge(better, elsewhere)["issues"].why == "other_test"
    # A current adapter that was never evaluated itself was sampled beside the candidate all the same.
    assert judge(better, Judged(THEIRS, None))["issues"].verdict is Verdict.PASSED


def test_a_card_shows_figures_with_intervals_and_what_they_mean() -> None:
    lines = {line.title: line for line in evaluation_lines(evaluation())}

    assert lines["형식대로 쓴 첨삭"].value == "100% (99%~100% 사이로 봄)"
    assert lines["답변에 근거한 지적"].verdict == "기본 모델보다 나음"
    assert lines["전문가와 겹치는 지적(F1)"].verdict == "기본 모델과 다르다고 할 수 없음"
    assert lines["첫 글자까지"].value == "6.1초 (5.9초~6.4초 사이로 봄)"
    slower = {line.title: line for line in evaluation_lines(against(cost_first_token_s=(2.0, 1.0, 3.0, 0.0)))}
    assert slower["첫 글자까지"].verdict == "기본 모델보다 못함"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0.98, "percent", "98%"), (0.9796, "percent", "97.9%"), (1.0, "percent", "100%"), (-0.02, "points", "-2.0점"),
     (0.0004, "p", "0.1% 미만"), (0.04, "p", "4.0%"), (6.14, "seconds", "6.1초"), (3, "count", "3")],
)  # fmt: skip
def test_numbers_are_shown_as_people_read_them(value: float, unit: str, words: str) -> None:
    assert shown(value, unit) == words
