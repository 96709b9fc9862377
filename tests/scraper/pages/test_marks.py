"""Passages, labels and remarks: what belongs to what, and what must not stay in the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.corpus import Flagged, QualityFlag
from core.remark import Polarity, Span
from scraper.pages.marks import label_in_front, read_answer
from scraper.pages.text import read_html
from tests.scraper.pages.by_hand import read

GOOD_1 = '<p><span class="good">좋은점 1</span> 잘했습니다.</p>'
GOOD_2 = '<p><span class="good">좋은점 2</span> 더 잘했습니다.</p>'
BAD_1 = '<p><span class="bad">아쉬운점 1</span> 아쉽습니다.</p>'


def mark(text: str, label: str = "", *, kind: str = "good", tag: str = "span") -> str:
    sup = f'<span class="sup">{label}</span>' if label else ""
    return f'<{tag} class="{kind}">{text}{sup}</{tag}>'


def said(answer: str, advice: str) -> tuple[str, list[tuple[str, str]], list[tuple[QualityFlag, str]]]:
    """The text, (quote, reason) of each remark, and the flags but that of the counter."""
    found, flags = read(answer, advice)
    shown: list[tuple[QualityFlag, str]] = [
        (flag.flag, flag.detail) for flag in flags if flag.flag is not QualityFlag.COUNTER_MISSING
    ]
    return found.text, [(remark.quote, remark.reason) for remark in found.remarks], shown


def test_a_label_leaves_and_its_passage_stays() -> None:
    answer, _ = read(f"앞. {mark('가운데.', '좋은점 1')}뒤. {mark('끝.', '아쉬운점 1', kind='bad')}", GOOD_1 + BAD_1)

    assert answer.text == "앞. 가운데.뒤. 끝."
    assert [(one.polarity, one.span) for one in answer.remarks] == [
        (Polarity.GOOD, Span(3, 7)),
        (Polarity.IMPROVE, Span(10, 12)),
    ]


@pytest.mark.parametrize("tag", ["span", "em", "strong", "u", "b", "font", "mark"])
def test_any_element_may_be_a_mark(tag: str) -> None:
    assert said(mark("문장.", "좋은점 1", tag=tag), GOOD_1) == ("문장.", [("문장.", "잘했습니다.")], [])


@pytest.mark.parametrize(
    "written", ["\r", "\n", "\r\n", "<br>", "<br/>", "\r<br>", "\n<br />", "\r\n<br>", "&#13;<br>"]
)
def test_a_line_break_is_one_however_it_is_written(written: str) -> None:
    assert said(f"가{written}나{written}{written}다", "")[0] == "가\n나\n\n다"


@pytest.mark.parametrize("written", ["\r", "<br>", "\r<br>"])
def test_a_passage_may_go_over_lines(written: str) -> None:
    text, remarks, _ = said(f"앞{written}{mark(f'하나{written}둘', '좋은점 1')}{written}뒤", GOOD_1)

    assert text == "앞\n하나\n둘\n뒤"
    assert remarks == [("하나\n둘", "잘했습니다.")]


def test_a_break_that_ends_a_passage_is_not_counted_twice() -> None:
    text, remarks, _ = said(mark("하나\r", "좋은점 1") + "<br>둘", GOOD_1)

    assert text == "하나\n둘"
    assert remarks == [("하나", "잘했습니다.")]


def test_other_inline_elements_are_read_through() -> None:
    assert said(mark("하<b>나 <i>둘</i></b> 셋", "좋은점 1"), GOOD_1)[:2] == (
        "하나 둘 셋",
        [("하나 둘 셋", "잘했습니다.")],
    )


def test_paragraphs_in_an_answer_are_lines() -> None:
    assert said("<p>하나</p><p>둘</p>셋", "")[0] == "하나\n둘\n셋"


def test_space_at_the_ends_is_trimmed_and_offsets_follow() -> None:
    answer, _ = read(f"\r\n   {mark(' 문장. ', '좋은점 1')}\n        ", GOOD_1)

    assert answer.text == "문장."
    assert answer.remarks[0].span == Span(0, 3)


def test_offsets_are_of_the_composed_text() -> None:
    decomposed = "\u1112\u1161\u11ab"

    answer, _ = read(f"{decomposed}글 {mark(decomposed + '글', '좋은점 1')}", GOOD_1)

    assert answer.text == "한글 한글"
    assert answer.remarks[0].span == Span(3, 5)


def test_a_passage_within_another_keeps_its_own_label() -> None:
    inner = mark("안쪽", "아쉬운점 1", kind="bad")

    assert said(mark(f"바깥 {inner} 끝", "좋은점 1"), GOOD_1 + BAD_1) == (
        "바깥 안쪽 끝",
        [("바깥 안쪽 끝", "잘했습니다."), ("안쪽", "아쉽습니다.")],
        [],
    )


def test_two_labels_on_a_passage_are_two_remarks_on_it() -> None:
    answer = '<span class="good">문장.<span class="sup">좋은점 1</span><span class="sup">좋은점 2</span></span>'

    assert said(answer, GOOD_1 + GOOD_2)[1] == [("문장.", "잘했습니다."), ("문장.", "더 잘했습니다.")]


def test_a_label_right_behind_a_passage_is_its_own() -> None:
    answer = f'{mark("문장.")}<span class="sup">좋은점 1</span> 다음.'

    assert said(answer, GOOD_1) == ("문장. 다음.", [("문장.", "잘했습니다.")], [])


def test_a_label_written_as_text_does_not_stay_either() -> None:
    assert said(f"{mark('문장.좋은점 1')} 다음.", GOOD_1) == ("문장. 다음.", [("문장.", "잘했습니다.")], [])


def test_a_passage_in_pieces_is_one() -> None:
    assert said(f"{mark('하나')}<br>{mark('둘', '좋은점 1')}", GOOD_1) == (
        "하나\n둘",
        [("하나\n둘", "잘했습니다.")],
        [],
    )


def test_remarks_find_their_passages_by_number_when_labels_are_swapped() -> None:
    answer = f"{mark('하나', '좋은점 2')} {mark('둘', '좋은점 1')}"

    assert said(answer, GOOD_1 + GOOD_2)[1:] == (
        [("둘", "잘했습니다."), ("하나", "더 잘했습니다.")],
        [(QualityFlag.LABELS_OUT_OF_ORDER, "1")],
    )


def test_a_number_given_twice_is_told_by_order() -> None:
    answer = f"{mark('하나', '좋은점 1')} {mark('둘', '좋은점 1')}"

    assert said(answer, GOOD_1 + GOOD_2)[1:] == (
        [("하나", "잘했습니다."), ("둘", "더 잘했습니다.")],
        [(QualityFlag.LABELS_OUT_OF_ORDER, "1")],
    )


def test_a_passage_without_label_goes_to_the_remark_that_is_left() -> None:
    assert said(f"{mark('하나', '좋은점 1')} 사이 {mark('둘')} 끝", GOOD_1 + GOOD_2)[1:] == (
        [("하나", "잘했습니다."), ("둘", "더 잘했습니다.")],
        [(QualityFlag.LABELS_OUT_OF_ORDER, "1")],
    )


def test_a_remark_without_passage_is_kept_and_flagged() -> None:
    found, flags = read("표시가 없는 답변.", BAD_1)

    assert [(one.span, one.quote, one.reason) for one in found.remarks] == [(None, "", "아쉽습니다.")]
    assert Flagged(QualityFlag.REMARK_WITHOUT_MARK, 1, "1") in flags


def test_a_label_without_passage_leaves_the_answer_and_is_flagged() -> None:
    assert said('문장. <span class="sup">아쉬운점 1</span>다음.', BAD_1) == (
        "문장. 다음.",
        [("", "아쉽습니다.")],
        [(QualityFlag.REMARK_WITHOUT_MARK, "1")],
    )


def test_a_passage_of_another_number_is_not_guessed_at() -> None:
    assert said(mark("하나", "좋은점 3"), GOOD_1)[1:] == (
        [("", "잘했습니다.")],
        [(QualityFlag.REMARK_WITHOUT_MARK, "1"), (QualityFlag.MARK_WITHOUT_REMARK, "1")],
    )


def test_a_passage_without_remark_is_flagged() -> None:
    assert said(f"{mark('하나', '좋은점 1')} {mark('둘', '좋은점 2')}", GOOD_1)[1:] == (
        [("하나", "잘했습니다.")],
        [(QualityFlag.MARK_WITHOUT_REMARK, "1")],
    )


def test_remarks_that_skip_a_number_are_flagged() -> None:
    assert said(mark("하나", "좋은점 2"), GOOD_2)[1:] == (
        [("하나", "더 잘했습니다.")],
        [(QualityFlag.LABELS_OUT_OF_ORDER, "1")],
    )


def test_a_remark_of_several_paragraphs_is_one() -> None:
    assert said(mark("하나", "좋은점 1"), f"{GOOD_1}<p>이어지는 말.</p><p> </p>")[1] == [
        ("하나", "잘했습니다.\n이어지는 말.")
    ]


def test_a_remark_may_say_its_kind_by_class_alone() -> None:
    advice = '<p class="good">잘했습니다.</p><p><span class="bad"></span>아쉽습니다.</p>'
    answer = f"{mark('하나', '좋은점 1')} {mark('둘', '아쉬운점 1', kind='bad')}"

    assert said(answer, advice)[1:] == ([("하나", "잘했습니다."), ("둘", "아쉽습니다.")], [])


def test_the_label_is_believed_when_class_and_label_disagree() -> None:
    assert said(mark("하나", "아쉬운점 1", kind="good"), BAD_1)[1:] == ([("하나", "아쉽습니다.")], [])


@pytest.mark.parametrize(
    "text", ["좋은점 1 말.", "좋은점1. 말.", " 좋은 점 1: 말.", "좋은점 1) 말.", "좋은점\xa01 말."]
)
def test_labels_are_known_in_their_spellings(text: str) -> None:
    label, rest = label_in_front(text)

    assert label is not None
    assert (label.polarity, label.number, rest) == (Polarity.GOOD, 1, "말.")


def test_a_sentence_about_good_points_is_no_label() -> None:
    assert label_in_front("좋은 점이 많습니다. 좋은점 1") == (None, "좋은 점이 많습니다. 좋은점 1")


@given(st.lists(st.tuples(st.text("가 나\n\r.\u1112\u1161", max_size=8), st.sampled_from(["", "good", "bad"]))))
def test_spans_always_lie_within_the_text(parts: list[tuple[str, str]]) -> None:
    inner = "".join(mark(text, kind=kind) if kind else text for text, kind in parts)
    node = read_html(f"<div>{inner}</div>", "detail").css_first("div")
    assert node is not None

    marked = read_answer(node)

    assert marked.text == marked.text.strip()
    for one in marked.marks:
        assert one.span is None or marked.text[one.span.start : one.span.end].strip()
        assert one.span is None or one.span.end <= len(marked.text)
