"""The window's side without a process: bytes in, events out, a clock that the test turns."""

import json

import pytest

from core.engine.client import CANCEL_SECONDS, Action, EngineClient
from core.engine.protocol import (
    VERSION,
    BackendName,
    Event,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Hello,
    Load,
    Loaded,
    ReadAhead,
    Reading,
    Score,
    Scored,
    Scores,
    TextChunk,
    encode,
)

MODEL = "모델.gguf"
LOADED = Loaded("l", BackendName.LLAMA_CPP, "cpu", "only", 1.0, 10, 2048, False)


def started(**options: float) -> EngineClient:
    client = EngineClient(**options)
    client.process_started(0.0)
    assert client.feed(encode(Hello(VERSION, 1)), 0.0) == [Hello(VERSION, 1)]
    return client


def with_model() -> EngineClient:
    client = started()
    client.load(Load("l", BackendName.LLAMA_CPP, MODEL), 0.0)
    assert client.feed(encode(LOADED), 1.0) == [LOADED]
    return client


def test_a_request_is_busy_until_it_is_answered() -> None:
    client = with_model()
    assert client.loaded == LOADED
    busy = [client.busy]

    sent = json.loads(client.generate(Generate("g", "글"), 1.0))
    assert sent["type"] == "Generate"
    busy.append(client.busy)
    answer: list[Event] = [Reading("g", 1, 1), TextChunk("g", "가", 1), Finished("g", FinishReason.STOP)]
    assert client.feed(b"".join(map(encode, answer)), 2.0) == answer
    assert [*busy, client.busy] == [False, True, False]


def test_scored_is_the_end_of_a_score() -> None:
    client = with_model()

    assert json.loads(client.score(Score("s", "글", ("가", "나")), 1.0))["continuations"] == ["가", "나"]
    answer: list[Event] = [Reading("s", 1, 3), Scored("s", (Scores(-1.0, 1), Scores(-2.5, 1)))]
    assert client.feed(b"".join(map(encode, answer)), 2.0) == answer
    assert not client.busy


def test_a_silent_score_has_stalled_and_one_that_is_deaf_to_cancel_is_cancelled() -> None:
    for cancelled, seconds in ((False, 61.0), (True, CANCEL_SECONDS + 1.5)):
        client = with_model()
        client.score(Score("s", "글", ("가",)), 1.0)
        if cancelled:
            client.cancel("s", 1.5)
        assert client.tick(seconds) is Action.KILL
        (last,) = client.process_ended(9, True, seconds)
        assert isinstance(last, Finished if cancelled else Failed)


def test_what_is_being_opened_is_known_before_it_is_open_and_forgotten_when_it_does_not() -> None:
    client = with_model()
    other = Load("other", BackendName.LLAMA_CPP, "다른 모델.gguf")
    client.load(other, 2.0)
    assert (client.opened, client.loaded) == (other, None)

    client.feed(encode(Failed("other", "model.damaged")), 3.0)
    assert (client.opened, client.loaded) == (None, None)

    client.load(other, 4.0)
    client.process_ended(3, False, 5.0)
    assert client.opened is None


def test_events_of_strangers_and_of_ended_requests_are_dropped() -> None:
    client = with_model()
    client.generate(Generate("g", "글"), 1.0)
    end = Finished("g", FinishReason.CANCELLED)

    late: list[Event] = [TextChunk("old", "가", 1), end, TextChunk("g", "나", 2), end]
    assert client.feed(b"".join(map(encode, late)), 2.0) == [end]


def test_garbage_is_told_and_the_request_goes_on() -> None:
    client = with_model()
    client.generate(Generate("g", "글"), 1.0)

    found = client.feed(b"library noise\n" + encode(TextChunk("g", "가", 1)), 2.0)
    assert [getattr(found[0], "code", ""), found[1]] == ["engine.protocol", TextChunk("g", "가", 1)]
    assert client.busy


def test_another_version_of_the_engine_is_told() -> None:
    client = EngineClient()
    client.process_started(0.0)

    (found,) = client.feed(encode(Hello(VERSION + 1, 1)), 0.0)
    assert isinstance(found, Failed)
    assert found.code == "engine.protocol"


