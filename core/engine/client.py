"""The window's side of the engine: what is asked, what is answered, what is late. No I/O and no clock of its own.

A host (Qt or blocking) writes the bytes that come from here, feeds what the process says, calls `tick` a few times
a second, and tells when the process starts and ends. One client lives through many engine processes. Times are
seconds of one monotonic clock.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from core.engine.protocol import (
    VERSION,
    Cancel,
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
    Request,
    Score,
    Scored,
    encode,
)
from core.errors import EngineCrashed, EngineOutOfMemory, EngineStalled, ProtocolError

CANCEL_SECONDS = 3.0
STALL_SECONDS = 60.0
# A model may come from a slow disk, and some libraries compile it first.
LOAD_STALL_SECONDS = 300.0
CRASH_WINDOW_SECONDS = 300.0
_SIGKILL = 9


class Action(Enum):
    """What the host has to do."""

    KILL = "kill"


@dataclass(slots=True)
class _Pending:
    """A request that has no answer yet."""

    command: Request
    cancelled_at: float | None = None


class EngineClient:
    """See the module. `opened` is the Load that the running process has done or is doing, or None; `loaded` is its
    answer, None until it is there."""

    TERMINAL: ClassVar = (Loaded, Finished, Scored, Failed)

    def __init__(self, *, stall_seconds: float = STALL_SECONDS, load_stall_seconds: float = LOAD_STALL_SECONDS) -> None:
        self.opened: Load | None = None
        self.loaded: Loaded | None = None
        self._stall_seconds = stall_seconds
        self._load_stall_seconds = load_stall_seconds
        self._decoder = EventDecoder()
        self._pending: dict[str, _Pending] = {}
        self._progress_at = 0.0
        self._stalled_for = 0.0
        self._ending = False
        self._model = ""
        self._crashes: deque[tuple[float, str]] = deque(maxlen=8)

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._pending)

    def process_started(self, now: float) -> None:
        """A new engine process runs: it has nothing open and knows of no request."""
        self.opened, self.loaded = None, None
        self._decoder, self._ending, self._stalled_for = EventDecoder(), False, 0.0
        self._progress_at = now

    def load(self, command: Load, now: float) -> bytes:
        """The bytes that ask for a model. Answered by Loaded or Failed."""
        self._model = command.model_path
        self.opened, self.loaded = command, None
        return self._ask(command, now)

    def generate(self, command: Generate, now: float) -> bytes:
        """The bytes that ask for text. Answered by Reading and TextChunk, then Finished or Failed."""
        return self._ask(command, now)

    def read_ahead(self, command: ReadAhead, now: float) -> bytes:
        """The bytes that ask to read a prompt ahead. Answered by Reading, then Finished or Failed."""
        return self._ask(command, now)

    def score(self, command: Score, now: float) -> bytes:
        """The bytes that ask for likelihoods. Answered by Reading, then Scored, Finished (cancelled) or Failed."""
        return self._ask(command, now)

    def cancel(self, request_id: str, now: float) -> bytes:
        """The bytes that end a request; nothing when it has ended. Unanswered for 3 s, `tick` says KILL."""
        pending = self._pending.get(request_id)
        if pending is None or pending.cancelled_at is not None:
            return b""
        pending.cancelled_at = now
        return encode(Cancel(request_id))

    def quit(self) -> bytes:
        """The bytes that end the process, which then is no crash."""
        self._ending = True
        return encode(Quit())

    def feed(self, data: bytes, now: float) -> list[Event]:
        """The events in what the process wrote, without those of requests that are over or were never made."""
        return [event for given in self._decoder.feed(data) if (event := self._accept(given, now)) is not None]

    def tick(self, now: float) -> Action | None:
        """Whether the process must be killed: deaf to a cancel, or silent for too long."""
        if not self._pending:
            return None
        asked = [pending.cancelled_at for pending in self._pending.values() if pending.cancelled_at is not None]
        if asked and now - min(asked) >= CANCEL_SECONDS:
            return Action.KILL
        loading = any(isinstance(pending.command, Load) for pending in self._pending.values())
        silent = now - self._progress_at
        if silent >= (self._load_stall_seconds if loading else self._stall_seconds):
            self._stalled_for = silent
            return Action.KILL
        return None

    def process_ended(self, exit_code: int, crashed: bool, now: float) -> list[Event]:
        """The events that end what was asked of a process that is gone.

        As QProcess tells it: `crashed` with the number of the signal as `exit_code` on POSIX, and with the status
        of the exception on Windows. A cancelled request is Finished; another one Failed, and a crash while nothing
        was asked is Failed with an empty request id.
        """
        expected = self._ending or any(pending.cancelled_at is not None for pending in self._pending.values())
        failure = self._failure(exit_code, crashed)
        if not expected:
            self._crashes.append((now, self._model))
        events: list[Event] = [self._last(request_id, failure) for request_id in self._pending]
        if not events and not expected:
            events.append(self._failed("", failure))
        self._pending.clear()
        self.opened, self.loaded = None, None
        return events

    def crashed_often(self, model_path: str, now: float) -> bool:
        """Two crashes with one model within five minutes: time to offer a smaller one."""
        recent = [at for at, model in self._crashes if model == model_path and now - at <= CRASH_WINDOW_SECONDS]
        return len(recent) >= 2

    def _ask(self, command: Request, now: float) -> bytes:
        if not self._pending:
            self._progress_at = now
        self._pending[command.request_id] = _Pending(command)
        return encode(command)

    def _accept(self, event: Event, now: float) -> Event | None:
        if isinstance(event, Hello):
            if event.version == VERSION:
                return event
            context: dict[str, str | int | float] = {"expected": VERSION, "found": event.version}
            return Failed("", ProtocolError.code, "another version of the engine", context)
        if event.request_id not in self._pending:
            return None if event.request_id else event  # without an id: an unreadable line, for the log
        self._progress_at = now
        if self.opened is not None and event.request_id == self.opened.request_id:
            self.loaded = event if isinstance(event, Loaded) else None
            self.opened = self.opened if self.loaded is not None else None
        if isinstance(event, self.TERMINAL):
            del self._pending[event.request_id]
        return event

    def _failure(self, exit_code: int, crashed: bool) -> EngineCrashed | EngineStalled:
        if self._stalled_for:
            return EngineStalled("killed", seconds=round(self._stalled_for))
        if not crashed or exit_code > 64 or exit_code < 0:  # no POSIX signal: an exit code or a Windows status
            return EngineCrashed("ended", exit_code=exit_code)
        if exit_code == _SIGKILL:
            return EngineOutOfMemory("killed from outside", signal=exit_code)
        return EngineCrashed("killed by a signal", signal=exit_code)

    def _last(self, request_id: str, failure: EngineCrashed | EngineStalled) -> Event:
        if self._ending or self._pending[request_id].cancelled_at is not None:
            return Finished(request_id, FinishReason.CANCELLED)
        return self._failed(request_id, failure)

    @staticmethod
    def _failed(request_id: str, failure: EngineCrashed | EngineStalled) -> Failed:
        return Failed(request_id, failure.code, failure.detail, failure.context)
