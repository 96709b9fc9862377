"""The line protocol: whatever the cuts and whatever the garbage, no message is lost and none is invented."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.protocol import (
    LONGEST_LINE,
    MOST_CONTINUATIONS,
    BackendName,
    Cancel,
    Command,
    CommandDecoder,
    Event,
    EventDecoder,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Hello,
    Load,
    Loaded,
    Quit,
    ReadAhead,
    Reading,
    Sampling,
    Score,
    Scored,
    Scores,
    TextChunk,
    Timings,
    encode,
)
from core.errors import EngineCrashed, ProtocolError, by_code

ids = st.text(max_size=8)
texts = st.text(st.characters(categories=None), max_size=40)  # lone surrogates too
numbers = st.integers(0, 2**40)
seconds = st.floats(0, 1e6)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Load, ids, st.sampled_from(BackendName), texts, st.none() | texts, numbers, numbers, texts),
    st.builds(
        Generate,
        ids,
        texts,
        st.builds(Sampling, numbers, seconds, seconds, numbers, seconds, numbers, st.lists(texts).map(tuple)),
    ),
    st.builds(ReadAhead, ids, texts),
    st.builds(Score, ids, texts, st.lists(texts.filter(bool), min_size=1, max_size=4).map(tuple)),
    st.builds(Cancel, ids),
    st.just(Quit()),
)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Hello, numbers, numbers),
    st.builds(Loaded, ids, st.sampled_from(BackendName), texts, texts, seconds, numbers, numbers, st.booleans()),
    st.builds(Reading, ids, numbers, numbers),
    st.builds(TextChunk, ids, texts, numbers),
    st.builds(
        Finished, ids, st.sampled_from(FinishReason), st.builds(Timings, numbers, numbers, numbers, seconds, seconds)
    ),
    st.builds(Scored, ids, st.lists(st.builds(Scores, seconds, numbers), max_size=3).map(tuple)),
    st.builds(Failed, ids, texts, texts, st.dictionaries(texts, st.one_of(texts, numbers, seconds), max_size=3)),
)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(ends)]


@given(st.lists(events, max_size=6), st.lists(st.integers(0, 10**6), max_size=12))
def test_events_survive_any_cut(sent: list[Event], places: list[int]) -> None:
    decoder = EventDecoder()
    parts = cut(b"".join(map(encode, sent)), places)

    assert [event for part in parts for event in decoder.feed(part)] == sent


@given(st.lists(commands, max_size=6), st.lists(st.integers(0, 10**6), max_size=12))
def test_commands_survive_any_cut(sent: list[Command], places: list[int]) -> None:
    decoder = CommandDecoder()
    parts = cut(b"".join(map(encode, sent)), places)

    assert [command for part in parts for command in decoder.feed(part)] == sent


@given(st.binary(max_size=200), events)
def test_garbage_is_reported_and_what_follows_is_not_lost(garbage: bytes, event: Event) -> None:
    found = EventDecoder().feed(garbage + b"\n" + encode(event))

    assert found[-1] == event
    lines = [line for line in garbage.split(b"\n") if line.strip()]
    assert found[:-1] == [item for item in found[:-1] if isinstance(item, Failed) and item.code == "engine.protocol"]
    assert len(found) == len(lines) + 1


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "[]",
        "null",
        '{"type": "Nobody"}',
        '{"type": ["Hello"]}',
        '{"type": "Hello", "version": 1}',
        '{"type": "Hello", "version": 1, "pid": 2, "more": 3}',
        '{"type": "Hello", "version": true, "pid": 2}',
        '{"type": "Hello", "version": "1", "pid": 2}',
        '{"type": "Reading", "request_id": null, "done": 1, "total": 2}',
        '{"type": "Finished", "request_id": "r", "reason": "tired"}',
        '{"type": "Finished", "request_id": "r", "reason": "stop", "timings": []}',
        '{"type": "Finished", "request_id": "r", "reason": "stop", "timings": {"prefill_s": NaN}}',
        '{"type": "Failed", "request_id": "r", "code": "c", "context": {"a": [1]}}',
        "[" * 100_000,
    ],
)
def test_a_line_of_another_form_is_a_protocol_error(line: str) -> None:
    (failed,) = EventDecoder().feed(line.encode() + b"\n")

    assert isinstance(failed, Failed)
    assert failed.request_id == ""
    assert by_code(failed.code) is ProtocolError


@pytest.mark.parametrize("continuations", [(), ("글", ""), ("글",) * (MOST_CONTINUATIONS + 1)])
def test_continuations_are_some_and_not_too_many_and_none_is_empty(continuations: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="continuations"):
        Score("s", "글", continuations)
    line = {"type": "Score", "request_id": "s", "prompt": "글", "continuations": continuations}

    (error,) = CommandDecoder().feed(json.dumps(line).encode() + b"\n")

    assert isinstance(error, ProtocolError)


def test_an_unreadable_line_is_not_quoted() -> None:
    (error,) = CommandDecoder().feed('{"type": "Generate", "prompt": "비밀 에세이"\n'.encode())

    assert isinstance(error, ProtocolError)
    assert "비밀" not in f"{error}{error.context}"


def test_an_endless_line_is_dropped_and_does_not_fill_the_memory() -> None:
    decoder = EventDecoder()
    found = [event for _ in range(LONGEST_LINE // 65536 + 2) for event in decoder.feed(b"x" * 65536)]
    found += decoder.feed(b"\n" + encode(Hello(1, 2)))

    assert [type(event) for event in found] == [Failed, Hello]


def test_a_message_is_one_line_of_ascii() -> None:
    line = encode(TextChunk("r", "한글\n\u2028\ud800", 1))

    assert line.isascii()
    assert line.count(b"\n") == 1
    assert json.loads(line)["text"] == "한글\n\u2028\ud800"


def test_raw_utf8_is_read_as_well() -> None:
    assert EventDecoder().feed('{"type":"TextChunk","request_id":"r","text":"한","tokens":1}\r\n'.encode()) == [
        TextChunk("r", "한", 1)
    ]


def test_an_error_comes_back_as_its_class() -> None:
    error = EngineCrashed("detail", signal=11)
    (failed,) = EventDecoder().feed(encode(Failed("r", error.code, error.detail, error.context)))

    assert isinstance(failed, Failed)
    again = by_code(failed.code)(failed.detail, **failed.context)
    assert type(again) is EngineCrashed
    assert again.context == {"signal": 11}
