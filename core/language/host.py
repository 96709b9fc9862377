"""The language process for programs without an event loop: the command line and the tests."""

import os
import queue
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from core import paths
from core.engine.pipes import Piped, close, start, write
from core.engine.subprocess_host import engine_argv
from core.language.client import LanguageClient
from core.language.protocol import Cancelled, Failed, Question, Reply, Result

_TICK_SECONDS = 0.25
_STOP_SECONDS = 3.0

ENDS = (Result, Cancelled, Failed)


def language_argv() -> list[str]:
    """The command line of the process: that of the engine, with another part of core."""
    return [*engine_argv()[:-1], "language"]


class LanguageProcess:
    """Runs one process and waits for its answers. For one thread.

    It starts at the first question, and again after it died. What libraries write goes to `log`, by default
    language.log among the logs.
    """

    def __init__(self, argv: list[str] | None = None, *, log: Path | None = None) -> None:
        self.client = LanguageClient()
        self._argv = argv or language_argv()
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

    def ask(self, question: Question) -> None:
        """Ask without waiting; the replies come from `wait`. Raises EngineError when there is nothing to start."""
        write(self._begun().stdin, self.client.ask(question))

    def update(self) -> None:
        """Have the index brought up to date. Raises EngineError when there is nothing to start."""
        write(self._begun().stdin, self.client.update())

    def run(self, question: Question) -> Iterator[Reply]:
        """Ask, and give what comes until this question is answered, also what belongs to no question."""
        self.ask(question)
        over = False
        while not over:
            for reply in self.wait():
                over = over or (isinstance(reply, ENDS) and reply.request_id == question.request_id)
                yield reply

    def cancel(self, request_id: str) -> None:
        """End a question; its Cancelled still comes."""
        data = self.client.cancel(request_id)
        if self._running is not None:
            write(self._running.stdin, data)

    def wait(self, seconds: float = _TICK_SECONDS) -> list[Reply]:
        """The next replies; none when none came in time."""
        if self._running is None:
            return []
        try:
            data = self._running.output.get(timeout=seconds)
        except queue.Empty:
            return []
        return self.client.feed(data) if data else self._end()

    def stop(self) -> None:
        """End the process: by asking, then by force."""
        if self._running is None:
            return
        write(self._running.stdin, self.client.quit())
        close(self._running.stdin)
        try:
            self._running.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.process.kill()
        self._end()

    def kill(self) -> None:
        """End it without asking; what is awaited is Failed."""
        if self._running is not None:
            os.kill(self._running.process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _begun(self) -> Piped:
        if self._running is None:
            self._running = start(self._argv, self._log or paths.logs_dir() / "language.log")
            self.client.process_started()
        return self._running

    def _end(self) -> list[Reply]:
        running, self._running = self._running, None
        if running is None:
            return []
        code = running.collect()
        return self.client.process_ended(abs(code), code < 0)
