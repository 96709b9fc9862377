"""One critique from its first event to its last, and what stays when it breaks off."""

from core.critique.gate import DropReason, Gate
from core.critique.session import CritiqueSession, State
from core.engine.protocol import (
    BackendName,
    Event,
    Failed,
    Finished,
    FinishReason,
    Loaded,
    Reading,
    TextChunk,
    Timings,
)
from core.errors import AnswerTooLong, EngineCrashed
from core.remark import Polarity, Span

ANSWER = "저는 성실합니다. 폐기를 12개로 줄였습니다."
FIRST = '아쉬운 점 | "저는 성실합니다" | 근거가 없습니다. | 한 일을 쓰세요.\n'
SECOND = '좋은 점 | "12개로 줄였습니다" | 결과가 보입니다. | 과정도 쓰세요.\n'
INVENTED = '좋은 점 | "12개로 줄였습니다" | 매출이 99% 늘었습니다. | 살리세요.\n'


def session() -> CritiqueSession:
    return CritiqueSession("load", "generate", Gate(ANSWER), started=100.0)


def text(piece: str, tokens: int) -> TextChunk:
    return TextChunk("generate", piece, tokens)


def finished(reason: FinishReason = FinishReason.END_OF_TEXT) -> Finished:
    return Finished("generate", reason, Timings(prompt_tokens=9))


def test_goes_through_all_states() -> None:
    critique = session()
    states = []
    events: tuple[Event, ...] = (
        Loaded("load", BackendName.LLAMA_CPP, "cpu", "only", 0.5, 1, 2048, False),
        Reading("generate", 64, 200),
        text(FIRST, 20),
        text(SECOND + INVENTED + "총평 | 결과는 ", 40),
        text("분명합니다.", 44),
        finished(),
    )
    for now, event in enumerate(events, start=101):
        assert critique.apply(event, float(now))
        states.append(critique.state)
    assert states == [State.READING, State.READING, State.WRITING, State.WRITING, State.WRITING, State.DONE]
    assert [(remark.polarity, remark.span) for remark in critique.remarks] == [
        (Polarity.IMPROVE, Span(0, 8)),
        (Polarity.GOOD, Span(14, 24)),
    ]
    assert critique.overall == "결과는 분명합니다."
    assert critique.raw == f"{FIRST}{SECOND}{INVENTED}총평 | 결과는 분명합니다."
    assert critique.dropped == {DropReason.INVENTED: 1}
    assert critique.reading == (64, 200)
    assert critique.finish_reason is FinishReason.END_OF_TEXT
    assert critique.timings == Timings(prompt_tokens=9)
    assert critique.elapsed == 6.0


def test_rates_count_from_the_first_text_and_stand_still_at_the_end() -> None:
    critique = session()
    critique.apply(text("가" * 10, 5), 110.0)
    assert critique.rate_chars == critique.rate_tokens == 0.0
    critique.apply(text("나" * 30, 25), 112.0)
    assert (critique.rate_chars, critique.rate_tokens) == (15.0, 10.0)
    critique.apply(finished(), 112.0)
    critique.tick(500.0)
    assert (critique.rate_chars, critique.elapsed) == (15.0, 12.0)


def test_time_passes_while_the_model_opens() -> None:
    critique = session()
    critique.tick(103.5)
    assert (critique.state, critique.elapsed) == (State.OPENING, 3.5)


def test_the_remark_being_written_is_visible_and_anchored() -> None:
    critique = session()
    critique.apply(text(FIRST + '좋은 점 | "12개로 줄였습니다" | 결과가', 30), 101.0)
    partial = critique.partial
    assert partial is not None
    assert (partial.polarity, partial.span, partial.quote, partial.reason) == (
        Polarity.GOOD,
        Span(14, 24),
        "12개로 줄였습니다",
        "결과가",
    )
    assert len(critique.remarks) == 1


def test_what_arrived_before_a_cancel_stays_and_later_events_change_nothing() -> None:
    critique = session()
    critique.apply(text(FIRST + '좋은 점 | "12개로 줄였습니다" | 결과가', 30), 101.0)
    assert critique.apply(finished(FinishReason.CANCELLED), 102.0)
    assert critique.state is State.CANCELLED
    assert [remark.reason for remark in critique.remarks] == ["근거가 없습니다.", "결과가"]
    assert critique.partial is None
    assert not critique.apply(text("더", 31), 103.0)
    critique.fail(EngineCrashed(), 104.0)
    assert (critique.state, critique.error, critique.elapsed) == (State.CANCELLED, None, 2.0)


def test_a_cancel_that_nobody_answers() -> None:
    critique = session()
    critique.cancel(101.0)
    assert (critique.state, critique.finish_reason) == (State.CANCELLED, FinishReason.CANCELLED)


def test_what_arrived_before_a_crash_stays() -> None:
    critique = session()
    critique.apply(text(FIRST, 20), 101.0)
    error = EngineCrashed(signal=9)
    critique.fail(error, 102.0)
    assert (critique.state, critique.error, len(critique.remarks)) == (State.FAILED, error, 1)


def test_a_failure_in_the_engine_comes_back_as_its_error() -> None:
    critique = session()
    critique.apply(Failed("generate", "critique.too_long", "x", {"tokens": 3000, "available": 2048}), 101.0)
    assert critique.state is State.FAILED
    assert isinstance(critique.error, AnswerTooLong)
    assert critique.error.context["tokens"] == 3000


def test_events_of_other_requests_are_not_for_us() -> None:
    critique = session()
    assert not critique.apply(TextChunk("older", FIRST, 3), 101.0)
    assert (critique.state, critique.raw, critique.elapsed) == (State.OPENING, "", 0.0)
