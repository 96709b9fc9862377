"""The first sentence."""

import pytest

from core.checks import lead
from tests.core.checks.told import told

REST = "목요일마다 반품이 몰렸습니다. 그래서 배차를 바꾸자고 했습니다. 반품이 절반으로 줄었습니다."
PROBLEM = "문제를 해결한 경험을 쓰시오."


@pytest.mark.parametrize(
    "first",
    [
        "4차 산업혁명 시대에 물류는 빠르게 변하고 있습니다.",
        "인생은 도전의 연속입니다.",
        "‘시작이 반이다’라는 말이 있습니다.",
        "물류는 기업의 혈관이라고 생각합니다.",
        "살다 보면 누구나 어려움을 만납니다.",
        "저는 화목한 가정에서 태어났습니다.",
        "어릴 때부터 저는 자동차를 좋아했습니다.",
    ],
)
def test_openings_for_any_answer(first: str) -> None:
    assert told(lead.check, f"{first} {REST}", question=PROBLEM) == [("lead.general", first)]
    assert told(lead.check, f"[반품을 줄이다]\n{first} {REST}", question=PROBLEM) == [("lead.general", first)]


def test_only_where_and_when() -> None:
    first = "저는 물류 창고에서 두 달 동안 아르바이트를 하였습니다."

    assert told(lead.check, f"{first} {REST}", question=PROBLEM) == [("lead.missing", first)]
    assert told(lead.check, f"{first} {REST}") == []
    assert told(lead.check, f"[반품을 줄이다]\n{first} {REST}", question=PROBLEM) == []


@pytest.mark.parametrize(
    "first",
    [
        "반품이 목요일에 몰리는 문제를 두 달 동안 살폈습니다.",
        "“왜 또 늦었어요?”",
        "반품을 12%에서 4%로 줄였습니다.",
        "복숭아 반품의 원인은 목요일이었습니다.",
        "저는 창고에서 일하며 반품을 줄인 경험이 있습니다.",
    ],
)
def test_an_answer_a_scene_and_a_figure(first: str) -> None:
    assert told(lead.check, f"{first} {REST}", question=PROBLEM) == []


def test_two_sentences_have_no_opening() -> None:
    assert told(lead.check, "인생은 도전입니다. 저는 합니다.", question=PROBLEM) == []
