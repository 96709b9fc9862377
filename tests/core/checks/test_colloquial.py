"""Spoken language in a written answer."""

import pytest

from core.checks import colloquial
from tests.core.checks.told import told


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("다시 만들어 봤어요.", "ending"),
        ("좋은 결과였죠.", "ending"),
        ("제가 할게요", "ending"),
        ("좋았습니다 ㅎㅎ", "mark"),
        ("합격했습니다!!!", "mark"),
        ("슬펐습니다ㅠㅠ", "mark"),
        ("엄청 노력했습니다.", "word"),
        ("알바를 했습니다.", "word"),
        ("근데 늦었습니다.", "word"),
    ],
)
def test_spoken_language(text: str, rule: str) -> None:
    assert {each for each, _ in told(colloquial.check, text)} == {f"colloquial.{rule}"}


@pytest.mark.parametrize(
    "text",
    [
        "세 사람이 필요합니다. 무엇이 중요할까요? 저는 순서를 봅니다.",
        "그는 “진짜 좋아요!!”라고 했습니다.",
        "무지 양말을 팔았습니다.",
        "열일곱 개입니다.",
        "2개는 진짜 버그였습니다.",
        "소요 시간이 중요.",
    ],
)
def test_written_language(text: str) -> None:
    assert told(colloquial.check, text) == []
