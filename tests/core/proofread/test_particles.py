"""Particles by the consonant before them."""

import pytest

from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("업무을 익혔습니다.", "업무를 익혔습니다."),
        ("방법를 찾았습니다.", "방법을 찾았습니다."),
        ("동료과 함께했습니다.", "동료와 함께했습니다."),
        ("현장와 사무실을 오갔습니다.", "현장과 사무실을 오갔습니다."),
        ("지하철으로 출근했습니다.", "지하철로 출근했습니다."),
        ("방식로 바꾸었습니다.", "방식으로 바꾸었습니다."),
        ("결과이 좋았습니다.", "결과가 좋았습니다."),
        ("목표달성률과 폐기률을 보았습니다.", "목표달성률과 폐기율을 보았습니다."),
    ],
)
def test_what_is_wrong_is_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "서울로 올라와 물로 씻었습니다.",
        "자재과 과장님과 원무과의 직원을 만났습니다.",
        "원무과 창구에서 총무과 경험을 살렸습니다.",
        "이것이 저의 일이고 제 꿈은 그다음입니다.",
        "회의 시간과 회의록을 정했습니다.",
        "효과와 결과를 나누어 적었습니다.",
        "Excel을 쓰고 3D로 그리며 A와 B를 견주었습니다.",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert corrected(right) == right
