"""Proposals of several passes become corrections of whole words of the text as it was typed."""

from core.proofread.correction import Draft, Proposal
from core.remark import Span


def proposal(start: int, end: int, *suggestions: str, confident: bool = True, reason: str = "") -> Proposal:
    return Proposal(start, end, suggestions, "규칙", (reason,) if reason else (), confident)


def test_a_correction_is_of_the_whole_word() -> None:
    draft = Draft("오늘 안됬습니다.")
    draft.take([proposal(4, 5, "됐")])

    (found,) = draft.corrections()

    assert (found.original, found.suggestions) == ("안됬습니다", ("안됐습니다",))
    assert found.span == Span(3, 8)


def test_the_next_pass_reads_the_corrected_text_and_joins_what_it_adds() -> None:
    draft = Draft("안됬습니다")
    draft.take([proposal(1, 2, "됐", reason="가")])
    assert draft.text == "안됐습니다"
    draft.take([proposal(0, 2, "안 됐", confident=False, reason="나")])

    (found,) = draft.corrections()

    assert (found.original, found.suggestions, found.confident) == ("안됬습니다", ("안 됐습니다",), False)
    assert found.reason == "가 나"


def test_offsets_hold_after_a_correction_that_changed_the_length() -> None:
    draft = Draft("할수있는 몇일 뒤")
    draft.take([proposal(0, 4, "할 수 있는")])
    draft.take([proposal(draft.text.index("몇일"), draft.text.index("몇일") + 2, "며칠")])

    assert [(c.original, c.suggestions[0], c.span.start) for c in draft.corrections()] == [
        ("할수있는", "할 수 있는", 0),
        ("몇일", "며칠", 5),
    ]


def test_of_proposals_that_overlap_the_first_and_longest_wins() -> None:
    draft = Draft("몇일간")
    draft.take([proposal(1, 3, "일 간"), proposal(0, 1, "며"), proposal(0, 2, "며칠")])

    assert [c.suggestions for c in draft.corrections()] == [("며칠간",)]


def test_what_ends_as_it_was_is_no_correction() -> None:
    draft = Draft("됐다")
    draft.take([proposal(0, 1, "됬")])
    draft.take([proposal(0, 1, "됐")])

    assert draft.corrections() == ()


def test_other_choices_are_kept_where_one_thing_is_wrong() -> None:
    draft = Draft("가르켰다")
    draft.take([proposal(0, 3, "가르쳤", "가리켰")])

    assert draft.corrections()[0].suggestions == ("가르쳤다", "가리켰다")


def test_particles_of_a_reason_agree_with_what_it_quotes() -> None:
    draft = Draft("몇일 메뉴얼 서울로")
    reason = "‘{original}’은(는) ‘{suggestion}’(으)로, ‘{suggestion}’을(를), ‘{suggestion}’이(가)"
    draft.take([proposal(0, 2, "며칠", reason=reason), proposal(3, 6, "메모", reason=reason)])

    assert [c.reason for c in draft.corrections()] == [
        "‘몇일’은 ‘며칠’로, ‘며칠’을, ‘며칠’이",
        "‘메뉴얼’은 ‘메모’로, ‘메모’를, ‘메모’가",
    ]
