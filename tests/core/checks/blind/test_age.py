"""Ages, classes and years of graduation; customers' ages, counts and years of work are none."""

import pytest

from core.checks.blind.age import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1998년생입니다.", ("age", "1998년생")),
        ("97년생인 저는 배웠습니다.", ("age", "97년생")),
        ("올해 스물여섯 살입니다.", ("age", "스물여섯 살")),
        ("만 29세입니다.", ("age", "만 29세")),
        ("30대 초반에 다시 시작했습니다.", ("age", "30대 초반")),
        ("16학번입니다.", ("age.class", "16학번")),
        ("2023년 2월에 졸업했습니다.", ("age.graduation", "2023년 2월에 졸업")),
        ("저는 소띠라 부지런합니다.", ("age.hint", "소띠")),
        ("늦은 나이에 시작했습니다.", ("age.hint", "늦은 나이에")),
        ("3학년 때 배웠습니다.", ("age.grade", "3학년")),
    ],
)
def test_age_is_found(text: str, found: tuple[str, str]) -> None:
    assert signs(check, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "2021년 입사 이후 3년을 일했습니다.",
        "20대 고객을 분석했습니다.",
        "서버 30대를 설치했습니다.",
        "만 65세 이상에게 무료였습니다.",
        "7살 아이를 도왔습니다.",
        "스물다섯 명을 이끌었습니다.",
        "3년생 인삼을 비교했습니다.",
        "2024년 졸업 작품 전시회를 준비했습니다.",
        "활기를 띠는 시장이었습니다.",
        "초등학교 4학년 학생을 가르쳤습니다.",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert signs(check, text) == []
