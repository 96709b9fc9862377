"""Replies as they should be, as small models write them, and cut anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.critique.parse import RawRemark, ReplyParser, parse
from core.remark import Polarity

GOOD, IMPROVE = Polarity.GOOD, Polarity.IMPROVE
REPLY = """아쉬운 점 | "저는 성실합니다." | 근거가 없습니다. | 겪은 일을 쓰세요.
좋은 점 | "폐기를 12개로 줄였고" | 결과가 숫자로 보입니다. | 과정도 한 문장 쓰세요.
총평 | 결과는 분명합니다. 동기가 약합니다."""
EXPECTED = (
    RawRemark(IMPROVE, "저는 성실합니다.", "근거가 없습니다.", "겪은 일을 쓰세요."),
    RawRemark(GOOD, "폐기를 12개로 줄였고", "결과가 숫자로 보입니다.", "과정도 한 문장 쓰세요."),
)
OVERALL = "결과는 분명합니다. 동기가 약합니다."
# The pieces of which small models make their replies, in any order.
PIECES = st.lists(
    st.sampled_from(
        ("아쉬운 점", "좋은점", "총평", "아쉬", "고칠 점:", "이유:", "저는 성실합니다", "근거가 없습니다.", "쓰세요.")
    )
    | st.sampled_from(("|", " | ", "\uff5c", '"', "“", "”", "'", "\n", "\n\n", " ", "**", "1. ", "- ", "->", "→", "👍"))
    | st.sampled_from(("<|im_end|>", "### 첨삭", "</답변>")),
    max_size=40,
).map("".join)


def read(pieces: list[str]) -> ReplyParser:
    parser = ReplyParser()
    for piece in pieces:
        parser.feed(piece)
    parser.finish()
    return parser


def test_reads_the_form_that_the_prompt_asks_for() -> None:
    parser = parse(REPLY)
    assert (parser.remarks, parser.overall, parser.partial) == (EXPECTED, OVERALL, None)


@given(st.sampled_from([REPLY, REPLY.replace("\n", "\r\n"), f"네, 첨삭입니다.\n\n{REPLY}"]) | PIECES, st.data())
def test_any_cut_gives_the_same_remarks(reply: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=8)))
    pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    whole, cut = parse(reply), read(pieces)
    assert (cut.remarks, cut.overall, cut.raw) == (whole.remarks, whole.overall, reply)
    assert read(list(reply)).remarks == whole.remarks


@given(PIECES)
def test_what_was_read_is_never_taken_back(reply: str) -> None:
    parser = ReplyParser()
    for character in reply:
        before = parser.remarks
        parser.feed(character)
        assert parser.remarks[: len(before)] == before
    before = parser.remarks
    parser.finish()
    assert parser.remarks[: len(before)] == before


@given(st.text())
def test_anything_at_all_can_be_read(reply: str) -> None:
    assert parse(reply).raw == reply


@pytest.mark.parametrize(
    "line",
    [
        '아쉬운 점 | "저는 성실합니다." | 근거가 없습니다. | 겪은 일을 쓰세요.',
        '아쉬운점|"저는 성실합니다."|근거가 없습니다.|겪은 일을 쓰세요.',
        "아쉬운 점 \uff5c “저는 성실합니다.” \uff5c 근거가 없습니다. \uff5c 겪은 일을 쓰세요.",
        "아쉬운 점 | 「저는 성실합니다.」 | 근거가 없습니다. | 겪은 일을 쓰세요.",
        "아쉬운 점 | 저는 성실합니다. | 근거가 없습니다. | 겪은 일을 쓰세요.",
        '1. **아쉬운 점** | "저는 성실합니다." | 근거가 없습니다. | 겪은 일을 쓰세요.',
        '- 아쉬운 점 1: "저는 성실합니다." | 근거가 없습니다. | 겪은 일을 쓰세요.',
        '[아쉬운 점] "저는 성실합니다." - 근거가 없습니다. -> 겪은 일을 쓰세요.',
        '아쉬운 점: "저는 성실합니다." 근거가 없습니다. → 겪은 일을 쓰세요.',
        '아쉬운 점 | 인용: "저는 성실합니다." | 이유: 근거가 없습니다. | 고칠 방향: 겪은 일을 쓰세요.',
        '아쉬운 점 | "저는 성실합니다." | 근거가 없습니다. 고칠 점: 겪은 일을 쓰세요.',
        '아쉬운 점 | "저는 성실합니다." | 근거가 없습니다. 겪은 일을 쓰세요.',
        '아쉬운 점\n"저는 성실합니다."\n근거가 없습니다.\n겪은 일을 쓰세요.',
        '아쉬운 점\n\n인용: "저는 성실합니다."\n이유: 근거가 없습니다.\n고칠 점: 겪은 일을 쓰세요.',
        '아쉬운 점 | "저는 성실합니다."\n| 근거가 없습니다.\n-> 겪은 일을 쓰세요.',
    ],
)
def test_forgives_slips_of_form(line: str) -> None:
    assert parse(line).remarks == EXPECTED[:1]


def test_quotation_marks_inside_the_quote_are_kept() -> None:
    line = '아쉬운 점 | ""혼자 살 수 없다"는 말씀을 새겼습니다." | 남의 말입니다. | 줄이세요.'
    assert parse(line).remarks[0].quote == '혼자 살 수 없다"는 말씀을 새겼습니다.'


def test_remarks_and_overall_without_line_breaks_between_them() -> None:
    parser = parse(REPLY.replace("\n", " "))
    assert (parser.remarks, parser.overall) == (EXPECTED, OVERALL)


def test_overall_in_several_lines_and_remarks_after_it() -> None:
    first, second, overall = REPLY.split("\n")
    parser = parse(f"{first}\n총평\n결과는 분명합니다.\n\n동기가 약합니다.\n{second}\n감사합니다.")
    assert (parser.remarks, parser.overall) == (EXPECTED, OVERALL)
    assert overall.endswith(parser.overall)


def test_overall_has_one_column() -> None:
    assert parse("총평 | 결과는 분명합니다. | 저는 성실합니다. | 쓰세요.\n총평 | 또").overall == "결과는 분명합니다. 또"


def test_text_around_and_an_echo_of_the_prompt_are_left_out() -> None:
    parser = parse(f"물론입니다! 좋은 점은 많습니다.\n{REPLY}\n<문항>다음 문항</문항>\n<답변>\n글\n</답변>\n### 글\n더")
    assert (parser.remarks, parser.overall) == (EXPECTED, OVERALL)


def test_a_remark_is_seen_while_it_is_written() -> None:
    parser = ReplyParser()
    seen = []
    for piece in ("아쉬운", " 점 | ", '"저는 성', '실합니다." | 근거가', " 없습니다. | 겪은 일을", " 쓰세요.\n"):
        parser.feed(piece)
        seen.append(parser.partial)
    assert seen == [
        None,
        RawRemark(IMPROVE),
        RawRemark(IMPROVE, "저는 성"),
        RawRemark(IMPROVE, "저는 성실합니다.", "근거가"),
        RawRemark(IMPROVE, "저는 성실합니다.", "근거가 없습니다.", "겪은 일을"),
        None,
    ]
    assert parser.remarks == EXPECTED[:1]


def test_the_beginning_of_a_label_is_not_shown_as_text() -> None:
    parser = ReplyParser()
    parser.feed("총평 | 결과는 분명합니다.\n좋은")
    assert parser.overall == "결과는 분명합니다."


def test_a_remark_cut_by_the_end_is_kept() -> None:
    assert parse('좋은 점 | "12개로" | 결과가 숫').remarks == (RawRemark(GOOD, "12개로", "결과가 숫"),)
