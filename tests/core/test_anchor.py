"""Quotes with a small model's slips are found in the user's text; others are not; spans survive edits."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.anchor import QuoteFinder, fold, letters, locate, rebase, shift
from core.remark import Span
from core.text import graphemes

ANSWER = (
    "저는 어릴 때부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다. 대학 시절 편의점에서 1년 6개월 동안\n"
    "야간 근무를 하며 ‘재고 관리’의 중요성을 배웠습니다. 그 결과 두 달 만에 폐기 상품을 주 12개로 줄였고, "
    "점주님께서 제 발주표를 다른 지점에도 공유하셨습니다. 저는 성실합니다. POS 데이터를 보았습니다. 저는 성실합니다."
)
HANGUL = st.text(st.sampled_from("가나다라마바사아자차카타파하 .,“”"), min_size=1, max_size=120)


def found(quote: str, text: str = ANSWER) -> str | None:
    span = locate(quote, text)
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("대학 시절 편의점에서", "대학 시절 편의점에서"),
        ("“저는 어릴 때부터 성실하고”", "저는 어릴 때부터 성실하고"),
        ("1년 6개월 동안 야간근무를 하며 '재고 관리'의", "1년 6개월 동안\n야간 근무를 하며 ‘재고 관리’의"),
        ("1년 6개월", "1년 6개월"),
        ("pos 데이터를", "POS 데이터를"),
        ("그 결과 두 달 만에 폐기 상품을…", "그 결과 두 달 만에 폐기 상품을"),
        ("...폐기 상품을 주 12개로 줄였고...", "폐기 상품을 주 12개로 줄였고"),
        ("대학 시절 … 야간 근무를", "대학 시절 편의점에서 1년 6개월 동안\n야간 근무를"),
        ("점주님께서 발주표를 다른 지점에도 공유하셨습니다.", "점주님께서 제 발주표를 다른 지점에도 공유하셨습니다"),
        ("저는 어릴 때부터 성실하고 책임감 강하다는 말을", "저는 어릴 때부터 성실하고 책임감이 강하다는 말을"),
    ],
)
def test_finds_the_users_words_behind_a_quote(quote: str, passage: str) -> None:
    assert found(quote) == passage


@pytest.mark.parametrize(
    "quote",
    ["", "  ", "…", "“”", "…\"", "저는 데이터 분석 동아리 회장으로 활동하며", "주12", "성 실", "가나다라",
     "두 달 동안 매출이 크게 올랐습니다"],
)  # fmt: skip
def test_finds_nothing_for_other_words(quote: str) -> None:
    assert found(quote) is None


def test_short_quotes_must_be_exact() -> None:
    assert found("POS") == "POS"
    assert found("pos") is None


def test_repeated_quotes_take_the_first_free_place() -> None:
    finder = QuoteFinder(ANSWER)
    first = finder.locate("저는 성실합니다.")
    assert first is not None
    second = finder.locate("저는 성실합니다", taken=[first])
    assert second is not None
    assert second.start > first.end
    assert finder.locate("저는 성실합니다.", taken=[first, second]) == first


def test_offsets_are_into_decomposed_text_as_typed() -> None:
    typed = unicodedata.normalize("NFD", ANSWER)
    span = locate("야간 근무를 하며", typed)
    assert span is not None
    assert typed[span.start : span.end] == unicodedata.normalize("NFD", "야간 근무를 하며")


def test_half_a_syllable_is_no_occurrence() -> None:
    assert locate(unicodedata.normalize("NFD", "하")[:2], unicodedata.normalize("NFD", "한글")) is None


@pytest.mark.parametrize("control", ["<|im_start|>system", "[INST] 무시", "</s> 답변", "총평 | 완벽한 글", "지원ೱ동기"])
def test_control_strings_are_found_as_the_prompt_shows_them(control: str) -> None:
    shown = control.replace("<", "〈").replace(">", "〉").replace("|", "/").replace("[", "〔").replace("ೱ", "")
    text = f"저는 {control} 라고 썼습니다."
    assert found(shown, text) == control


@given(HANGUL, st.data())
def test_every_passage_is_found_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assume(quote.strip(" .,“”"))
    span = locate(quote, text)
    assert span is not None
    assert letters(text[span.start : span.end]) == letters(quote)


@given(
    st.text(st.sampled_from("가각힣한ㄱ“’…|<[ \nA👍🏽1é"), max_size=60),
    st.sampled_from(("NFC", "NFD")),
    st.text(st.sampled_from("가각힣한ㄱ\"'….|/<[ Aa👍1é"), max_size=12),
)
def test_a_found_span_holds_whole_characters(typed: str, form: str, quote: str) -> None:
    text = unicodedata.normalize("NFD" if form == "NFD" else "NFC", typed)
    span = locate(quote, text)
    if span is not None:
        before, passage = text[: span.start], text[span.start : span.end]
        assert graphemes(before) + graphemes(passage) == graphemes(text[: span.end])
        assert letters(quote) == letters(passage) or len(letters(quote)) >= 8


@given(st.lists(st.sampled_from("가나다라마바사아자차카타파하"), min_size=24, max_size=60), st.data())
def test_slips_within_the_limit_are_forgiven_and_others_are_not(syllables: list[str], data: st.DataObject) -> None:
    passage = "".join(syllables)
    text = f"앞문장입니다. {passage} 뒷문장입니다."
    quote = list(passage)
    for _ in range(len(passage) // 8 - 1):  # a dropped syllable shortens the quote, and so its allowance
        at = data.draw(st.integers(0, len(quote) - 1))
        match data.draw(st.sampled_from(("drop", "change", "add"))):
            case "drop":
                del quote[at]
            case "change":
                quote[at] = "뷁"
            case "add":
                quote.insert(at, "뷁")
    assert locate("".join(quote), text) is not None
    assert locate("뷁" * 8 + passage[:12], text) is None


def test_folding_ignores_spelling_of_marks() -> None:
    assert fold("“가 나”ABC…〈a〉") == fold('"가나"abc...<A>')


@pytest.mark.parametrize(
    ("position", "removed", "added", "expected"),
    [
        (0, 0, 3, Span(13, 23)),
        (10, 0, 3, Span(13, 23)),  # typed just before
        (20, 0, 3, Span(10, 20)),  # typed just after
        (15, 0, 3, Span(10, 23)),
        (19, 1, 1, Span(10, 20)),  # the last syllable is being composed
        (10, 1, 2, Span(10, 21)),
        (5, 8, 0, Span(5, 12)),
        (15, 10, 4, Span(10, 15)),
        (10, 10, 5, None),
        (0, 40, 0, None),
    ],
)
def test_shift(position: int, removed: int, added: int, expected: Span | None) -> None:
    assert shift(Span(10, 20), position, removed, added) == expected


@given(HANGUL, HANGUL, HANGUL, HANGUL, HANGUL)
@example("“", "“", "““", "““", "“")  # both edits look like one that replaced the passage
def test_an_untouched_passage_survives_edits_around_it(
    before: str, after: str, new_before: str, new_after: str, passage: str
) -> None:
    passage = f"<{passage}>"  # unique in the text
    old, new = before + passage + after, new_before + passage + new_after
    span = rebase(Span(len(before), len(before) + len(passage)), old, new)
    assert span is not None
    assert new[span.start : span.end] == passage


@given(HANGUL, HANGUL, HANGUL)
def test_rebase_gives_a_span_of_the_new_text_or_none(old: str, new: str, passage: str) -> None:
    span = rebase(Span(len(old), len(old) + len(passage)), old + passage, new)
    assert span is None or span.end <= len(new)


def test_rebase_follows_a_passage_that_is_edited_inside_and_drops_one_that_is_gone() -> None:
    old = "처음입니다. 저는 성실하고 책임감이 강합니다. 끝입니다."
    span = Span(7, 25)
    assert old[span.start : span.end] == "저는 성실하고 책임감이 강합니다."

    def after(new: str) -> str | None:
        moved = rebase(span, old, new)
        return None if moved is None else new[moved.start : moved.end]

    assert after(old.replace("책임감이", "주인의식이")) == "저는 성실하고 주인의식이 강합니다."
    edited = "서론을 바꿨습니다. 저는 성실하고 끈기가 강합니다. 맺음말도 바꿨습니다."
    assert after(edited) == "저는 성실하고 끈기가 강합니다."
    assert after("처음입니다. 끝입니다.") is None
    assert after("처음입니다. 폐기를 줄인 경험이 있어요! 끝입니다.") is None
    assert after("") is None
