"""The worker as a real process, with the fake backend in it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from core.engine.protocol import (
    BackendName,
    Cancel,
    Command,
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
    Reading,
    Request,
    Score,
    Scored,
    TextChunk,
    Timings,
    encode,
)
from tests.fakes.fake_backend import REPLY, Script, fake_engine_argv

LOAD = Load("load", BackendName.LLAMA_CPP, "모델 파일.gguf")
SLOW = Script(token_delay=0.01, chunk_delay=0.02)


class Worker:
    """A worker with bare pipes, to see exactly what crosses."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.stdin, self.stdout = process, process.stdin, process.stdout
        self._decoder = EventDecoder()
        self._ready: list[Event] = []

    def send(self, *commands: Command) -> None:
        self.stdin.write(b"".join(map(encode, commands)))
        self.stdin.flush()

    def next(self) -> Event:
        while not self._ready:
            data = os.read(self.stdout.fileno(), 1 << 16)
            assert data, "the worker ended"
            self._ready = self._decoder.feed(data)
        return self._ready.pop(0)

    def until(self, kind: type[Event], request_id: str) -> list[Event]:
        events = [self.next()]
        while not (isinstance(events[-1], kind) and getattr(events[-1], "request_id", None) == request_id):
            events.append(self.next())
        return events


@contextmanager
def worker(script: Script, log: Path) -> Iterator[Worker]:
    with log.open("wb") as errors:
        pipe = subprocess.PIPE
        process = subprocess.Popen(fake_engine_argv(script), stdin=pipe, stdout=pipe, stderr=errors, cwd=log.parent)
    with process:
        try:
            yield Worker(process)
        finally:
            process.kill()


@contextmanager
def loaded(script: Script, log: Path) -> Iterator[Worker]:
    with worker(script, log) as engine:
        assert isinstance(engine.next(), Hello)
        engine.send(LOAD)
        assert isinstance(engine.next(), Loaded)
        yield engine


def written(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextChunk))


def test_it_says_hello_loads_and_writes(home: Path) -> None:
    with worker(Script(), home / "log") as engine:
        hello = engine.next()
        assert isinstance(hello, Hello)
        assert hello.pid == engine.process.pid
        engine.send(LOAD, Generate("g", "글" * 100))
        events = engine.until(Finished, "g")
        assert written(events) == REPLY
        assert [(e.done, e.total) for e in events if isinstance(e, Reading)] == [(64, 100), (100, 100)]
        assert [e.tokens for e in events if isinstance(e, TextChunk)] == list(range(1, len(REPLY) + 1))
        engine.send(Quit())
        assert engine.process.wait(5) == 0


def test_a_request_without_a_model_fails_and_the_worker_goes_on(home: Path) -> None:
    with worker(Script(), home / "log") as engine:
        engine.send(Generate("g", "글"), LOAD)
        failed = engine.until(Failed, "g")[-1]
        assert isinstance(failed, Failed)
        assert failed.code == "engine"
        engine.until(Loaded, "load")


def test_an_error_crosses_with_its_code_and_context(home: Path) -> None:
    with worker(Script(fail_load="model.damaged"), home / "log") as engine:
        engine.send(LOAD)
        failed = engine.until(Failed, "load")[-1]
        assert failed == Failed("load", "model.damaged", "scripted", {"model": "모델 파일.gguf"})


def test_a_bug_crosses_as_its_name_and_tells_nothing_of_the_essay(home: Path) -> None:
    with loaded(Script(crash="bug"), home / "log") as engine:
        engine.send(Generate("g", "비밀"))
        assert engine.until(Failed, "g")[-1] == Failed("g", "engine", "ZeroDivisionError")
        engine.send(ReadAhead("r", "비밀"))
        engine.until(Finished, "r")
        log = (home / "log").read_text("utf-8")
        assert "fake_backend.py" in log
        assert "비밀" not in log


def test_what_a_library_prints_is_no_event(home: Path) -> None:
    with loaded(Script(crash="print"), home / "log") as engine:
        engine.send(Generate("g", "글"))
        events = engine.until(Finished, "g")
        assert written(events) == REPLY
        assert not [event for event in events if isinstance(event, Failed)]
        assert "native noise" in (home / "log").read_text("utf-8")


def test_garbage_on_its_input_is_answered_and_forgotten(home: Path) -> None:
    with loaded(Script(), home / "log") as engine:
        engine.stdin.write('{"type": "Generate", "prompt": "비밀"}\n'.encode())
        engine.send(Cancel("nobody"), Generate("g", "글"))
        events = engine.until(Finished, "g")
        assert isinstance(events[0], Failed)
        assert (events[0].request_id, events[0].code) == ("", "engine.protocol")
        assert written(events) == REPLY
        assert "비밀" not in (home / "log").read_text("utf-8")


def test_half_a_surrogate_pair_does_not_stop_it(home: Path) -> None:
    with loaded(Script(), home / "log") as engine:
        engine.send(Generate("g", "글\ud800"))
        assert written(engine.until(Finished, "g")) == REPLY


