"""The whole check: profiles, levels, overlaps, sentences, and texts that try to stop it."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks.blind import check
from core.checks.context import BlindProfile, CheckContext
from core.checks.registry import check as check_all
from core.checks.wording import rules
from core.remark import Level
from core.text import nfc

EVERYTHING = (
    "안녕하세요, 김하늘입니다. 부산에서 태어나 연세대학교를 졸업한 1998년생 장남입니다. 아버지는 경찰관이십니다. "
    "군 복무 뒤 3학년에 복학했습니다. 교회 청년부에서 일했습니다. 010-1234-5678로 연락 주세요."
)


def levels(profile: BlindProfile) -> dict[str, Level | None]:
    return {remark.rule: remark.level for remark in check(CheckContext(EVERYTHING, profile=profile))}


def test_off_says_nothing() -> None:
    assert levels(BlindProfile.OFF) == {}


def test_public_employers_want_none_of_it() -> None:
    assert levels(BlindProfile.PUBLIC) == {
        "blind.name": Level.VIOLATION,
        "blind.region": Level.VIOLATION,
        "blind.school": Level.VIOLATION,
        "blind.age": Level.VIOLATION,
        "blind.gender": Level.VIOLATION,
        "blind.family": Level.VIOLATION,
        "blind.military": Level.NOTE,
        "blind.age.grade": Level.NOTE,
        "blind.religion": Level.VIOLATION,
        "blind.contact": Level.VIOLATION,
    }


def test_private_employers_may_not_ask_for_some_of_it() -> None:
    assert levels(BlindProfile.PRIVATE) == {
        "blind.name": Level.NOTE,
        "blind.region": Level.VIOLATION,
        "blind.school": Level.NOTE,
        "blind.age": Level.CHECK,
        "blind.gender": Level.CHECK,
        "blind.family": Level.VIOLATION,
        "blind.religion": Level.CHECK,
        "blind.contact": Level.VIOLATION,
    }


def test_remarks_stand_in_order_and_quote_the_text() -> None:
    remarks = list(check(CheckContext(EVERYTHING, profile=BlindProfile.PUBLIC)))
    spans = [remark.span for remark in remarks if remark.span]

    assert len(spans) == len(remarks)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [EVERYTHING[span.start : span.end] for span in spans] == [remark.quote for remark in remarks]


def test_decomposed_text_gives_spans_of_what_was_typed() -> None:
    text = "가나다. 부산에서 태어나 연세대학교를 다녔습니다."
    typed = unicodedata.normalize("NFD", text)
    remarks = check_all(CheckContext(typed, profile=BlindProfile.PUBLIC))
    found = [remark for remark in remarks if remark.rule.startswith("blind.")]

    assert [nfc(remark.quote) for remark in found] == ["부산에서 태어나", "연세대학교"]


def test_one_class_speaks_once_about_a_passage() -> None:
    remarks = list(check(CheckContext("저는 서울 강남에서 자라 서울 토박이입니다.", profile=BlindProfile.PUBLIC)))
    spans = [remark.span for remark in remarks if remark.span]

    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_second_school_year_is_not_told() -> None:
    text = "2학년 때 배우고 3학년 때 썼습니다."

    assert [remark.quote for remark in check(CheckContext(text, profile=BlindProfile.PUBLIC))] == ["2학년"]


def test_nothing_promises_to_pass() -> None:
    for rule in rules().values():
        if rule.id.startswith("blind."):
            assert "통과" not in rule.reason + rule.advice
            assert rule.advice


@given(
    st.lists(st.sampled_from([*EVERYTHING.split(" "), " ", "\n", "대", "에서 ", "1998", "@", "아버지는 "]), max_size=40)
)
def test_any_text_gives_remarks_that_quote_it(pieces: list[str]) -> None:
    text = "".join(pieces)

    for remark in check(CheckContext(text, own_name="김하늘", profile=BlindProfile.PUBLIC)):
        assert remark.span is not None
        assert remark.quote == text[remark.span.start : remark.span.end]


@pytest.mark.parametrize(
    "piece",
    [
        "가",
        "대",
        " ",
        "\n",
        "1",
        "@",
        "a.",
        "아버지 ",
        "아버지가 ",
        "부산에서 ",
        "고향 ",
        "연세대학교",
        "저 ",
        "2020년 ",
        "-",
        "강남구 ",
    ],
)
def test_hostile_text_costs_little(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    began = time.process_time()

    list(check(CheckContext(text, own_name="김하늘", profile=BlindProfile.PUBLIC)))

    assert time.process_time() - began < 5
