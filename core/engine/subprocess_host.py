"""The engine process for programs without an event loop: the command line and the tests."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from core import paths
from core.engine.client import Action, EngineClient
from core.engine.protocol import Event, Generate, Hello, Load, ReadAhead
from core.errors import EngineError

_ENGINE = "cheomsak-engine"
_TICK_SECONDS = 0.25
_STOP_SECONDS = 2.0
_LONGEST_LOG = 1024 * 1024


def engine_argv() -> list[str]:
    """The command line of the engine: this Python, or the second executable of a bundle."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name(_ENGINE + Path(sys.executable).suffix)), "engine"]
    return [sys.executable, "-m", "core", "engine"]


def engine_environment() -> dict[str, str]:
    """The environment of the engine: `core` is found from every working folder, and text is UTF-8."""
    environment = dict(os.environ)
    root = str(Path(__file__).resolve().parents[2])
    found = [root, *filter(None, [environment.get("PYTHONPATH")])]
    return environment | {"PYTHONPATH": os.pathsep.join(found), "PYTHONUTF8": "1"}


@dataclass(frozen=True, slots=True)
class _Running:
    """A started engine; `output` holds what it wrote, with empty bytes for the end."""

    process: subprocess.Popen[bytes]
    stdin: IO[bytes]
    stdout: IO[bytes]
    reader: threading.Thread
    output: "queue.SimpleQueue[bytes]"


class EngineProcess:
    """Runs one engine and waits for its answers. For one thread.

    The process starts at the first request, and again after it died or was killed; it then has no model open (see
    `client.loaded`). What libraries write goes to `log`, by default engine.log among the logs.
    """

    def __init__(
        self, argv: list[str] | None = None, *, client: EngineClient | None = None, log: Path | None = None
    ) -> None:
        self.client = client or EngineClient()
        self._argv = argv or engine_argv()
        self._log = log
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return self._running.process.pid if self._running else None

    def run(self, command: Load | Generate | ReadAhead) -> Iterator[Event]:
        """Ask, and give the events of this request until it is over. Leaving the loop early cancels it."""
        over = False
        self.send(command)
        try:
            while not over:
                for event in self.wait():
                    if not isinstance(event, Hello) and event.request_id == command.request_id:
                        over = isinstance(event, EngineClient.TERMINAL)
                        yield event
        finally:
            if not over:
                self.cancel(command.request_id)

    def send(self, command: Load | Generate | ReadAhead) -> None:
        """Ask without waiting; the events come from `wait`. Raises EngineError when there is no engine to start."""
        running = self._running or self._start()
        now = time.monotonic()
        match command:
            case Load():
                data = self.client.load(command, now)
            case Generate():
                data = self.client.generate(command, now)
            case ReadAhead():
                data = self.client.read_ahead(command, now)
        _write(running.stdin, data)

    def cancel(self, request_id: str) -> None:
        """End a request; its Finished still comes."""
        data = self.client.cancel(request_id, time.monotonic())
        if self._running:
            _write(self._running.stdin, data)

    def wait(self) -> list[Event]:
        """The next events, after at most a quarter of a second; none when there are none."""
        running = self._running
        if running is None:
            return []
        try:
            data = running.output.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            events: list[Event] = []
        else:
            if not data:
                return self._end(running)
            events = self.client.feed(data, time.monotonic())
        if self.client.tick(time.monotonic()) is Action.KILL:
            running.process.kill()
        return events

    def stop(self) -> None:
        """End the process: by asking, then by force. All its memory is back when this returns."""
        running = self._running
        if running is None:
            return
        _write(running.stdin, self.client.quit())
        _close(running.stdin)
        try:
            running.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.process.kill()
        self._end(running)

    def _start(self) -> _Running:
        log = self._log or paths.logs_dir() / "engine.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        keep = log.exists() and log.stat().st_size < _LONGEST_LOG
        with log.open("ab" if keep else "wb") as errors:
            self._running = _open(self._argv, errors)
        self.client.process_started(time.monotonic())
        return self._running

    def _end(self, running: _Running) -> list[Event]:
        """Collect a process whose output is over and what the client makes of it."""
        code = running.process.wait()
        running.reader.join()
        _close(running.stdin)
        running.stdout.close()
        self._running = None
        return self.client.process_ended(abs(code) if code < 0 else code, code < 0, time.monotonic())


def _open(argv: list[str], errors: IO[bytes]) -> _Running:
    # Windows: no console window, and Ctrl+C in ours is not for the engine.
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            argv, stdin=pipe, stdout=pipe, stderr=errors, env=engine_environment(), creationflags=flags
        )
    except OSError as error:
        raise EngineError(f"cannot start: {type(error).__name__}") from error
    if process.stdin is None or process.stdout is None:
        raise EngineError("no pipes to the engine")
    output: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, output), name="engine output", daemon=True)
    reader.start()
    return _Running(process, process.stdin, process.stdout, reader, output)


def _read(stdout: IO[bytes], output: "queue.SimpleQueue[bytes]") -> None:
    data = b"-"
    while data:
        data = os.read(stdout.fileno(), 1 << 16)
        output.put(data)


def _write(stdin: IO[bytes], data: bytes) -> None:
    with suppress(OSError, ValueError):  # it died, or its input is closed: the end of its output tells
        stdin.write(data)
        stdin.flush()


def _close(stdin: IO[bytes]) -> None:
    with suppress(OSError):
        stdin.close()
