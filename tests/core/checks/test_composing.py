"""Decomposed text is checked composed and told as it was typed."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.checks.composing import compose
from core.checks.context import CheckContext, EarlierAnswer
from core.checks.wording import finding
from core.remark import Span


def test_composed_text_stays_itself() -> None:
    context = CheckContext("저는 묻습니다.", earlier=(EarlierAnswer("1", "가람", "동기", "글"),))

    assert compose(context).context == context


def test_a_remark_finds_back_into_decomposed_text() -> None:
    text = unicodedata.normalize("NFD", "앞말 맡은 일")
    composed = compose(CheckContext(text, unicodedata.normalize("NFD", "문항")))
    at = composed.context.text.index("맡은")

    remark = composed.in_original(finding("profanity.mild", composed.context.text, Span(at, at + 2)))

    assert composed.context.question == "문항"
    assert remark.span is not None
    assert remark.quote == text[remark.span.start : remark.span.end] == unicodedata.normalize("NFD", "맡은")


@given(st.text("가각a\u0301\u1112\u1161\u11ab \n👨\u200d👩", max_size=30))
def test_every_place_of_the_composed_text_is_one_of_the_text(text: str) -> None:
    composed = compose(CheckContext(text))

    if composed.offsets is not None:
        assert len(composed.offsets) == len(composed.context.text) + 1
        assert list(composed.offsets) == sorted(composed.offsets)
        assert composed.offsets[-1] == len(text)
