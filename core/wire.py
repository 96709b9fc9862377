"""Frozen dataclasses as JSON, one object a line: how the processes of this program speak with each other. No I/O.

A message is {"type": its class, …its fields}. What is read is checked against the hints of the class, so a message
that arrives is as good as one that was made here.
"""

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal, Never, Union, get_args, get_origin, get_type_hints

from core.errors import ProtocolError

# A line this long (bytes) is not ours: what comes until the next line feed is dropped.
LONGEST_LINE = 8 * 1024 * 1024

Kinds = Mapping[str, type]


def read(hint: Any, value: Any) -> Any:
    """A JSON value as the dataclass, tuple or other type of `hint`. Raises ProtocolError."""
    return _read(hint, value, getattr(hint, "__name__", "value"))


def kinds_of(union: Any) -> Kinds:
    """The classes of a union of messages, by the name that stands in "type"."""
    return {kind.__name__: kind for kind in get_args(union)}


def encode(message: Any) -> bytes:
    """One line of ASCII: JSON escapes keep every Python string, lone surrogates included, safe from any cut."""
    return json.dumps({"type": type(message).__name__} | asdict(message), allow_nan=False).encode("ascii") + b"\n"


class LineDecoder:
    """Bytes, cut anywhere, to messages of certain kinds."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._lines = _Lines()

    def feed(self, data: bytes) -> list[Any]:
        """The messages completed by `data`, in order, with a ProtocolError in the place of each unreadable line."""
        messages: list[Any] = []
        for line in self._lines.feed(data):
            try:
                messages.append(_message(line, self._kinds))
            except ProtocolError as error:
                messages.append(error)
        return messages


class _Lines:
    """Cuts bytes into lines; `None` stands for a line that was too long to keep."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        *ended, rest = data.split(b"\n")
        for part in ended:
            self._keep(part)
            line = b"".join(self._parts) if self._size <= LONGEST_LINE else None
            self._parts, self._size = [], 0
            if line is None or line.strip():
                yield line
        self._keep(rest)

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LONGEST_LINE:
            self._parts.append(part)
        else:
            self._parts = []


def _message(line: bytes | None, kinds: Kinds) -> object:
    """One message. Errors say what is wrong with the form and never quote the line: it may hold an essay."""
    if line is None:
        raise ProtocolError("line too long", longest=LONGEST_LINE)
    try:
        value = json.loads(line, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON", bytes=len(line)) from error
    kind = kinds.get(name) if isinstance(value, dict) and isinstance(name := value.pop("type", None), str) else None
    if kind is None:
        raise ProtocolError("unknown message", bytes=len(line))
    return _read(kind, value, kind.__name__)


def _not_a_number(_: str) -> Never:
    raise ValueError("JSON has no NaN and no infinity")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any, place: str) -> Any:
    """Check a JSON value against a type hint of a message and convert it."""
    result = None
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {types.UnionType, Union}:
        return _read_union(arguments, value, place)
    if isinstance(hint, type) and is_dataclass(hint):
        result = _read_dataclass(hint, value, place)
    elif origin is tuple and isinstance(value, list):
        result = tuple(_read(arguments[0], item, place) for item in value)
    elif origin is dict and isinstance(value, dict):
        result = {key: _read(arguments[1], item, place) for key, item in value.items()}
    elif isinstance(hint, type) and issubclass(hint, StrEnum) and value in list(hint):
        result = hint(value)
    elif hint is float and type(value) in (int, float):
        result = float(value)
    elif type(value) is hint or (origin is Literal and type(value) is not bool and value in arguments):
        result = value
    if result is None:
        raise ProtocolError("wrong type", field=place)
    return result


def _read_union(arguments: tuple[Any, ...], value: Any, place: str) -> Any:
    """Plain types go by the value's own; of the others there is one at most."""
    if value is None and type(None) in arguments:
        return None
    if type(value) in arguments:
        return value
    others = [one for one in arguments if one not in {str, int, float, bool, type(None)}]
    if not others:
        raise ProtocolError("wrong type", field=place)
    return _read(others[0], value, place)


def _read_dataclass(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise ProtocolError("wrong type", field=place)
    known = {field.name: field for field in fields(kind)}
    needed = {name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING}
    if not needed <= value.keys() or not value.keys() <= known.keys():
        raise ProtocolError("missing or unknown fields", field=place)
    read = {name: _read(_hints(kind)[name], item, f"{place}.{name}") for name, item in value.items()}
    try:
        return kind(**read)
    except ValueError as error:  # a Span that ends before it starts
        raise ProtocolError("impossible value", field=place) from error
