"""Success without a figure."""

import pytest

from core.checks import figures
from tests.core.checks.told import told

BEFORE = "저는 창고의 순서를 바꾸자고 했습니다."


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("그 결과 매출이 크게 올랐습니다.", "매출이 크게 올랐"),
        ("불량률을 낮출 수 있었습니다.", "불량률을 낮출 수 있었"),
        ("발표는 좋은 평가를 받았습니다.", "좋은 평가를 받았"),
        ("행사를 성공적으로 마쳤습니다.", "성공적으로 마쳤"),
        ("업무 효율이 대폭 향상되었습니다.", "효율이 대폭 향상되었"),
    ],
)
def test_a_claim_without_a_figure(text: str, quote: str) -> None:
    assert told(figures.check, f"{BEFORE} {text}") == [("figures.missing", quote)]


@pytest.mark.parametrize(
    "text",
    [
        "그 결과 매출이 12% 올랐습니다.",
        "매출이 크게 올랐습니다. 한 달에 300만 원이었습니다.",
        "손님 세 명이 다시 왔고 만족도가 높아졌습니다.",
        "좋은 결과를 얻어 장려상을 받았습니다.",
        "매출을 올리겠습니다.",
        "매출 향상에 기여하겠습니다.",
        "“매출이 크게 올랐다”는 말을 들었습니다.",
        "시간이 절반으로 줄었습니다.",
    ],
)
def test_a_figure_a_prize_and_a_plan(text: str) -> None:
    assert told(figures.check, f"{BEFORE} {text}") == []


def test_twice_is_enough() -> None:
    text = " ".join(["그 결과 매출이 크게 올랐습니다."] * 4)

    assert len(told(figures.check, text)) == 2