def test_a_deaf_engine_is_killed_three_seconds_after_cancel() -> None:
    client = with_model()
    client.generate(Generate("g", "글"), 10.0)
    assert client.cancel("g", 20.0) != b""
    assert client.cancel("g", 21.0) == b""  # once is enough, and the deadline stays

    assert client.tick(20.0 + CANCEL_SECONDS - 0.1) is None
    assert client.tick(20.0 + CANCEL_SECONDS) is Action.KILL
    assert client.process_ended(9, True, 23.1) == [Finished("g", FinishReason.CANCELLED)]
    assert client.loaded is None
    assert not client.crashed_often(MODEL, 23.2)


def test_events_of_progress_do_not_save_an_engine_that_ignores_cancel() -> None:
    client = with_model()
    client.generate(Generate("g", "글"), 10.0)
    client.cancel("g", 20.0)
    client.feed(encode(TextChunk("g", "가", 1)), 22.9)

    assert client.tick(23.0) is Action.KILL


def test_a_cancel_of_nothing_sends_nothing() -> None:
    assert with_model().cancel("nobody", 0.0) == b""


def test_silence_is_a_stall_and_progress_is_not() -> None:
    client = started(stall_seconds=60, load_stall_seconds=300)
    client.load(Load("l", BackendName.LLAMA_CPP, MODEL), 0.0)
    assert client.tick(299.0) is None
    assert client.tick(300.0) is Action.KILL

    client.process_ended(9, True, 300.5)
    client.process_started(400.0)
    client.generate(Generate("g", "글"), 400.0)
    assert client.tick(459.0) is None
    client.feed(encode(Reading("g", 1, 2)), 459.0)
    assert client.tick(518.0) is None
    assert client.tick(519.0) is Action.KILL
    (failed,) = client.process_ended(9, True, 519.5)
    assert isinstance(failed, Failed)
    assert (failed.code, failed.context) == ("engine.stalled", {"seconds": 60})


def test_an_idle_engine_never_stalls() -> None:
    assert with_model().tick(1e9) is None


@pytest.mark.parametrize(
    ("exit_code", "crashed", "code", "context"),
    [
        (3, False, "engine.crashed", {"exit_code": 3}),
        (0, False, "engine.crashed", {"exit_code": 0}),
        (11, True, "engine.crashed", {"signal": 11}),
        (9, True, "engine.crashed.memory", {"signal": 9}),
        (-1073741819, True, "engine.crashed", {"exit_code": -1073741819}),
    ],
)
def test_a_crash_fails_every_request(exit_code: int, crashed: bool, code: str, context: dict[str, int]) -> None:
    client = with_model()
    client.generate(Generate("g", "글"), 1.0)
    client.read_ahead(ReadAhead("r", "글"), 1.0)

    events = client.process_ended(exit_code, crashed, 2.0)
    assert [(e.request_id, e.code, e.context) for e in events if isinstance(e, Failed)] == [
        ("g", code, context),
        ("r", code, context),
    ]
    assert not client.busy


def test_a_crash_while_idle_is_told_without_a_request() -> None:
    (failed,) = with_model().process_ended(11, True, 2.0)

    assert isinstance(failed, Failed)
    assert failed.request_id == ""


def test_an_end_that_was_asked_for_is_no_crash() -> None:
    client = with_model()
    assert json.loads(client.quit()) == {"type": "Quit"}
    assert client.process_ended(0, False, 2.0) == []

    client.process_started(3.0)
    client.generate(Generate("g", "글"), 3.0)
    client.quit()
    assert client.process_ended(9, True, 4.0) == [Finished("g", FinishReason.CANCELLED)]
    assert not client.crashed_often(MODEL, 4.0)


def test_two_crashes_with_one_model_in_five_minutes_are_visible() -> None:
    client = with_model()
    client.process_ended(11, True, 100.0)
    assert not client.crashed_often(MODEL, 100.0)

    client.process_started(101.0)
    client.load(Load("l2", BackendName.LLAMA_CPP, MODEL), 101.0)
    client.process_ended(11, True, 399.0)
    assert client.crashed_often(MODEL, 399.0)
    assert not client.crashed_often("다른.gguf", 399.0)
    assert not client.crashed_often(MODEL, 401.0)


def test_a_half_line_of_a_dead_engine_does_not_reach_the_next() -> None:
    client = with_model()
    client.feed(b'{"type": "Rea', 2.0)
    client.process_ended(11, True, 3.0)
    client.process_started(4.0)

    assert client.feed(encode(Hello(VERSION, 2)), 4.0) == [Hello(VERSION, 2)]
