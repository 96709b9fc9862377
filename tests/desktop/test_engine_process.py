"""Real processes with the fake backend in them."""

from collections.abc import Iterator

import psutil
import pytest
from pytestqt.qtbot import QtBot

from core.engine.protocol import (
    BackendName,
    Event,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Hello,
    Load,
    Loaded,
    TextChunk,
)
from core.paths import logs_dir
from desktop.engine_process import EngineProcess
from tests.fakes.fake_backend import Script, fake_engine_argv

LOAD = Load("load", BackendName.LLAMA_CPP, "모델 파일.gguf")
GENERATE = Generate("write", "이 글을 첨삭해 주세요")


class Host:
    """An EngineProcess and what it has said."""

    def __init__(self, qtbot: QtBot, script: Script | None = None, argv: list[str] | None = None, idle: float = 60):
        self.qtbot = qtbot
        self.engine = EngineProcess(argv or fake_engine_argv(script), idle_seconds=idle)
        self.events: list[Event] = []
        self.engine.answered.connect(self.events.append)

    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextChunk))

    def ends_of(self, request_id: str) -> list[Event]:
        ends = (Loaded, Finished, Failed)
        return [e for e in self.events if isinstance(e, ends) and e.request_id == request_id]

    def wait_end(self, request_id: str, timeout: int = 10_000) -> Event:
        self.qtbot.waitUntil(lambda: bool(self.ends_of(request_id)), timeout=timeout)
        return self.ends_of(request_id)[-1]


@pytest.fixture
def host(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Host]:
    host = Host(qtbot, getattr(request, "param", None))
    yield host
    host.engine.close()


def test_nothing_runs_until_something_is_asked(host: Host) -> None:
    assert not host.engine.running
    assert not host.engine.busy


def test_a_reply_arrives_in_pieces(host: Host) -> None:
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    end = host.wait_end("write")
    assert isinstance(end, Finished)
    assert end.reason is FinishReason.END_OF_TEXT
    assert host.text() == Script().reply
    assert isinstance(host.events[0], Hello)
    assert host.engine.loaded is not None
    assert not host.engine.busy


@pytest.mark.parametrize("host", [Script(reply="가" * 4000, token_delay=0.01)], indirect=True)
def test_cancel_ends_the_request_and_keeps_the_process(host: Host, qtbot: QtBot) -> None:
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    qtbot.waitUntil(lambda: len(host.text()) > 5, timeout=10_000)
    pid = host.engine.pid
    host.engine.cancel("write")
    end = host.wait_end("write", timeout=1000)
    assert isinstance(end, Finished)
    assert end.reason is FinishReason.CANCELLED
    assert host.engine.pid == pid


@pytest.mark.parametrize("host", [Script(hang="deaf", after=3)], indirect=True)
def test_an_engine_deaf_to_cancel_is_killed_and_the_next_request_starts_another(host: Host, qtbot: QtBot) -> None:
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    qtbot.waitUntil(lambda: len(host.text()) >= 3, timeout=10_000)
    pid = host.engine.pid
    host.engine.cancel("write")
    end = host.wait_end("write", timeout=6000)
    assert isinstance(end, Finished)
    assert end.reason is FinishReason.CANCELLED
    assert not host.engine.running
    host.engine.send(Load("again", BackendName.LLAMA_CPP, "모델"))
    assert isinstance(host.wait_end("again"), Loaded)
    assert host.engine.pid not in (0, pid)


@pytest.mark.parametrize("host", [Script(crash="exit", after=5)], indirect=True)
def test_a_crash_fails_the_request_after_the_text_so_far(host: Host) -> None:
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    end = host.wait_end("write")
    assert isinstance(end, Failed)
    assert end.code == "engine.crashed"
    assert host.text() == Script().reply[:5]
    assert not host.engine.running
    assert not host.engine.crashed_often(LOAD.model_path)


@pytest.mark.parametrize("host", [Script(crash="exit", after=0)], indirect=True)
def test_two_crashes_with_one_model_offer_a_smaller_one(host: Host) -> None:
    for number in range(2):
        host.engine.send(LOAD)
        host.engine.send(Generate(f"write {number}", "글"))
        assert isinstance(host.wait_end(f"write {number}"), Failed)
    assert host.engine.crashed_often(LOAD.model_path)
    assert not host.engine.crashed_often("다른 모델")


def test_a_program_that_is_not_there_fails_the_request(qtbot: QtBot, request: pytest.FixtureRequest) -> None:
    host = Host(qtbot, argv=["/없는/프로그램"])
    request.addfinalizer(host.engine.close)
    host.engine.send(LOAD)
    end = host.wait_end("load")
    assert isinstance(end, Failed)
    assert end.code == "engine.crashed"


def test_idle_minutes_give_the_memory_back(qtbot: QtBot, request: pytest.FixtureRequest) -> None:
    host = Host(qtbot, idle=0.05)
    request.addfinalizer(host.engine.close)
    host.engine.send(LOAD)
    host.wait_end("load")
    qtbot.waitUntil(lambda: not host.engine.running, timeout=5000)
    host.engine.send(GENERATE)  # refused by a fresh engine, which has nothing open: the caller loads again
    assert isinstance(host.wait_end("write"), Failed)


def test_what_is_asked_while_the_process_ends_goes_to_the_next_one(host: Host) -> None:
    host.engine.send(LOAD)
    host.wait_end("load")
    pid = host.engine.pid
    host.engine.stop()
    host.engine.send(Load("again", BackendName.LLAMA_CPP, "모델"))
    host.engine.send(GENERATE)
    assert isinstance(host.wait_end("write"), Finished)
    assert host.engine.pid != pid


@pytest.mark.parametrize("script", [Script(reply="가" * 4000, token_delay=0.01), Script(hang="native", after=3)])
def test_closing_while_it_writes_leaves_no_process(qtbot: QtBot, script: Script) -> None:
    host = Host(qtbot, script)
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    qtbot.waitUntil(lambda: len(host.text()) >= 3, timeout=10_000)
    process = psutil.Process(host.engine.pid)
    host.engine.close()
    assert not process.is_running()
    host.engine.close()


@pytest.mark.parametrize("host", [Script(crash="print", after=3)], indirect=True)
def test_what_libraries_print_goes_to_the_log(host: Host) -> None:
    host.engine.send(LOAD)
    host.engine.send(GENERATE)
    host.wait_end("write")
    assert host.text() == Script().reply
    assert "native noise" in (logs_dir() / "engine.log").read_text(encoding="utf-8")
