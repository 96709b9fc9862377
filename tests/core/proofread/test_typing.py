"""ㅅ for ㅆ, and what Kiwi reads with a letter changed."""

import pytest

from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("일을 마쳣습니다.", "일을 마쳤습니다."),
        ("경험을 쌓앗고 배웠습니다.", "경험을 쌓았고 배웠습니다."),
        ("이끌엇던 팀입니다.", "이끌었던 팀입니다."),
        ("열심히 공부햇을 때입니다.", "열심히 공부했을 때입니다."),
    ],
)
def test_what_is_wrong_is_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "그것을 보고 무엇을 할지 정했습니다.",
        "남의 탓을 하지 않고 뜻을 모았습니다.",
        "잘못을 고치고 옷을 갈아입었습니다.",
        "물건을 잇고 또 이었습니다.",
        "3단 랙의 맨 위 칸에 씰을 두었습니다.",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert corrected(right) == right
