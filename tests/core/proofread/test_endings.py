"""Endings that are built rather than listed."""

import pytest

from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("먼저 말할려고 했습니다.", "먼저 말하려고 했습니다."),
        ("그렇게 보여집니다.", "그렇게 보입니다."),
        ("결정되어졌습니다.", "결정되었습니다."),
        ("잊혀질 수 없는 말입니다.", "잊힐 수 없는 말입니다."),
        ("일을 묵묵이 했습니다.", "일을 묵묵히 했습니다."),
        ("기록을 낱낱히 남겼습니다.", "기록을 낱낱이 남겼습니다."),
        ("자리에 알맞는 사람입니다.", "자리에 알맞은 사람입니다."),
        ("힘들으면 쉬었습니다.", "힘들면 쉬었습니다."),
    ],
)
def test_what_is_wrong_is_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "빵을 만들려고 반죽을 밀었습니다.",
        "목표가 이루어졌습니다.",
        "만들어진 지 오래된 장비입니다.",
        "이것도 우연이 되었습니다.",
        "날이 밝는 동안 늦는 사람을 기다렸습니다.",
        "조심이 지나쳐 늦었습니다.",
        "집에 있는 사람과 맛있는 밥을 먹었습니다.",
        "말을 들으면 적고 길을 물으며 걸었습니다.",
        "짐을 실으려고 창고로 갔습니다.",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert corrected(right) == right
