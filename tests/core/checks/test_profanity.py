"""Swearing, and what only looks like it."""

import pytest

from core.checks import profanity
from tests.core.checks.told import told


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("그때 씨발 소리를 들었습니다.", "씨발"),
        ("시1발이라고 적혔습니다.", "시1발"),
        ("ㅅㅂ 힘들었습니다.", "ㅅㅂ"),
        ("fuck이라는 낙서입니다.", "fuck"),
        ("개새끼라고 했습니다.", "개새끼라"),
        ("손님이 “꺼져!” 하고 나갔습니다.", "꺼져"),
    ],
)
def test_swearing(text: str, quote: str) -> None:
    assert told(profanity.check, text) == [("profanity.strong", quote)]


def test_rough_words_may_be_meant() -> None:
    assert [rule for rule, _ in told(profanity.check, "그는 멍청한 방법이라고 했습니다.")] == ["profanity.mild"]


@pytest.mark.parametrize(
    "text",
    [
        "시발점이 되었습니다.",
        "필요 시 발주합니다.",
        "다시 발표했습니다.",
        "병신년에 지었습니다.",
        "새끼손가락을 다쳤습니다.",
        "문제가 닥쳐도 기록합니다.",
        "개발자입니다.",
        "경보음이 꺼져 있었습니다.",
        "전등이 꺼져, 손전등을 켰습니다.",
        "기계가 꺼져버렸습니다.",
        "지랄드 교수",
        "새끼 돼지를 길렀습니다.",
    ],
)
def test_ordinary_words(text: str) -> None:
    assert told(profanity.check, text) == []
