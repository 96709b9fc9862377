"""The engine process for programs without an event loop: the command line and the tests."""

import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from core import paths
from core.engine.client import Action, EngineClient
from core.engine.pipes import Piped, close, engine_environment, start, write
from core.engine.protocol import Event, Generate, Hello, Load, ReadAhead, Request, Score

__all__ = ["EngineProcess", "engine_argv", "engine_environment"]

_ENGINE = "cheomsak-engine"
_TICK_SECONDS = 0.25
_STOP_SECONDS = 2.0


def engine_argv() -> list[str]:
    """The command line of the engine: this Python, or the second executable of a bundle."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name(_ENGINE + Path(sys.executable).suffix)), "engine"]
    return [sys.executable, "-m", "core", "engine"]


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
        self._running: Piped | None = None

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

    def run(self, command: Request) -> Iterator[Event]:
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

    def send(self, command: Request) -> None:
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
            case Score():
                data = self.client.score(command, now)
        write(running.stdin, data)

    def cancel(self, request_id: str) -> None:
        """End a request; its Finished still comes."""
        data = self.client.cancel(request_id, time.monotonic())
        if self._running:
            write(self._running.stdin, data)

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
        write(running.stdin, self.client.quit())
        close(running.stdin)
        try:
            running.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            running.process.kill()
        self._end(running)

    def _start(self) -> Piped:
        self._running = start(self._argv, self._log or paths.logs_dir() / "engine.log")
        self.client.process_started(time.monotonic())
        return self._running

    def _end(self, running: Piped) -> list[Event]:
        """Collect a process whose output is over and what the client makes of it."""
        code = running.collect()
        self._running = None
        return self.client.process_ended(abs(code) if code < 0 else code, code < 0, time.monotonic())
