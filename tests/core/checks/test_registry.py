"""All checks together: order, determinism, decomposed text, hostile text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
from core.checks.registry import CHECKS, check
from core.checks.wording import rules
from core.counting import Limit
from core.remark import Level, Source

TEXT = (
    "4차 산업혁명 시대에 물류는 중요합니다. 저는 현대자동차에 지원하게 되었습니다. 저는 서울대학교에서 배웠습니다. "
    "또한 [회사명]의 일원이 되어 맡은 일에 최선을 다하겠습니다. 팀원들과 함께 재고를 재고를 세었고,"
)
CONTEXT = CheckContext(
    TEXT,
    "지원 동기를 쓰시오.",
    Limit(100),
    "가람유통",
    "물류",
    "김가람",
    BlindProfile.PUBLIC,
    (EarlierAnswer("1", "두레박", "동기", "팀원들과 함께 재고를 세었습니다."),),
)


def test_remarks_in_the_order_of_the_text() -> None:
    found = check(CONTEXT)
    starts = [remark.span.start for remark in found if remark.span]

    assert starts == sorted(starts)
    assert {remark.rule.split(".")[0] for remark in found} >= {
        "lead",
        "company",
        "blind",
        "meaningless",
        "cliche",
        "repetition",
        "unfinished",
        "length",
    }
    for remark in found:
        assert remark.source is Source.RULE
        assert remark.level is not None
        assert remark.span is None or remark.quote == TEXT[remark.span.start : remark.span.end]


def test_the_same_remarks_each_time() -> None:
    assert check(CONTEXT) == check(CONTEXT)


def test_what_is_about_the_whole_answer_comes_first() -> None:
    found = check(CheckContext("저는 상자를 옮겼습니다. 그리고", limit=Limit(500)))

    assert [remark.rule for remark in found] == ["length.short", "unfinished.end"]


def test_of_two_on_one_passage_the_better_one() -> None:
    found = check(CheckContext("저는 상자를 옮겼습니다 ㅋㅋㅋㅋㅋ 그리고 순서를 적었습니다."))

    assert [remark.rule for remark in found] == ["meaningless.text"]


def test_decomposed_text_is_told_where_it_stands() -> None:
    decomposed = unicodedata.normalize("NFD", TEXT)
    found = check(CheckContext(decomposed, CONTEXT.question, CONTEXT.limit, CONTEXT.company, profile=CONTEXT.profile))

    assert [remark.rule for remark in found] == [
        remark.rule
        for remark in check(
            CheckContext(TEXT, CONTEXT.question, CONTEXT.limit, CONTEXT.company, profile=CONTEXT.profile)
        )
    ]
    for remark in found:
        assert remark.span is None or remark.quote == decomposed[remark.span.start : remark.span.end]


def test_no_blind_check_when_it_is_off() -> None:
    found = check(CheckContext("저는 서울대학교를 졸업했습니다.", profile=BlindProfile.OFF))

    assert not [remark for remark in found if remark.rule.startswith("blind.")]


def test_no_answer_gets_only_that_word() -> None:
    assert [(remark.rule, remark.level) for remark in check(CheckContext(""))] == [("blank", Level.VIOLATION)]


_PIECES = (
    "저는 ",
    "했습니다. ",
    "\n",
    "\n\n",
    "“",
    "”",
    "…",
    "[회사명]",
    "ㅋㅋ",
    "12% ",
    "현대자동차에 지원",
    "씨발",
    "○○",
    "👨‍👩‍👧",
    "\u1112\u1161\u11ab",
    "e\u0301",
    "최선을 다",
    "\r\n",
    "\u200b",
    "\ud800",
)


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=6), max_size=25).map("".join))
def test_any_text_is_checked(text: str) -> None:
    for remark in check(CheckContext(text, text[:40], Limit(20), "기아", profile=BlindProfile.PUBLIC)):
        assert remark.rule in rules()
        assert remark.span is None or text[remark.span.start : remark.span.end] == remark.quote


_HOSTILE = (
    "가",
    "a",
    " ",
    "\n",
    ".",
    "ㅋ",
    "(",
    "[",
    "“",
    "‘가",
    "가 ",
    "나는 ",
    "1",
    "_",
    "[ ",
    "○",
    "a@",
    "삼성",
    "그리고 하고 ",
    "하여, ",
    '"',
    "라는 말이 ",
    "[작성",
    "대학교",
    "매출이 ",
    "e\u0301",
    "\u1112\u1161\u11ab",
    "저는 했습니다. ",
)


@pytest.mark.parametrize("piece", _HOSTILE)
def test_ten_thousand_characters_alike_take_no_age(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    earlier = (EarlierAnswer("1", "현대자동차", "동기", text),)
    context = CheckContext(text, text[:2_000], Limit(700), "삼성전자", profile=BlindProfile.PUBLIC, earlier=earlier)
    start = time.process_time()

    for one in CHECKS:
        list(one(context))

    assert time.process_time() - start < 3  # it takes 0.1 to 0.5 s; what backtracks takes minutes
