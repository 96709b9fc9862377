"""Another company's name, left over or named for a reason."""

import pytest

from core.checks import company
from core.checks.context import CheckContext, EarlierAnswer
from core.remark import Level
from tests.core.checks.told import told


def level(text: str, name: str) -> Level | None:
    (remark,) = company.check(CheckContext(text, company=name))
    return remark.level


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("저는 현대자동차에 지원하게 되었습니다.", "현대자동차"),
        ("현대 자동차의 일원이 되겠습니다.", "현대 자동차"),
        ("에스케이하이닉스에 입사하겠습니다.", "에스케이하이닉스"),
        ("Samsung SDS에서 제 역량을 펼치겠습니다.", "Samsung SDS"),
        ("한수원과 함께 성장하겠습니다.", "한수원"),
        ("기아에 지원합니다.", "기아"),
    ],
)
def test_applying_to_another_company_is_a_violation(text: str, quote: str) -> None:
    assert told(company.check, text, company="가람유통") == [("company.other", quote)]
    assert level(text, "가람유통") is Level.VIOLATION


def test_an_ordinary_word_must_surely_be_meant() -> None:
    assert level("토스에 입사하겠습니다.", "가람유통") is Level.VIOLATION
    assert level("당근에서 함께 성장한 농가를 찾았습니다.", "가람유통") is Level.CHECK
    assert told(company.check, "생산 라인을 멈추고 당근을 옮겼습니다.", company="가람유통") == []


def test_a_company_worked_for_or_used_is_none() -> None:
    assert level("삼성전자에서 3개월 동안 인턴으로 일했습니다.", "가람유통") is Level.CHECK
    assert level("네이버 지도에 가게를 올렸습니다.", "가람유통") is Level.NOTE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("삼성의 일원이 되겠습니다.", "삼성전자"),
        ("삼전에 지원합니다.", "삼성전자(주)"),
        ("엘지화학에 입사하겠습니다.", "LG화학"),
        ("가람유통에 지원합니다.", "㈜가람유통"),
        ("한전에 지원합니다.", "한국전력공사"),
    ],
)
def test_every_form_of_the_right_company_is_right(text: str, name: str) -> None:
    assert told(company.check, text, company=name) == []


def test_a_sister_of_the_right_company_is_another() -> None:
    assert told(company.check, "삼성SDI에 지원합니다.", company="삼성전자") == [("company.other", "삼성SDI")]


def test_a_company_of_an_earlier_application() -> None:
    earlier = (EarlierAnswer("1", "두레박시스템즈", "동기", "글"),)
    text = "저는 두레박시스템즈의 일원이 되겠습니다."

    assert told(company.check, text, company="가람유통", earlier=earlier) == [("company.earlier", "두레박시스템즈")]


def test_a_name_in_no_catalogue_is_worth_a_look() -> None:
    text = "저는 누리봄전자에 지원하게 되었습니다."

    assert told(company.check, text, company="가람유통") == [("company.unknown", "누리봄전자")]
    assert told(company.check, text, company="누리봄전자") == []
    assert told(company.check, "국내 시중은행에 입사하고자 합니다.", company="가람유통") == []


def test_without_knowing_the_company_two_are_one_too_many() -> None:
    assert told(company.check, "현대자동차에 지원합니다.") == []
    assert told(company.check, "현대자동차에 지원합니다. 기아의 일원이 되겠습니다.") == [("company.two", "기아")]


def test_ordinary_words_are_no_companies() -> None:
    text = "설문 대상은 182명이고 다음 주에 현대 미술관에서 기아 문제를 다룹니다."

    assert told(company.check, text, company="가람유통") == []
