"""What the window and the engine process say to each other: one JSON object a line, UTF-8, no I/O here.

Commands go to the engine's standard input, events come from its standard output. A request is named by the
`request_id` that its sender chose; events that answer it carry the same id.
"""

import json
import types
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Never, cast, get_args, get_origin, get_type_hints

from core.errors import ProtocolError

VERSION = 1
# A line this long (bytes) is not ours: what comes until the next line feed is dropped.
LONGEST_LINE = 8 * 1024 * 1024


class BackendName(StrEnum):
    OPENVINO = "openvino"
    LLAMA_CPP = "llama_cpp"
    TRANSFORMERS = "transformers"


class FinishReason(StrEnum):
    """Why a generation ended; each is shown to the user."""

    END_OF_TEXT = "end_of_text"
    STOP = "stop"  # one of the stop strings of the prompt format
    LENGTH = "length"
    REPETITION = "repetition"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Sampling:
    """Greedy when temperature is 0. `stop` strings end the text and are not part of it."""

    max_tokens: int = 700
    temperature: float = 0.2
    top_p: float = 0.9
    top_k: int = 40
    repeat_penalty: float = 1.0  # OpenVINO counts the prompt in, which works against verbatim quotes
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """Open a model, and an adapter in PEFT form (a folder) with it. Replaces whatever is loaded."""

    request_id: str
    backend: BackendName
    model_path: str
    adapter_path: str | None = None
    context_length: int = 2048
    threads: int = 0  # 0: chosen by core.engine.hardware
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Generate:
    """Continue `prompt`. Control tokens of the prompt format are in it as text; the essay inside was neutralised."""

    request_id: str
    prompt: str
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """Fill the cache with a prompt's prefix at low priority; any Generate or newer ReadAhead preempts it."""

    request_id: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Cancel:
    request_id: str


@dataclass(frozen=True, slots=True)
class Quit:
    pass


Command = Load | Generate | ReadAhead | Cancel | Quit


@dataclass(frozen=True, slots=True)
class Hello:
    """First line of an engine."""

    version: int
    pid: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """`device_reason` says in a stable code why this device was taken ("chosen", "only", "fallback:<detail>")."""

    request_id: str
    backend: BackendName
    device: str
    device_reason: str
    seconds: float
    memory_bytes: int
    context_length: int
    adapter: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Prompt tokens read so far, those found in the cache included."""

    request_id: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TextChunk:
    """Text that was added: whole characters only. `tokens` counts all generated so far."""

    request_id: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds are wall time in the engine; `first_token_s` counts from the request's arrival."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prefill_s: float = 0.0
    first_token_s: float = 0.0
    decode_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A Generate or ReadAhead ended; for a cancelled one too."""

    request_id: str
    reason: FinishReason
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class Failed:
    """A request failed with an AppError code (see core.errors); the engine goes on.

    An empty `request_id` belongs to no request: a line that could not be read (code "engine.protocol").
    """

    request_id: str
    code: str
    detail: str = ""
    context: dict[str, str | int | float] = field(default_factory=dict)


Event = Hello | Loaded | Reading | TextChunk | Finished | Failed


_COMMANDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Command)}
_EVENTS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}


def encode(message: Command | Event) -> bytes:
    """One line of ASCII: JSON escapes keep every Python string, lone surrogates included, safe from any cut."""
    return json.dumps({"type": type(message).__name__} | asdict(message), allow_nan=False).encode("ascii") + b"\n"


class EventDecoder:
    """Bytes of an engine's output, cut anywhere, to events. Does no I/O."""

    def __init__(self) -> None:
        self._lines = _Lines()

    def feed(self, data: bytes) -> list[Event]:
        """The events completed by `data`, in order; an unreadable line becomes Failed("", "engine.protocol")."""
        events: list[Event] = []
        for line in self._lines.feed(data):
            try:
                events.append(cast(Event, _message(line, _EVENTS)))
            except ProtocolError as error:
                events.append(Failed("", error.code, error.detail, error.context))
        return events


class CommandDecoder:
    """Bytes of an engine's input, cut anywhere, to commands. Does no I/O."""

    def __init__(self) -> None:
        self._lines = _Lines()

    def feed(self, data: bytes) -> list[Command | ProtocolError]:
        """The commands completed by `data`, in order, with an error in the place of each unreadable line."""
        commands: list[Command | ProtocolError] = []
        for line in self._lines.feed(data):
            try:
                commands.append(cast(Command, _message(line, _COMMANDS)))
            except ProtocolError as error:
                commands.append(error)
        return commands


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


def _message(line: bytes | None, kinds: dict[str, type]) -> object:
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
    """Check a JSON value against a type hint of this module and convert it."""
    result = None
    origin, arguments = get_origin(hint), get_args(hint)
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
    elif type(value) in (arguments if isinstance(hint, types.UnionType) else (hint,)):
        return value
    if result is None:
        raise ProtocolError("wrong type", field=place)
    return result


def _read_dataclass(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise ProtocolError("wrong type", field=place)
    known = {field.name: field for field in fields(kind)}
    needed = {name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING}
    if not needed <= value.keys() or not value.keys() <= known.keys():
        raise ProtocolError("missing or unknown fields", field=place)
    return kind(**{name: _read(_hints(kind)[name], item, f"{place}.{name}") for name, item in value.items()})
