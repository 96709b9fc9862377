"""A backend without a model: it says what a script tells it to say, and fails as it is told to fail.

In a process of its own: `fake_engine_argv(Script(reply="..."))` is the command line of a real worker with this
backend in it (the same as `python -m tests.fakes.engine JSON` in the repository).
"""

import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.engine.backends.base import RequestControl
from core.engine.backends.scoring import Scoring
from core.engine.protocol import (
    Finished,
    FinishReason,
    Generate,
    Load,
    Loaded,
    ReadAhead,
    Score,
    Scored,
    Timings,
)
from core.engine.text_stream import TextStream
from core.errors import ModelDamaged, ModelMissing, NotEnoughMemory

ROOT = Path(__file__).resolve().parents[2]
REPLY = (
    '좋은 점 | "매장 관리 아르바이트" | 겪은 일이 구체적입니다. | 그때의 숫자를 하나 더하면 좋습니다.\n'
    '아쉬운 점 | "최선을 다했습니다" | 무엇을 했는지 보이지 않습니다. | 한 일을 동사로 쓰세요.\n'
    "총평 | 경험은 좋습니다. 결과를 숫자로 보이면 더 믿음이 갑니다."
)


@dataclass(frozen=True, slots=True)
class Script:
    """What the fake does. Tokens are single code points; delays are in seconds.

    `crash`: "exit" (os._exit(3)), "kill" (SIGKILL to itself), "bug" (an exception that is not an AppError) or
    "print" (writes garbage to stdout as a library would, and goes on). `hang`: "deaf" never looks at cancel again,
    "native" does so without ever coming back to Python. `at` says where: "load", "prefill", "ahead" (when a
    ReadAhead begins), "score" (before a continuation), or "decode" (after `after` tokens). `fail_load` is the code of
    an AppError.
    """

    reply: str = REPLY
    prompt_chunk: int = 64
    chunk_delay: float = 0.0
    token_delay: float = 0.0
    load_delay: float = 0.0
    fail_load: str = ""
    crash: str = ""
    hang: str = ""
    at: str = "decode"
    after: int = 10
    allocate_mb: int = 0
    likely: tuple[str, ...] = ()  # a continuation with one of these in it has -0.1 for a token, any other -1


def fake_engine_argv(script: Script | None = None) -> list[str]:
    """A command line that works from any folder."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.fakes.engine import main; sys.exit(main())"
    return [sys.executable, "-c", start, json.dumps(asdict(script or Script()))]


class FakeBackend:
    """Implements core.engine.backends.base.Backend."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self._memory = bytearray()
        self._prefix = ""
        self._never = threading.Event()

    def load(self, command: Load) -> Loaded:
        started = time.monotonic()
        self._wait(self.script.load_delay)
        self._misbehave("load", 0)
        for error in (ModelMissing, ModelDamaged, NotEnoughMemory):
            if error.code == self.script.fail_load:
                raise error("scripted", model=command.model_path)
        self._memory = bytearray(os.urandom(1024) * (1024 * self.script.allocate_mb))
        seconds = time.monotonic() - started
        memory = len(self._memory)
        return Loaded(
            command.request_id,
            command.backend,
            "cpu",
            "only",
            seconds,
            memory,
            command.context_length,
            command.adapter_path is not None,
        )

    def generate(self, command: Generate, request: RequestControl) -> Finished:
        started = time.monotonic()
        finished = self._prefill(command.request_id, command.prompt, request)
        if finished.reason is FinishReason.CANCELLED:
            return finished
        prefill = time.monotonic() - started
        stream = TextStream(command.sampling.stop)
        reason, made, first = FinishReason.END_OF_TEXT, 0, 0.0
        for token in self.script.reply:
            self._misbehave("decode", made)
            if request.cancelled():
                reason = FinishReason.CANCELLED
                break
            if made >= command.sampling.max_tokens:
                reason = FinishReason.LENGTH
                break
            self._wait(self.script.token_delay)
            made += 1
            first = first or time.monotonic() - started
            if piece := stream.add(token):
                request.text(piece, made)
            if stream.reason is not None:
                reason = stream.reason
                break
        if rest := stream.finish():
            request.text(rest, made)
        timings = replace(
            finished.timings,
            generated_tokens=made,
            prefill_s=prefill,
            first_token_s=first,
            decode_s=time.monotonic() - started - prefill,
        )
        return Finished(command.request_id, reason, timings)

    def read_ahead(self, command: ReadAhead, request: RequestControl) -> Finished:
        if self.script.at == "ahead":
            request.reading(0, len(command.prompt))  # whoever waits for it knows that it has begun
        self._misbehave("ahead", 0)
        return self._prefill(command.request_id, command.prompt, request)

    def score(self, command: Score, request: RequestControl) -> Scored | Finished:
        scoring = Scoring(command, request, self.token_ids(command.prompt), self.token_ids, 1 << 20)
        read = self._prefill(command.request_id, command.prompt, scoring)

        def log_probs(ids: list[int]) -> list[float]:
            self._misbehave("score", 0)
            self._wait(self.script.token_delay)
            text = "".join(map(chr, ids))
            return [-0.1 if any(one in text for one in self.script.likely) else -1.0] * len(ids)

        return scoring.finish(read, log_probs)

    def token_ids(self, text: str) -> list[int]:
        return [ord(character) for character in text]

    def greedy_log_probs(self, prompt: str, steps: int) -> list[tuple[int, float]]:
        return [(ord(character), 0.0) for character in self.script.reply[:steps]]

    def close(self) -> None:
        self._memory = bytearray()

    def _prefill(self, request_id: str, prompt: str, request: RequestControl) -> Finished:
        """Read the prompt in chunks; what is equal to the beginning of the last one is in the cache."""
        pairs = zip(prompt, self._prefix, strict=False)
        cached = next(
            (place for place, (new, old) in enumerate(pairs) if new != old), min(len(prompt), len(self._prefix))
        )
        done = cached
        timings = Timings(prompt_tokens=len(prompt), cached_tokens=cached)
        while done < len(prompt):
            self._misbehave("prefill", done)
            if request.cancelled():
                self._prefix = prompt[:done]
                return Finished(request_id, FinishReason.CANCELLED, timings)
            self._wait(self.script.chunk_delay)
            done = min(done + self.script.prompt_chunk, len(prompt))
            request.reading(done, len(prompt))
        self._prefix = prompt
        return Finished(request_id, FinishReason.END_OF_TEXT, timings)

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._never.wait(seconds)

    def _misbehave(self, place: str, done: int) -> None:
        if place != self.script.at or (place == "decode" and done != self.script.after):
            return
        match self.script.crash:
            case "exit":
                os._exit(3)
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "bug":
                raise ZeroDivisionError(self._prefix)  # the text of an essay, as libraries do it
            case "print":
                print('{"type": "Finished", garbage', flush=True)
                os.write(1, b"native noise\n")
        match self.script.hang:
            case "deaf":
                self._never.wait()
            case "native":
                _hang_in_native_code()


def _hang_in_native_code() -> None:
    """A foreign call that lasts, with the interpreter lock released, as inference libraries do it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.Sleep(600_000)
    else:
        os.read(os.pipe()[0], 1)
