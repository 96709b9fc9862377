"""A home is found; places of work, markets and other people's homes are not."""

import pytest

from core.checks.blind.region import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("부산에서 태어나 자랐습니다.", ("region", "부산에서 태어나")),
        ("대구 출신입니다.", ("region", "대구 출신")),
        ("고향인 목포를 떠났습니다.", ("region", "고향인 목포")),
        ("광주가 고향입니다.", ("region", "광주가 고향")),
        ("구리 출신으로 열심히 했습니다.", ("region", "구리 출신")),
        ("제주 사람이라 바다를 압니다.", ("region", "제주 사람")),
        ("경상도 사투리를 고쳤습니다.", ("region.hint", "경상도 사투리")),
        ("순천에서 2남 1녀 중 막내로 태어났습니다.", ("region", "순천에서 2남 1녀 중 막내로 태어났")),
        ("대구에 살았고 지금은 떠났습니다.", ("region", "대구에 살았고")),
        ("섬마을에서 자랐습니다.", ("region.hint", "섬마을에서 자랐")),
    ],
)
def test_a_home_is_found(text: str, found: tuple[str, str]) -> None:
    assert found in signs(check, text)


@pytest.mark.parametrize(
    "text",
    [
        "부산 공장에서 일했습니다.",
        "구리 배선을 시험했습니다.",
        "부품 이천 개를 골랐습니다.",
        "전주 대비 12% 늘었습니다.",
        "신한은행 강남지점에서 일했습니다.",
        "베트남 출신 동료와 일했습니다.",
        "제주에서 자란 감귤로 만들었습니다.",
        "목포에서 어린 시절을 보낸 작가의 전시였습니다.",
        "인천에 거주하는 외국인을 도왔습니다.",
        "현장에서 태어난 아이디어였습니다.",
        "서울 사람들의 출근을 분석했습니다.",
    ],
)
def test_other_places_are_none(text: str) -> None:
    assert signs(check, text) == []
