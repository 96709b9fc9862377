"""One critique being written: no threads, no files, no clock, so a test is three lines.

State moves OPENING → READING → WRITING → DONE, and from each of the first three to CANCELLED or FAILED. What has
arrived stays whatever happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from core.critique.evidence import with_evidence
from core.critique.gate import DropReason, Gate
from core.critique.parse import ReplyParser
from core.engine.protocol import Event, Failed, Finished, FinishReason, Generate, Loaded, Reading, TextChunk, Timings
from core.errors import AppError, by_code
from core.language.protocol import Found
from core.remark import Remark


class State(StrEnum):
    """Stored by value. A critique whose process died while it was open is closed by storage as "interrupted"."""

    OPENING = "opening"
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OVER = frozenset({State.DONE, State.CANCELLED, State.FAILED})


@dataclass(slots=True)
class CritiqueSession:
    """The answer of the engine to one Load and one Generate with these ids, from `started` on.

    `opening` is the beginning of the reply when the prompt ends in it. Times are seconds of any one clock, handed in
    with each event.
    """

    load_id: str
    generate_id: str
    gate: Gate
    started: float
    opening: str = ""
    state: State = State.OPENING
    remarks: tuple[Remark, ...] = ()
    loaded: Loaded | None = None
    reading: tuple[int, int] = (0, 0)
    finish_reason: FinishReason | None = None
    timings: Timings | None = None
    error: AppError | None = None
    _parser: ReplyParser = field(default_factory=ReplyParser)
    _judged: int = 0
    _chars: int = 0
    _tokens: int = 0
    _first_text: tuple[float, int, int] | None = None  # time, characters and tokens when the first piece came
    _now: float = field(init=False)

    def __post_init__(self) -> None:
        self._now = self.started

    @property
    def over(self) -> bool:
        return self.state in OVER

    def apply(self, event: Event, now: float) -> bool:
        """Take one event; False when it changes nothing, being another request's or too late."""
        # After a cancel or a crash the engine may still have events in flight.
        if self.over or getattr(event, "request_id", None) not in {self.load_id, self.generate_id}:
            return False
        self._now = max(self._now, now)
        match event:
            case Loaded():
                self.loaded = event
                self.state = State.READING
            case Reading(done=done, total=total):
                self.state = State.READING
                self.reading = (done, total)
            case TextChunk(text=text, tokens=tokens):
                self._write(text, tokens)
            case Finished(reason=reason, timings=timings):
                self.finish_reason, self.timings = reason, timings
                self._close(State.CANCELLED if reason is FinishReason.CANCELLED else State.DONE)
            case Failed(code=code, detail=detail, context=context):
                self._fail(by_code(code)(detail, **context))
            case _:
                return False
        return True

    def take(self) -> Generate | None:
        """What is to be asked of the engine next; nothing but in a guided critique (`core.critique.guided`)."""
        return None

    def tick(self, now: float) -> None:
        """Let `elapsed` grow while nothing arrives."""
        if not self.over:
            self._now = max(self._now, now)

    def cancel(self, now: float) -> None:
        """Close the session at once; the engine is told, and waited for, elsewhere."""
        if not self.over:
            self.tick(now)
            self.finish_reason = FinishReason.CANCELLED
            self._close(State.CANCELLED)

    def fail(self, error: AppError, now: float) -> None:
        """Close the session because the engine is gone or never came."""
        if not self.over:
            self.tick(now)
            self._fail(error)

    def give_evidence(self, found: Iterable[Found]) -> None:
        """Put what experts said beside the remarks (see `core.critique.evidence`); it may come after the end."""
        self.remarks = with_evidence(self.remarks, found)

    @property
    def partial(self) -> Remark | None:
        """The remark that is being written, as far as it may be shown."""
        raw = None if self.over else self._parser.partial
        return None if raw is None else self.gate.partial(raw)

    @property
    def overall(self) -> str:
        """총평, without what the answer does not bear out."""
        return self.gate.overall(self._parser.overall)

    @property
    def raw(self) -> str:
        """The reply as the model wrote it."""
        return self._parser.raw

    @property
    def dropped(self) -> dict[DropReason, int]:
        """How many remarks were not shown, by reason."""
        return dict(self.gate.dropped)

    @property
    def elapsed(self) -> float:
        """Seconds from the start to the end, or to the latest moment that was told."""
        return self._now - self.started

    @property
    def rate_chars(self) -> float:
        """Characters a second since the first piece of text; 0 until there are two."""
        return self._rate(self._chars, 1)

    @property
    def rate_tokens(self) -> float:
        """Tokens a second since the first piece of text; 0 until there are two."""
        return self._rate(self._tokens, 2)

    def _rate(self, now_at: int, place: int) -> float:
        if self._first_text is None or self._now <= self._first_text[0]:
            return 0.0
        return (now_at - self._first_text[place]) / (self._now - self._first_text[0])

    def _write(self, text: str, tokens: int) -> None:
        self.state = State.WRITING
        self._chars += len(text)
        self._tokens = tokens
        if self._first_text is None:
            self._first_text = (self._now, len(text), tokens)
            text = self.opening + text
        self._parser.feed(text)
        self._judge()

    def _judge(self) -> None:
        """Pass the remarks that are complete now through the gate."""
        complete = self._parser.remarks
        judged = (self.gate.remark(raw) for raw in complete[self._judged :])
        self.remarks += tuple(remark for remark in judged if remark is not None)
        self._judged = len(complete)

    def _close(self, state: State) -> None:
        self.state = state
        self._parser.finish()
        self._judge()

    def _fail(self, error: AppError) -> None:
        self.error = error
        self._close(State.FAILED)
