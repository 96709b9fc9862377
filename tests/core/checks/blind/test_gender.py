"""Words that say the writer's sex; customers' and goods' are none."""

import pytest

from core.checks.blind.gender import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("여성으로서 현장에서 일했습니다.", "gender"),
        ("저는 장녀로 태어났습니다.", "gender"),
        ("여학우들이 적었습니다.", "gender"),
        ("남자 간호사로서 일했습니다.", "gender"),
        ("여성 리더십 캠프에 갔습니다.", "gender.hint"),
        ("여자친구와 공부했습니다.", "gender.hint"),
        ("여대를 다녔습니다.", "gender.hint"),
    ],
)
def test_sex_is_found(text: str, rule: str) -> None:
    assert [found for found, _ in signs(check, text)] == [rule]


@pytest.mark.parametrize(
    "text", ["20대 여성 고객을 분석했습니다.", "남성복 매장에서 일했습니다.", "여학생들을 대상으로 강의했습니다."]
)
def test_others_are_none(text: str) -> None:
    assert signs(check, text) == []
