"""What the site printed into an answer goes, and every anchor still points at the words it pointed at."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.remark import Span
from training.cleaning import clean, composed

GOOD = "폐기 상품을 주 12개로 줄였습니다."
WEAK = "최선을 다하겠습니다."


def spans_of(text: str, *wanted: str) -> list[Span | None]:
    return [Span(text.index(one), text.index(one) + len(one)) for one in wanted]


def test_labels_and_the_counter_go() -> None:
    text = f"시작입니다. {GOOD}좋은점 1 그리고 {WEAK}아쉬운점 12\r\n끝입니다.\n글자수 1,054자1,750Byte\n"

    cleaned, spans = clean(text, spans_of(text, GOOD, WEAK))

    assert cleaned == f"시작입니다. {GOOD} 그리고 {WEAK}\n끝입니다."
    assert [cleaned[one.start : one.end] for one in spans if one] == [GOOD, WEAK]


def test_a_span_that_holds_its_label_ends_before_it() -> None:
    text = f"  {GOOD}좋은점 1 {WEAK}"

    cleaned, spans = clean(text, [*spans_of(text, f"{GOOD}좋은점 1"), *spans_of(text, "좋은점 1")])

    assert spans == [Span(0, len(GOOD)), None]
    assert cleaned == f"{GOOD} {WEAK}"


@pytest.mark.parametrize("text", ["제 좋은 점 1가지는 끈기입니다.", "아쉬운점이 있었습니다.", "좋은점 1234개"])
def test_what_people_write_stays(text: str) -> None:
    assert clean(text, []) == (text, [])


def test_decomposed_text_is_composed_and_cleaned() -> None:
    text = unicodedata.normalize("NFD", f"가나다. {GOOD}좋은점 1 라마바.")

    cleaned, spans = clean(text, spans_of(text, unicodedata.normalize("NFD", GOOD)))

    assert cleaned == f"가나다. {GOOD} 라마바."
    assert [cleaned[one.start : one.end] for one in spans if one] == [GOOD]


@given(
    st.lists(st.sampled_from(["가", "나다", " ", "\n", "\r\n", "좋은점 1", "아쉬운점 2", "x"]), max_size=12), st.data()
)
def test_an_anchor_on_any_piece_keeps_its_words(pieces: list[str], data: st.DataObject) -> None:
    mark = "〔표시〕"
    at = data.draw(st.integers(0, len(pieces)))
    text = "".join([*pieces[:at], mark, *pieces[at:]])

    cleaned, spans = clean(text, spans_of(text, mark))

    assert [cleaned[one.start : one.end] for one in spans if one] == [mark]
    assert cleaned == cleaned.strip()


def test_other_texts_are_composed() -> None:
    assert composed(unicodedata.normalize("NFD", " 지원 동기\r\n(700자) ")) == "지원 동기\n(700자)"
