"""The catalogue of companies and its forms."""

from core.checks.company_names import mentions, plain, right_forms, unlisted_name


def test_a_name_without_its_legal_form() -> None:
    assert plain("㈜가람 유통") == plain("가람유통(주)") == plain("주식회사 가람유통") == "가람유통"


def test_forms_of_a_company_and_its_group() -> None:
    forms = right_forms("SK하이닉스")

    assert {"sk하이닉스", "에스케이하이닉스", "하이닉스"} <= forms
    assert "sk텔레콤" not in forms
    assert right_forms("") == frozenset()


def test_where_a_text_names_companies() -> None:
    text = "현대 자동차와 LG전자(주)에서, 그리고 기아의 공장에서"

    assert [text[one.span.start : one.span.end] for one in mentions(text)] == ["현대 자동차", "LG전자", "기아"]
    assert [one.ambiguous for one in mentions(text)] == [False, False, True]


def test_a_name_is_a_whole_word() -> None:
    assert mentions("대한항공우주학회와 하나은행나무와 미기아") == []
    assert [one.form for one in mentions("삼성\n전자")] == ["삼성"]


def test_marks_inside_a_name() -> None:
    assert [one.name for one in mentions("S-OIL과 K-water에, 현대. 자동차")] == [
        "S-OIL",
        "한국수자원공사",
        "현대차그룹",
    ]


def test_an_address_names_nobody() -> None:
    assert mentions("abc@naver.com과 www.naver.com에 적었습니다.") == []


def test_the_users_own_companies_are_known() -> None:
    (found,) = mentions("두레박에 지원합니다.", ["두레박"])

    assert (found.form, found.name, found.ambiguous) == ("두레박", "두레박", False)


def test_a_word_that_ends_like_a_company() -> None:
    match = unlisted_name().search("누리봄전자에 지원합니다.")

    assert match is not None
    assert (match["name"], match["stem"]) == ("누리봄전자", "누리봄")
