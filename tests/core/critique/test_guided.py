"""A critique in steps: what is asked next, and what becomes of the reply when a step goes wrong."""

from dataclasses import replace

from core.critique.gate import Gate
from core.critique.guided import STEP_TOKENS, Guide, GuidedSession, beginnings
from core.critique.prompt import PromptFormat, Request, opening
from core.critique.session import State
from core.engine.protocol import Failed, Finished, FinishReason, Generate, Reading, Sampling, TextChunk, Timings
from core.remark import Polarity, Span

ANSWER = "저는 성실합니다. 폐기를 하루에 12개로 줄였습니다."
FIRST = opening(Polarity.IMPROVE, "저는 성실합니다.")
SECOND = opening(Polarity.GOOD, "폐기를 하루에 12개로 줄였습니다.")
LAST = "총평 |"
PROMPT = "<|im_start|>assistant\n"
WHOLE = Generate("g", PROMPT + FIRST, Sampling(max_tokens=700, temperature=0.3, stop=("<|im_end|>",)))


def session(room: int = 2000, rest: tuple[str, ...] = (SECOND, LAST)) -> GuidedSession:
    guide = Guide(rest, room, PromptFormat.CHATML)
    return GuidedSession("l", "g", Gate(ANSWER), 0.0, FIRST, generate=guide.step(WHOLE), guide=guide)


def write(critique: GuidedSession, text: str, reason: FinishReason = FinishReason.STOP, tokens: int = 9) -> None:
    critique.apply(TextChunk(critique.generate_id, text, tokens), 1.0)
    timings = Timings(100, 40, tokens, prefill_s=1.0, first_token_s=0.5, decode_s=2.0)
    critique.apply(Finished(critique.generate_id, reason, timings), 2.0)


def test_each_line_is_asked_for_with_everything_before_it() -> None:
    critique = session()
    assert critique.take() is None
    write(critique, " 근거가 없습니다. | 한 일을 쓰세요.")
    second = critique.take()
    assert second is not None
    assert critique.take() is None
    line = f"{FIRST} 근거가 없습니다. | 한 일을 쓰세요."
    assert second.prompt == f"{PROMPT}{line}\n{SECOND}"
    assert second.request_id == critique.generate_id != "g"
    assert second.sampling == replace(WHOLE.sampling, max_tokens=STEP_TOKENS, stop=("\n", "<|im_end|>"))
    assert [remark.span for remark in critique.remarks] == [Span(0, 9)]
    write(critique, " 결과가 보입니다. | 과정을 쓰세요.")
    last = critique.take()
    assert last is not None
    assert last.prompt.endswith(f"\n{SECOND} 결과가 보입니다. | 과정을 쓰세요.\n{LAST}")
    write(critique, " 한 일이 분명합니다.", FinishReason.END_OF_TEXT)
    assert critique.take() is None
    assert critique.state is State.DONE
    assert critique.finish_reason is FinishReason.END_OF_TEXT
    assert [remark.polarity for remark in critique.remarks] == [Polarity.IMPROVE, Polarity.GOOD]
    assert critique.overall == "한 일이 분명합니다."
    assert critique.raw.count("\n") == 2


def test_times_and_tokens_are_those_of_the_whole_reply() -> None:
    critique = session()
    write(critique, " 가 | 나", tokens=10)
    critique.apply(TextChunk(critique.generate_id, " 다", 3), 3.0)
    assert critique.rate_tokens > 0
    write(critique, " | 라", tokens=5)
    write(critique, " 마", tokens=7)
    assert critique.timings == Timings(100, 40, 22, prefill_s=3.0, first_token_s=0.5, decode_s=6.0)


def test_reading_is_told_of_the_answer_and_not_between_two_lines() -> None:
    critique = session()
    assert critique.apply(Reading("g", 50, 100), 0.5)
    assert (critique.state, critique.reading) == (State.READING, (50, 100))
    write(critique, " 가 | 나")
    assert not critique.apply(Reading(critique.generate_id, 120, 140), 3.0)
    assert (critique.state, critique.reading) == (State.WRITING, (50, 100))


def test_what_is_judged_is_known_before_a_word_is_written() -> None:
    critique = session()
    assert critique.partial is not None
    assert (critique.partial.polarity, critique.partial.quote) == (Polarity.IMPROVE, "저는 성실합니다.")
    assert critique.state is State.OPENING
    assert critique.remarks == ()


def test_a_line_without_words_is_no_remark_and_the_rest_goes_on() -> None:
    critique = session()
    critique.apply(Finished("g", FinishReason.END_OF_TEXT), 1.0)
    assert critique.take() is not None
    write(critique, " 결과가 보입니다. | 과정을 쓰세요.", FinishReason.REPETITION)
    write(critique, " 좋습니다.")
    assert [remark.span for remark in critique.remarks] == [Span(10, 29)]
    assert critique.overall == "좋습니다."


def test_without_room_only_the_last_line_is_left() -> None:
    critique = session(room=300)
    write(critique, " 근거가 없습니다. | 한 일을 쓰세요.")
    last = critique.take()
    assert last is not None
    assert last.prompt.endswith(LAST)
    assert last.sampling.max_tokens <= STEP_TOKENS


def test_the_usual_room_is_enough_for_four_remarks() -> None:
    critique = session(room=700, rest=(SECOND, FIRST, SECOND, LAST))
    reason = "평판만 있고 확인할 근거가 없어 누구나 쓸 수 있는 말입니다. 문항이 물은 동기가 아닙니다."
    said = f" {reason} | 줄인 결과를 먼저 쓰세요."
    for _ in range(4):
        write(critique, said)
        assert critique.take() is not None
    assert critique.raw.count("\n") == 4


def test_cancel_and_failure_end_it_at_any_step() -> None:
    critique = session()
    write(critique, " 근거가 없습니다. | 한 일을 쓰세요.")
    critique.take()
    assert critique.apply(Finished(critique.generate_id, FinishReason.CANCELLED), 3.0)
    assert critique.state is State.CANCELLED
    assert critique.take() is None
    assert len(critique.remarks) == 1
    critique = session()
    assert critique.apply(Failed("g", "engine.crashed"), 1.0)
    assert critique.state is State.FAILED
    assert critique.take() is None
    critique = session()
    critique.cancel(1.0)
    assert not critique.apply(Finished("g", FinishReason.STOP), 2.0)
    assert critique.take() is None


def test_another_requests_events_change_nothing() -> None:
    critique = session()
    write(critique, " 가 | 나")
    assert not critique.apply(TextChunk("g", "늦은 글", 3), 3.0)
    assert not critique.apply(Finished("g", FinishReason.STOP), 3.0)


def test_the_beginnings_end_with_the_overall_verdict() -> None:
    found = beginnings(Request("", ANSWER))
    assert set(found[:-1]) <= {opening(kind, quote) for kind in Polarity for quote in ANSWER_QUOTES}
    assert found[-1] == LAST
    assert beginnings(Request("", "네.")) == ()


ANSWER_QUOTES = ("저는 성실합니다.", "폐기를 하루에 12개로 줄였습니다.")
