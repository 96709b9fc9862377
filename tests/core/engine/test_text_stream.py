"""What a user may see of a reply while it is being written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.protocol import FinishReason
from core.engine.text_stream import TextStream

REPLY = "좋은 점 | 끝까지 했다. 👩‍👩‍👧\n총평 | 좋다.<|끝|>버릴 말"
STOP = ("<|끝|>", "<|다른|>")


def pieces(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(ends)]


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_any_cut_of_the_bytes_gives_the_same_text(places: list[int]) -> None:
    stream = TextStream(STOP)
    shown = [stream.add_bytes(piece) for piece in pieces(REPLY.encode(), places)]

    assert "".join(shown) + stream.finish() == REPLY.partition(STOP[0])[0]
    assert stream.reason is FinishReason.STOP
    assert not any("\ufffd" in piece or "<" in piece for piece in shown)


@given(
    st.text(st.characters(exclude_characters="\ufffd"), max_size=60),
    st.lists(st.text(min_size=1, max_size=3), max_size=3),
    st.lists(st.integers(0, 100)),
)
def test_it_ends_at_the_first_stop_string_or_gives_everything(text: str, stop: list[str], places: list[int]) -> None:
    stream = TextStream(tuple(stop))
    ends = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    shown = "".join(stream.add(text[a:b]) for a, b in itertools.pairwise(ends)) + stream.finish()

    assert text.startswith(shown)
    if stream.reason is None:
        assert shown == text
    else:
        assert any(text.startswith(word, len(shown)) for word in stop)
    assert not any(word in shown for word in stop)


@given(st.integers(1, 6))
def test_text_decoded_anew_each_time_waits_for_whole_characters(size: int) -> None:
    data = "가나 👍 다".encode()
    stream = TextStream()
    shown = [stream.update(data[:end].decode("utf-8", "replace")) for end in [*range(size, len(data), size), len(data)]]

    assert "".join(shown) == "가나 👍 다"


def test_half_a_character_at_the_end_is_dropped() -> None:
    stream = TextStream()

    assert stream.add_bytes("가".encode() + "나".encode()[:2]) == "가"
    assert stream.finish() == ""


def test_bytes_that_make_no_character_are_dropped() -> None:
    assert TextStream().add_bytes(b"\xff" + "가".encode() + b"\x80" + "나".encode()) == "가나"
    assert TextStream().update("가\ufffd나\ufffd") == "가나"


def test_what_only_looked_like_a_stop_string_comes_at_the_end() -> None:
    stream = TextStream(("<|끝|>",))

    assert stream.add("가<|") == "가"
    assert stream.finish() == "<|"
    assert stream.reason is None


def test_nothing_comes_after_the_stop() -> None:
    stream = TextStream(("\n\n",))

    assert stream.add("가\n\n나") == "가"
    assert stream.add("다") == ""
    assert stream.finish() == ""


@pytest.mark.parametrize("unit", ["ㅋ", "그리고 또 ", "아쉬운 점 | 성실합니다 | 근거가 없습니다 | 사례를 쓰세요\n" * 3])
def test_an_endless_loop_is_ended(unit: str) -> None:
    stream = TextStream()
    shown = stream.add("총평 | ")
    for _ in range(1000):
        for character in unit:
            shown += stream.add(character)
        if stream.reason is not None:
            break

    assert stream.reason is FinishReason.REPETITION
    assert len(shown) < 600


def test_lists_rules_and_dashes_are_no_loop() -> None:
    stream = TextStream()
    text = "".join(f"아쉬운 점 | 인용 {n} | 이유가 모자랍니다 | 근거를 더하세요\n" for n in range(40)) + "-" * 80
    shown = "".join(stream.add(character) for character in text)

    assert shown == text
    assert stream.reason is None
