"""Worn-out phrases."""

import pytest

from core.checks import cliche
from core.checks.context import CheckContext
from core.checks.word_lists import entries
from tests.core.checks.told import told


def test_two_hundred_phrases_each_with_its_own_words() -> None:
    rows = entries("checks/cliches.toml", "cliche/entries")

    assert len(rows) >= 200
    assert len({row.pattern.pattern for row in rows}) == len(rows)
    for row in rows:
        why, ask = row.facts
        assert why.endswith("다.")
        assert ask.endswith("?")
        assert not row.pattern.search("")


def test_the_longer_of_two_tells_with_its_reason_and_question() -> None:
    text = "저는 맡은 일에 최선을 다했습니다."
    (remark,) = cliche.check(CheckContext(text))

    assert remark.quote == "맡은 일에 최선을"
    assert remark.reason
    assert remark.advice.endswith("?")


@pytest.mark.parametrize(
    "text",
    [
        "화목한 가정에서 자랐습니다.",
        "화목한가정에서 자랐습니다.",
        "소통의 중요성을 배웠습니다.",
        "스펀지처럼 배우겠습니다.",
        "위기를 기회로 바꾸었습니다.",
    ],
)
def test_phrases_with_and_without_spaces(text: str) -> None:
    assert len(told(cliche.check, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "소나무 껍질의 수분을 재었습니다.",
        "고객의 소중한 개인 정보를 지켰습니다.",
        "밤 10시에 점검했습니다.",
        "물 같은 점도였습니다.",
        "2남 씨와 함께 일했습니다.",
        "초심자용 안내문을 썼습니다.",
        "첫째, 자료를 모았습니다.",
        "도전 과제 세 개를 골랐습니다.",
        "고객 만족도를 4.1점에서 4.6점으로 올렸습니다.",
        "소통 창구를 하나로 합쳤습니다.",
        "전공 수업에서 유체역학을 배웠습니다.",
    ],
)
def test_facts_are_no_phrases(text: str) -> None:
    assert told(cliche.check, text) == []
