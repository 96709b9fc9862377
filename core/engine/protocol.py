"""What the window and the engine process say to each other: one JSON object a line, UTF-8, no I/O here.

Commands go to the engine's standard input, events come from its standard output. A request is named by the
`request_id` that its sender chose; events that answer it carry the same id.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import ProtocolError
from core.wire import LONGEST_LINE, LineDecoder, encode, kinds_of

__all__ = ["LONGEST_LINE", "encode"]

VERSION = 2  # one more whenever an engine of before would not understand
MOST_CONTINUATIONS = 256


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
class Score:
    """How likely each of `continuations` is right after `prompt`; nothing is generated.

    Both are read as text with control tokens, as in Generate, and made into tokens apart: no token reaches over the
    place where they meet, as it is in training (`training.encoding`). Raises ValueError for none, for more than
    MOST_CONTINUATIONS, and for an empty one.
    """

    request_id: str
    prompt: str
    continuations: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.continuations) <= MOST_CONTINUATIONS or not all(self.continuations):
            raise ValueError("no continuations, too many, or an empty one")


@dataclass(frozen=True, slots=True)
class Cancel:
    request_id: str


@dataclass(frozen=True, slots=True)
class Quit:
    pass


Request = Load | Generate | ReadAhead | Score  # what is answered, in the end, by one terminal event
Command = Request | Cancel | Quit


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
    """Prompt tokens read so far, those found in the cache included; of a Score, those of its continuations too."""

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
    """Seconds are wall time in the engine; `first_token_s` counts from the request's arrival.

    Of a Score, `generated_tokens` are those of its continuations and `decode_s` is the time that they took.
    """

    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prefill_s: float = 0.0
    first_token_s: float = 0.0
    decode_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A Generate or ReadAhead ended; for a cancelled one too, and for a cancelled Score."""

    request_id: str
    reason: FinishReason
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class Scores:
    """Natural logarithm of the probability of one continuation, summed over its `tokens`."""

    log_prob: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A Score ended: one entry for each continuation, in their order."""

    request_id: str
    scores: tuple[Scores, ...]
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


Event = Hello | Loaded | Reading | TextChunk | Finished | Scored | Failed


_COMMANDS = kinds_of(Command)
_EVENTS = kinds_of(Event)


class EventDecoder:
    """Bytes of an engine's output, cut anywhere, to events. Does no I/O."""

    def __init__(self) -> None:
        self._lines = LineDecoder(_EVENTS)

    def feed(self, data: bytes) -> list[Event]:
        """The events completed by `data`, in order; an unreadable line becomes Failed("", "engine.protocol")."""
        return [
            Failed("", event.code, event.detail, event.context) if isinstance(event, ProtocolError) else event
            for event in self._lines.feed(data)
        ]


class CommandDecoder:
    """Bytes of an engine's input, cut anywhere, to commands. Does no I/O."""

    def __init__(self) -> None:
        self._lines = LineDecoder(_COMMANDS)

    def feed(self, data: bytes) -> list[Command | ProtocolError]:
        """The commands completed by `data`, in order, with an error in the place of each unreadable line."""
        return self._lines.feed(data)
