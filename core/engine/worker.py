"""The engine process: commands on standard input, events on standard output, one model, one request at a time.

Three rules keep it safe. The protocol has a private copy of standard output, and file descriptor 1 points at
standard error, so nothing that a library prints can corrupt it. A reader thread ends the process when standard
input ends, also in the middle of a native call, so a dead window leaves no orphan. What users wrote goes to the
backend and nowhere else: errors cross as codes, and a bug crosses as the name of its type.
"""

import contextlib
import faulthandler
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace

from core import child
from core.engine import backends
from core.engine.backends.base import Backend
from core.engine.protocol import (
    VERSION,
    BackendName,
    Cancel,
    Command,
    CommandDecoder,
    Event,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Hello,
    Load,
    Quit,
    ReadAhead,
    Reading,
    Request,
    Score,
    TextChunk,
)
from core.errors import AppError, EngineError, ProtocolError

# GNU OpenMP spins while it waits for its other threads. With any other busy program beside it on two cores that made
# llama.cpp five to ten times slower than waiting asleep; but to fall asleep and be woken costs 30 µs in each of the
# hundreds of steps of a token. A short spin has most of both: the 1.5B starter with its adapter writes 13.0 tokens a
# second asleep, 23.1 with 300 turns and 27.3 with 1,000; beside a busy program 13.8, 12.9 and 9.6.
THREADS = {"GOMP_SPINCOUNT": "300"}


_GRACE_SECONDS = 0.5


def main() -> int:
    """Serve the real backends until Quit or the end of standard input."""
    # Libraries read these when they are imported, which is later: this module imports none of them.
    os.environ.update(THREADS | dict(os.environ) | child.QUIET)
    return serve(backends.create)


def serve(create: Callable[[BackendName], Backend]) -> int:
    """Run the command loop in this thread; `create` gives the backend of a Load."""
    # A copy of standard error: a backend may catch descriptor 2 for a while, and a crash then must still be told.
    faulthandler.enable(os.dup(2))
    # Ctrl+C in a terminal reaches the whole group of processes; what it means is the host's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = child.Output(child.private_stdout())
    inbox = _Inbox(output.send)
    output.send(Hello(VERSION, os.getpid()))
    threading.Thread(target=_read_stdin, args=(inbox,), name="stdin", daemon=True).start()
    loop = _Loop(create, output.send)
    while True:
        with inbox.next() as request:
            if isinstance(request.command, Quit):
                loop.close()
                return 0
            loop.run(request)


class _Request:
    """A command that was taken from standard input, and whether it is still wanted."""

    def __init__(self, command: Request | Quit) -> None:
        self.command = command
        self.stopped = threading.Event()


class _Inbox:
    """What is waiting and what is running. The reader thread puts and cancels, the command loop takes."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._changed = threading.Condition()
        self._waiting: deque[_Request] = deque()
        self._running: _Request | None = None

    def put(self, command: Command) -> None:
        with self._changed:
            if isinstance(command, Cancel):
                self._stop(lambda request: getattr(request.command, "request_id", None) == command.request_id)
                return
            if isinstance(command, Quit):
                self._stop(lambda _: True)
            else:  # whatever is asked for is more wanted than an older read-ahead
                self._stop(lambda request: isinstance(request.command, ReadAhead))
            self._waiting.append(_Request(command))
            self._changed.notify()

    @contextlib.contextmanager
    def next(self) -> Iterator[_Request]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            request = self._running = self._waiting.popleft()
        try:
            yield request
        finally:
            with self._changed:
                self._running = None

    def _stop(self, chosen: Callable[[_Request], bool]) -> None:
        """Stop what runs, and answer for what waits: it will never run. A Load is never half done: it runs."""
        if self._running is not None and chosen(self._running):
            self._running.stopped.set()
        for request in [request for request in self._waiting if chosen(request)]:
            self._waiting.remove(request)
            if not isinstance(request.command, Quit):
                self._send(Finished(request.command.request_id, FinishReason.CANCELLED))

    def refuse(self, error: ProtocolError) -> None:
        self._send(Failed("", error.code, error.detail, error.context))


def _read_stdin(inbox: _Inbox) -> None:
    decoder = CommandDecoder()
    for data in child.standard_input():
        for command in decoder.feed(data):
            if isinstance(command, ProtocolError):
                inbox.refuse(command)
            else:
                inbox.put(command)
    # The window is gone. A request that listens ends now and leaves nothing in temporary folders; a native call that
    # does not is not waited for.
    inbox.put(Quit())
    threading.Event().wait(_GRACE_SECONDS)
    os._exit(0)


class _Control:
    """core.engine.backends.base.RequestControl over one request."""

    def __init__(self, request_id: str, stopped: threading.Event, send: Callable[[Event], None]) -> None:
        self._request_id = request_id
        self._stopped = stopped
        self._send = send

    def cancelled(self) -> bool:
        return self._stopped.is_set()

    def reading(self, done: int, total: int) -> None:
        self._send(Reading(self._request_id, done, total))

    def text(self, piece: str, tokens: int) -> None:
        self._send(TextChunk(self._request_id, piece, tokens))


class _Loop:
    """Runs requests one after the other on the backend of the last Load."""

    def __init__(self, create: Callable[[BackendName], Backend], send: Callable[[Event], None]) -> None:
        self._create = create
        self._send = send
        self._backend: Backend | None = None

    def run(self, request: _Request) -> None:
        command = request.command
        if isinstance(command, Quit):
            return
        try:
            self._send(self._answer(command, request.stopped))
        except AppError as error:
            self._send(Failed(command.request_id, error.code, error.detail, error.context))
        except Exception as error:  # noqa: BLE001 — the worker's loop: a bug in one request must not end the process
            child.report(error)
            self._send(Failed(command.request_id, EngineError.code, type(error).__name__))

    def close(self) -> None:
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _answer(self, command: Request, stopped: threading.Event) -> Event:
        if isinstance(command, Load):
            self.close()
            backend = self._create(command.backend)
            loaded = backend.load(command)
            self._backend = backend
            return loaded
        if self._backend is None:
            raise EngineError("no model is open")
        control = _Control(command.request_id, stopped, self._send)
        # Half of a surrogate pair can be typed and pasted, and no library takes it.
        command = replace(command, prompt=_whole(command.prompt))
        match command:
            case Generate():
                return self._backend.generate(command, control)
            case ReadAhead():
                return self._backend.read_ahead(command, control)
            case Score():
                command = replace(command, continuations=tuple(map(_whole, command.continuations)))
                return self._backend.score(command, control)


def _whole(text: str) -> str:
    """The text with a question mark for each half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")
