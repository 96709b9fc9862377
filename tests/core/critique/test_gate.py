"""Nothing is shown that the answer does not bear out."""

import pytest

from core.critique.gate import DropReason, Gate, pasteable
from core.critique.parse import RawRemark
from core.remark import Polarity, Remark, Source, Span

ANSWER = (
    "저는 어릴 때부터 성실하다는 말을 들었습니다. 편의점에서 폐기 상품을 주 40개에서 12개로 줄였습니다. "
    "POS 자료를 1,000건 넘게 보았습니다. 귀사의 발전에 이바지하겠습니다."
)
KNOWN = "[가람유통 영업관리] 지원 동기를 쓰십시오. (700자 이내)"


def gate() -> Gate:
    return Gate(ANSWER, KNOWN)


def raw(
    quote: str = "성실하다는 말을", reason: str = "남의 평가만 있습니다.", advice: str = "한 일을 쓰세요."
) -> RawRemark:
    return RawRemark(Polarity.IMPROVE, quote, reason, advice)


def test_a_true_remark_passes_with_the_users_own_words() -> None:
    passed = gate().remark(raw("“귀사의 발전에 이바지 하겠습니다…”"))
    start = ANSWER.index("귀사의")
    assert passed == Remark(
        Source.MODEL,
        Polarity.IMPROVE,
        Span(start, len(ANSWER) - 1),
        "귀사의 발전에 이바지하겠습니다",
        "남의 평가만 있습니다.",
        "한 일을 쓰세요.",
    )


@pytest.mark.parametrize(
    ("remark", "reason"),
    [
        (raw(quote=""), DropReason.NO_QUOTE),
        (raw(quote="“…”"), DropReason.NO_QUOTE),
        (raw(quote="데이터 분석 동아리를 이끌며"), DropReason.QUOTE_NOT_FOUND),
        (raw(reason=""), DropReason.NO_REASON),
        (raw(reason="This sentence is too vague."), DropReason.NOT_KOREAN),
        (raw(reason="근거가 不足합니다."), DropReason.NOT_KOREAN),
        (raw(reason="30개로 줄인 결과가 좋습니다."), DropReason.INVENTED),
        (raw(advice="ROI를 함께 쓰세요."), DropReason.INVENTED),
        (raw(reason="성실하다는 말을"), DropReason.COPIED),
        (raw(reason="편의점에서 폐기 상품을 주 40개에서 12개로 줄였습니다"), DropReason.COPIED),
        (raw(reason="그 편의점에서 폐기상품을 주 40개에서 12개로 줄였다."), DropReason.COPIED),
    ],
)
def test_drops_and_counts(remark: RawRemark, reason: DropReason) -> None:
    judge = gate()
    assert judge.remark(remark) is None
    assert judge.dropped == {reason: 1}


@pytest.mark.parametrize(
    "reason",
    [
        "주 40개와 12개라는 수치가 좋습니다.",
        "1000건을 본 노력이 보입니다.",
        "pos 자료를 본 근거가 있습니다.",
        "700자를 넘지 않습니다.",
    ],
)
def test_numbers_and_names_of_the_input_may_be_named(reason: str) -> None:
    assert gate().remark(raw(reason=reason)) is not None


def test_the_same_remark_or_reason_twice_is_dropped() -> None:
    judge = gate()
    assert judge.remark(raw()) is not None
    assert judge.remark(raw(reason="다른 이유입니다.")) is None
    assert judge.remark(raw(quote="폐기 상품을")) is None
    assert judge.remark(RawRemark(Polarity.GOOD, "성실하다는 말을", "솔직한 시작입니다.")) is not None
    assert judge.dropped == {DropReason.DUPLICATE: 2}


def test_a_second_quote_of_repeated_words_goes_to_the_second_place() -> None:
    judge = Gate("열심히 했습니다. 또 열심히 했습니다.")
    first, second = judge.remark(raw("열심히 했습니다")), judge.remark(raw("열심히 했습니다", "되풀이됩니다."))
    assert first is not None
    assert second is not None
    assert (first.span, second.span) == (Span(0, 8), Span(12, 20))


def test_an_unfinished_remark_is_shown_only_as_far_as_it_is_true() -> None:
    judge = gate()
    shown = judge.partial(raw(reason="주 1", advice=""))  # may become 12
    assert shown is not None
    assert shown.reason == "주 "
    assert judge.partial(raw(reason="주 13개로 ", advice="")) is None
    assert judge.partial(raw(quote="없는 말을 인용합니다", reason="", advice="")) is None
    assert judge.partial(raw(reason="", advice="")) is not None
    assert not judge.dropped


def test_advice_that_is_the_answer_itself_is_left_out() -> None:
    passed = gate().remark(raw(advice="편의점에서 폐기 상품을 주 40개에서 12개로 줄였습니다."))
    assert passed is not None
    assert passed.advice == ""


def test_overall_keeps_its_true_sentences() -> None:
    true, also_true = "결과가 12개로 분명합니다.", "동기가 약합니다."
    text = f"{true} 매출 3억 원이 돋보입니다. Very good. 귀사의 발전에 이바지하겠습니다. {also_true}"
    assert gate().overall(text) == f"{true} {also_true}"


def test_nothing_longer_than_the_passage_may_be_pasted() -> None:
    remark = gate().remark(raw(advice="폐기를 줄인 일을 먼저 쓰고 무엇을 했는지 말하세요."))
    assert remark is not None
    assert not pasteable(remark, remark.advice)
    assert pasteable(remark, "12개로 줄인")


def test_an_examples_reason_turned_round_is_dropped() -> None:
    example = RawRemark(Polarity.IMPROVE, "다른 글", "무엇을 하겠다는 뜻인지 알 수 없습니다.", "목표를 쓰세요.")
    answer = "폐기를 12개로 줄였습니다. 귀사에 기여하겠습니다."
    judge = Gate(answer, examples=(example,))

    turned = judge.remark(RawRemark(Polarity.GOOD, "폐기를 12개로 줄였습니다", example.reason, ""))
    same = judge.remark(RawRemark(Polarity.IMPROVE, "귀사에 기여하겠습니다", example.reason, ""))

    assert turned is None
    assert judge.dropped == {DropReason.COPIED: 1}
    assert same is not None
