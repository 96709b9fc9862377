"""Universities by name and short form; roads, hospitals and ordinary words are none."""

import pytest

from core.checks.blind import school
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("연세대학교에서 배웠습니다.", ("school", "연세대학교")),
        ("국립부경대학교를 졸업했습니다.", ("school", "국립부경대학교")),
        ("이화여대 학생회에서 일했습니다.", ("school", "이화여대")),
        ("서울 대학교에 다녔습니다.", ("school", "서울 대학교")),
        ("한빛대학교에서 경영학을 전공했습니다.", ("school", "한빛대학교")),  # in no list
        ("고려대생으로 살았습니다.", ("school", "고려대")),
        ("연대에 입학했습니다.", ("school", "연대")),
        ("고대 법학과를 나왔습니다.", ("school", "고대")),
        ("kaist에서 연구했습니다.", ("school", "kaist")),
        ("Korea University를 졸업했습니다.", ("school", "Korea University")),
        ("SKY 출신이 아닙니다.", ("school.rank", "SKY")),
        ("지방대 출신입니다.", ("school.rank", "지방대")),
        ("서울 소재 대학을 다녔습니다.", ("school.rank", "서울 소재 대학")),
        ("석사 과정에서 배웠습니다.", ("school.degree", "석사")),
        ("서울대학교 연구팀의 논문을 읽었습니다.", ("school.other", "서울대학교")),
    ],
)
def test_a_school_is_found(text: str, found: tuple[str, str]) -> None:
    assert signs(school.check, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "연대 의식을 느꼈습니다.",
        "우리 대학교와 해외대학교가 함께 했습니다.",
        "자매대학교와 교류하는 행사를 도왔습니다.",
        "고대 철학과 중세 철학을 비교했습니다.",
        "이대로 두지 않았습니다.",
        "연대에 다니는 장병을 만났습니다.",
        "교대 근무를 했습니다.",
        "중대한 결함이었습니다.",
        "서울대병원에서 일했습니다.",
        "서울대입구역 매장에서 일했습니다.",
        "세종대로 집회에 있었습니다.",
        "인천대교를 조사했습니다.",
        "MIT 라이선스로 공개했습니다.",
        "the gist of it를 적었습니다.",
        "대학원생 멘토에게 배웠습니다.",
        "대학에서 통계학을 전공했습니다.",
    ],
)
def test_an_ordinary_word_is_none(text: str) -> None:
    assert signs(school.check, text) == []


def test_the_institution_applied_to_may_be_named() -> None:
    company = "부산대학교병원"

    assert signs(school.check, "부산대학교에서 일하고 싶습니다.", company=company) == []
    assert signs(school.check, "부산대학교를 졸업했습니다.", company=company) == [("school", "부산대학교")]


def test_every_stem_has_its_short_form() -> None:
    names = school.full_names()

    assert {"숙명여자대학교", "숙명여대", "한국외대", "서울과기대", "금오공대", "서울교대", "포항공과대"} <= names
