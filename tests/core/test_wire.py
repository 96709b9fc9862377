"""What crosses between processes is checked when it arrives."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import pytest

from core.errors import ProtocolError
from core.remark import Span
from core.wire import LineDecoder, encode, kinds_of, read


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    span: Span | None = None
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    inner: Inner = field(default_factory=Inner)
    colour: Colour | None = None
    weight: Literal[0, 1, 2] = 1
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Other:
    pass


KINDS = kinds_of(Message | Other)


@pytest.mark.parametrize(
    "message",
    [
        Message("가"),
        Message("\ud83d", Inner(Span(1, 2), ("나", "다")), Colour.RED, 2, 0.5),
        Message("", Inner(None, ())),
        Other(),
    ],
)
def test_what_is_sent_arrives_however_it_is_cut(message: Message | Other) -> None:
    line = encode(message)
    decoder = LineDecoder(KINDS)

    found = [one for byte in line for one in decoder.feed(bytes([byte]))]

    assert found == [message]


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"[]",
        b'{"type": "Unknown"}',
        b'{"type": "Message"}',
        b'{"type": "Message", "id": 1}',
        b'{"type": "Message", "id": "a", "more": 1}',
        b'{"type": "Message", "id": "a", "weight": 3}',
        b'{"type": "Message", "id": "a", "weight": true}',
        b'{"type": "Message", "id": "a", "colour": "blue"}',
        b'{"type": "Message", "id": "a", "share": NaN}',
        b'{"type": "Message", "id": "a", "inner": {"span": {"start": 2, "end": 1}}}',
        b'{"type": "Message", "id": "a", "inner": {"names": [1]}}',
        b'{"type": "Message", "id": "a", "inner": {"names": "ab"}}',
        "고장 난 글".encode("cp949"),
    ],
)
def test_an_unreadable_line_is_an_error_in_its_place_and_never_quoted(line: bytes) -> None:
    first, second, third = LineDecoder(KINDS).feed(encode(Other()) + line + b"\n" + encode(Message("가")))

    assert (first, third) == (Other(), Message("가"))
    assert isinstance(second, ProtocolError)
    assert "garbage" not in str(second)


def test_a_value_alone_can_be_read() -> None:
    assert read(tuple[Span, ...], [{"start": 0, "end": 3}]) == (Span(0, 3),)
    with pytest.raises(ProtocolError):
        read(tuple[Span, ...], {"start": 0, "end": 3})
