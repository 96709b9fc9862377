"""A blocking host and real engine processes: what a user meets when an engine dies, hangs or is left."""

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from core import paths
from core.engine.client import EngineClient
from core.engine.protocol import (
    BackendName,
    Event,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Load,
    Loaded,
    ReadAhead,
    Score,
    Scored,
    TextChunk,
)
from core.engine.subprocess_host import EngineProcess, engine_argv, engine_environment
from core.errors import EngineCrashed, EngineError, EngineOutOfMemory, EngineStalled, by_code
from tests.fakes.fake_backend import REPLY, Script, fake_engine_argv

LOAD = Load("load", BackendName.LLAMA_CPP, "모델.gguf")
GENERATE = Generate("g", "글" * 200)


def written(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextChunk))


def engine(script: Script | None = None, client: EngineClient | None = None) -> EngineProcess:
    return EngineProcess(fake_engine_argv(script), client=client)


def test_it_runs_requests_one_after_the_other() -> None:
    with engine() as process:
        assert [type(event) for event in process.run(LOAD)] == [Loaded]
        for _ in range(2):
            assert written(list(process.run(GENERATE))) == REPLY
        assert [type(event) for event in process.run(ReadAhead("r", "글"))][-1] is Finished


def test_it_scores() -> None:
    with engine(Script(likely=("좋은",))) as process:
        list(process.run(LOAD))
        scored = list(process.run(Score("s", "글", ("좋은 글", "글"))))[-1]
        assert isinstance(scored, Scored)
        assert [one.tokens for one in scored.scores] == [4, 1]


@pytest.mark.parametrize(("crash", "hang"), [("exit", ""), ("", "deaf")])
def test_a_score_ends_with_an_engine_that_crashes_or_is_deaf(crash: str, hang: str) -> None:
    with engine(Script(crash=crash, hang=hang, at="score")) as process:
        list(process.run(LOAD))
        events: list[Event] = []
        for event in process.run(Score("s", "글", ("가",))):
            events.append(event)
            if hang and len(events) == 1:
                process.cancel("s")
        assert isinstance(events[-1], Finished if hang else Failed)


def test_the_memory_is_back_when_it_is_stopped() -> None:
    with engine(Script(allocate_mb=200)) as process:
        list(process.run(LOAD))
        child = psutil.Process(process.pid)
        assert child.memory_info().rss > 200 * 1024 * 1024

        process.stop()

        assert process.pid is None
        assert not child.is_running()


def test_it_starts_again_after_a_stop() -> None:
    with engine() as process:
        list(process.run(LOAD))
        process.stop()
        assert process.client.loaded is None
        list(process.run(LOAD))
        assert written(list(process.run(GENERATE))) == REPLY


@pytest.mark.parametrize(
    ("crash", "error", "context"),
    [
        ("exit", EngineCrashed, {"exit_code": 3}),
        pytest.param(
            "kill",
            EngineOutOfMemory,
            {"signal": 9},
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal 9"),
        ),
    ],
)
def test_a_crash_keeps_the_text_so_far(crash: str, error: type[EngineError], context: dict[str, int]) -> None:
    with engine(Script(crash=crash, after=10)) as process:
        list(process.run(LOAD))
        events = list(process.run(GENERATE))
        failed = events[-1]
        assert written(events) == REPLY[:10]
        assert isinstance(failed, Failed)
        assert by_code(failed.code) is error
        assert failed.context == context
        assert process.pid is None


def test_two_crashes_are_seen_by_the_host_and_it_starts_again_each_time() -> None:
    with engine(Script(crash="exit", at="load")) as process:
        for _ in range(2):
            (failed,) = process.run(LOAD)
            assert isinstance(failed, Failed)
        assert process.client.crashed_often(LOAD.model_path, time.monotonic())


@pytest.mark.parametrize("hang", ["deaf", "native"])
def test_a_deaf_engine_is_killed_and_the_request_is_cancelled(hang: str) -> None:
    with engine(Script(hang=hang, after=10)) as process:
        list(process.run(LOAD))
        assert process.pid is not None
        child = psutil.Process(process.pid)
        events: list[Event] = []
        for event in process.run(GENERATE):
            events.append(event)
            if written(events) == REPLY[:10]:
                process.cancel("g")
        assert events[-1] == Finished("g", FinishReason.CANCELLED)  # the client's own words: no timings
        assert not child.is_running()


def test_a_silent_engine_has_stalled() -> None:
    with engine(Script(hang="native"), EngineClient(stall_seconds=0.5)) as process:
        list(process.run(LOAD))
        failed = list(process.run(GENERATE))[-1]
        assert isinstance(failed, Failed)
        assert by_code(failed.code) is EngineStalled


def test_leaving_the_loop_cancels() -> None:
    with engine(Script(token_delay=0.01)) as process:
        list(process.run(LOAD))
        for event in process.run(GENERATE):
            if isinstance(event, TextChunk):
                break
        assert written(list(process.run(Generate("next", "글")))) == REPLY


def test_a_killed_engine_is_told_without_waiting() -> None:
    with engine(Script(token_delay=0.01)) as process:
        list(process.run(LOAD))
        assert process.pid is not None
        events = []
        for event in process.run(GENERATE):
            events.append(event)
            if isinstance(event, TextChunk) and len(events) == 8:
                psutil.Process(process.pid).kill()
        assert isinstance(events[-1], Failed)
        assert written(events) == REPLY[: len(written(events))] != ""


def test_no_program_is_an_error() -> None:
    with EngineProcess(["/no/such/프로그램"]) as process, pytest.raises(EngineError):
        list(process.run(LOAD))


def test_what_it_prints_goes_to_a_log_that_stays_small(home: Path) -> None:
    log = paths.logs_dir() / "engine.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 2_000_000)
    with engine(Script(crash="print")) as process:
        list(process.run(LOAD))
        list(process.run(GENERATE))
    assert "native noise" in log.read_text("utf-8")
    assert log.stat().st_size < 10_000


def test_the_command_line_is_this_python_or_the_bundles_second_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert engine_argv() == [sys.executable, "-m", "core", "engine"]
    for suffix in ("", ".exe"):
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", str(tmp_path / f"cheomsak{suffix}"))
        assert engine_argv() == [str(tmp_path / f"cheomsak-engine{suffix}"), "engine"]


def test_the_real_engine_starts_from_any_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    with EngineProcess() as process:
        (failed,) = process.run(Load("l", BackendName.LLAMA_CPP, str(home / "없는 모델.gguf")))
        assert isinstance(failed, Failed)
        assert failed.code == "model.missing"
    assert os.fspath(Path(__file__).resolve().parents[3]) in engine_environment()["PYTHONPATH"]
