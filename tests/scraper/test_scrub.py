"""What could lead to a person is masked, nothing else is, and no offset moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.counting import CountProfile, CountRule, count
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from scraper.scrub import masked, personal, scrub, scrub_html

PERSONAL = [
    ("010-1234-5678로 연락 주세요", "phone"),
    ("전화는 01012345678입니다", "phone"),
    ("02) 345-6789", "phone"),
    ("+82-10-1234-5678", "phone"),
    ("메일은 hong.gd+1@mail.example.co.kr입니다", "email"),
    ("안녕하세요. 저는 김민수라고 합니다.", "name"),
    ("제 이름은 박서연입니다.", "name"),
    ("영업관리에 지원한 이도현입니다.", "name"),
    ("성명: 최은우", "name"),
    ("지도를 맡으신 정하늘 교수님께 여쭈었습니다.", "name"),
    ("옆 조의 강태오 씨가 도왔습니다.", "name"),
]
ORDINARY = [
    "저는 신입생입니다.",
    "이 분야의 전문가라고 합니다.",
    "지도 교수님과 실험실 선배님",
    "구매팀 과장님, 정비반 선생님",
    "제 이름은 아무도 몰랐습니다.",
    "불량률을 0.1234567에서 2.5로",
    "2024.01.02-2024.12.31 매출 3,000,000원",
    "장비 번호 0101-2345-67890-1",
    "OO대학교에서 *** 과제를 했습니다.",
    "지원자 모두의 의견을 모았습니다.",
]


def essay(text: str, *remarks: Remark, overall: str = "") -> CollectedEssay:
    answer = CollectedAnswer("문항", text, QuestionType.OTHER, remarks)
    return CollectedEssay("jobkorea:1", Origin.JOBKOREA, "가나다전자", (answer,), overall=overall)


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_personal_data_are_masked_and_counted(text: str, kind: str) -> None:
    result, counts = masked(text)

    assert counts == {kind: 1}
    assert result != text
    assert masked(result) == (result, {})


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert masked(text) == (text, {})


@pytest.mark.parametrize(("text", "_kind"), PERSONAL)
def test_a_mask_weighs_what_it_hides(text: str, _kind: str) -> None:
    result, _ = masked(text)

    assert len(result) == len(text)
    for rule in (CountRule.CHARS, CountRule.TWO_BYTE):
        assert count(result, CountProfile(rule)) == count(text, CountProfile(rule))


def test_a_marked_span_still_points_at_its_words() -> None:
    text = "저는 김민수라고 합니다. 매출을 두 배로 올렸습니다."
    start = text.index("매출")
    about = Remark(Source.EXPERT, Polarity.GOOD, Span(start, len(text)), text[start:], "김민수 씨의 기여가 보입니다.")
    named = Remark(Source.EXPERT, Polarity.IMPROVE, Span(0, 13), text[:13], "이름은 빼세요.")

    clean = scrub(essay(text, about, named, overall="연락은 010-1234-5678로"))

    good, bad = clean.answers[0].remarks
    assert good.quote == "매출을 두 배로 올렸습니다."
    assert "김민수" not in good.reason
    assert bad.quote == "저는 ○○○라고 합니다."
    assert "1234" not in clean.overall
    assert clean.scrubbed == {"name": 2, "phone": 1}
    assert scrub(clean) == clean


def test_a_raw_page_is_masked_even_where_tags_part_a_name() -> None:
    found = personal(essay("저는 김민수라고 합니다. 010-1234-5678"))
    html = '<p class="tx">저는 김<b>민수</b>라고 합니다. 010-<i>1234</i>-5678</p><a href="/View/900001">'

    clean = scrub_html(html, found)

    assert clean == '<p class="tx">저는 ○<b>○○</b>라고 합니다. ***-<i>****</i>-****</p><a href="/View/900001">'


@given(st.text(alphabet="김민수저는라고 합니다010-2345@a.co<>b \r\n"))
def test_no_text_changes_its_length(text: str) -> None:
    result, _ = masked(text)

    assert len(result) == len(text)