def test_it_scores_continuations_in_their_order(home: Path) -> None:
    with loaded(Script(likely=("좋은",)), home / "log") as engine:
        engine.send(Score("s", "글" * 100, ("나쁜 글", "좋은", "반쪽\ud800")))
        events = engine.until(Scored, "s")
        scored = events[-1]
        assert isinstance(scored, Scored)
        assert [one.tokens for one in scored.scores] == [4, 2, 3]
        assert [one.log_prob for one in scored.scores] == pytest.approx([-4.0, -0.2, -3.0])
        read = [(event.done, event.total) for event in events if isinstance(event, Reading)]
        assert read == [(64, 109), (100, 109), (104, 109), (106, 109), (109, 109)]
        assert (scored.timings.prompt_tokens, scored.timings.generated_tokens) == (100, 9)

        engine.send(Generate("g", "글" * 100))
        finished = engine.until(Finished, "g")[-1]
        assert isinstance(finished, Finished)
        assert finished.timings.cached_tokens == 100


def test_a_score_is_cancelled_between_continuations_and_while_it_waits(home: Path) -> None:
    with loaded(Script(token_delay=0.01), home / "log") as engine:
        engine.send(Score("s", "글", ("가",) * 200), Score("waiting", "글", ("가",)))
        while not (isinstance(event := engine.next(), Reading) and event.done > 1):
            pass
        engine.send(Cancel("waiting"), Cancel("s"))
        events = engine.until(Finished, "s")
        assert events[-1] == Finished("s", FinishReason.CANCELLED, Timings(prompt_tokens=1))
        assert Finished("waiting", FinishReason.CANCELLED) in events


@pytest.mark.parametrize("sign", [Reading, TextChunk])
def test_cancel_is_heard_between_chunks_and_between_tokens(home: Path, sign: type[Event]) -> None:
    with loaded(SLOW, home / "log") as engine:
        engine.send(Generate("g", "글" * 640))
        engine.until(sign, "g")
        engine.send(Cancel("g"))
        end = engine.until(Finished, "g")[-1]
        assert isinstance(end, Finished)
        assert end.reason is FinishReason.CANCELLED


def test_a_waiting_request_is_cancelled_at_once_and_never_runs(home: Path) -> None:
    with loaded(SLOW, home / "log") as engine:
        engine.send(Generate("first", "글"), Generate("second", "글"), Cancel("second"))
        events = engine.until(Finished, "second")
        assert events[-1] == Finished("second", FinishReason.CANCELLED)
        assert not [event for event in events if isinstance(event, Finished) and event.request_id == "first"]
        rest = engine.until(Finished, "first")
        assert all(getattr(event, "request_id", "") == "first" for event in rest)


@pytest.mark.parametrize("newer", [Generate("new", "글"), ReadAhead("new", "글"), Score("new", "글", ("가",)), LOAD])
def test_a_read_ahead_gives_way(home: Path, newer: Request) -> None:
    with loaded(Script(chunk_delay=0.02), home / "log") as engine:
        engine.send(ReadAhead("ahead", "글" * 64_000))
        engine.until(Reading, "ahead")
        engine.send(newer)
        end = engine.until(Finished, "ahead")[-1]
        assert isinstance(end, Finished)
        assert end.reason is FinishReason.CANCELLED
        end_of: dict[type, type[Event]] = {Load: Loaded, Score: Scored}
        engine.until(end_of.get(type(newer), Finished), newer.request_id)


@pytest.mark.parametrize("script", [Script(), Script(hang="deaf"), Script(hang="native"), Script(load_delay=600)])
def test_it_ends_when_its_input_ends_whatever_it_does(home: Path, script: Script) -> None:
    with worker(script, home / "log") as engine:
        engine.send(LOAD)
        if not script.load_delay:
            engine.until(Loaded, "load")
            engine.send(Generate("g", "글"))
            engine.until(TextChunk, "g")
        engine.stdin.close()
        engine.process.wait(3)


def test_no_orphan_stays_when_the_host_is_killed(home: Path) -> None:
    """A host that is killed closes nothing in an orderly way; the system closes the pipe."""
    argv = fake_engine_argv(Script(hang="native", at="load"))
    host = (
        "import subprocess, sys, time\n"
        f"p = subprocess.Popen({argv!r}, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)\n"
        f"p.stdin.write({encode(LOAD)!r}); p.stdin.flush()\n"
        "p.wait()\n"
    )
    with subprocess.Popen([argv[0], "-c", host], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        (hello,) = EventDecoder().feed(process.stdout.readline())
        assert isinstance(hello, Hello)
        engine = psutil.Process(hello.pid)
        process.kill()
        engine.wait(3)


def test_ctrl_c_of_a_terminal_is_the_hosts_business(home: Path) -> None:
    with loaded(SLOW, home / "log") as engine:
        engine.send(Generate("g", "글"))
        engine.until(TextChunk, "g")
        if os.name == "posix":
            engine.process.send_signal(2)
        end = engine.until(Finished, "g")[-1]
        assert isinstance(end, Finished)
        assert end.reason is FinishReason.END_OF_TEXT


def test_nothing_is_fetched_or_reported_home(home: Path) -> None:
    """The real worker sets what libraries read, before they are imported, and imports none of them itself."""
    code = (
        "import os, sys, core.engine.worker as w\n"
        "w.serve = lambda create: print({k: os.environ.get(k) for k in ('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE',"
        " 'HF_HUB_DISABLE_TELEMETRY')}, [m for m in ('torch', 'numpy', 'xllamacpp', 'openvino', 'core.cli')"
        " if m in sys.modules]) or 0\n"
        "w.main()"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([fake_engine_argv()[0], "-c", code], capture_output=True, text=True, cwd=root, check=True)
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    assert done.stdout.strip() == f"{offline} []"
