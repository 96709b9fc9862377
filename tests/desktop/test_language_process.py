"""Real processes that follow a script, and at the end the real one."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.checks.context import CheckContext
from core.language.protocol import (
    Cancelled,
    Critique,
    CritiqueEnded,
    EvidenceFound,
    Failed,
    FindEvidence,
    Found,
    IndexReady,
    Passage,
    Proofread,
    Proofreading,
    RemarkFound,
    Reply,
)
from core.remark import Citation, Polarity
from desktop.language_process import LanguageProcess
from tests.fakes.critiques import remark
from tests.fakes.language import small_language_argv
from tests.fakes.language_script import Script, argv, requests, write

CITED = Citation("sample:1", 1, Polarity.IMPROVE, "귀사의 인재가 되겠습니다.", "누구나 쓰는 말입니다.", origin="sample")


class Asker(QObject):
    """Keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[Reply] = []

    def take(self, reply: Reply) -> None:
        self.replies.append(reply)


class Host:
    def __init__(self, qtbot: QtBot, file: Path, script: Script, command: list[str] | None = None, idle: float = 60):
        self.qtbot, self.file = qtbot, file
        self.language = LanguageProcess(command or argv(file, script), idle_seconds=idle)
        self.asker = Asker()
        self.given_up: list[object] = []
        self.language.gave_up.connect(self.given_up.append)

    def wait(self, count: int = 1, timeout: int = 10_000) -> list[Reply]:
        self.qtbot.waitUntil(lambda: len(self.asker.replies) >= count, timeout=timeout)
        return self.asker.replies

    def proofread(self, request_id: str = "p", instead_of: str = "") -> str:
        return self.language.ask(Proofread(request_id, "몇일 뒤"), self.asker.take, instead_of=instead_of)


@pytest.fixture
def host(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Host]:
    made = Host(qtbot, tmp_path / "언어.json", getattr(request, "param", None) or Script())
    yield made
    made.language.close()


def test_nothing_runs_until_something_is_asked(host: Host) -> None:
    assert not host.language.running
    host.language.update()
    assert not host.language.running


@pytest.mark.parametrize("host", [Script(evidence=(Found("귀사의 발전", (CITED,)),))], indirect=True)
def test_a_reply_goes_to_the_method_that_asked(host: Host) -> None:
    passages = (Passage("0", "귀사의 발전"), Passage("1", "다른 말"))
    host.language.ask(FindEvidence("e", passages), host.asker.take)
    assert host.asker.replies == []
    (reply,) = host.wait()
    assert isinstance(reply, EvidenceFound)
    assert [(found.key, found.evidence) for found in reply.found] == [("0", (CITED,)), ("1", ())]


@pytest.mark.parametrize("host", [Script(hang_on="Proofread")], indirect=True)
def test_a_question_that_was_replaced_is_cancelled_and_not_heard_of(host: Host) -> None:
    first = host.proofread("old")
    host.language.ask(FindEvidence("new", ()), host.asker.take, instead_of=first)
    (reply,) = host.wait()
    assert isinstance(reply, EvidenceFound)
    host.qtbot.waitUntil(lambda: "Cancel" in [type(one).__name__ for one in requests(host.file)])
    assert host.asker.replies == [reply]


def test_replies_to_an_asker_that_is_gone_are_dropped(host: Host) -> None:
    gone = Asker()
    host.language.ask(Proofread("gone", "글"), gone.take)
    shiboken6.delete(gone)
    host.proofread("here")
    host.wait()
    assert gone.replies == []


@pytest.mark.parametrize("host", [Script(remarks=(remark(), remark()), overall="총평", pause=0.02)], indirect=True)
def test_a_critique_comes_remark_by_remark(host: Host) -> None:
    host.language.ask(Critique("k", CheckContext("글")), host.asker.take)
    replies = host.wait(3)
    assert [type(reply) for reply in replies] == [RemarkFound, RemarkFound, CritiqueEnded]


@pytest.mark.parametrize("host", [Script(remarks=(remark(),) * 50, pause=0.05)], indirect=True)
def test_a_critique_can_be_stopped(host: Host) -> None:
    host.language.ask(Critique("k", CheckContext("글")), host.asker.take)
    host.wait(2)
    host.language.cancel("k")
    host.qtbot.waitUntil(lambda: isinstance(host.asker.replies[-1], Cancelled), timeout=5000)


@pytest.mark.parametrize("host", [Script(crash_on="Proofread", crashes=1)], indirect=True)
def test_what_a_crash_left_unanswered_is_asked_again(host: Host) -> None:
    host.proofread()
    (reply,) = host.wait()
    assert isinstance(reply, Proofreading)
    assert host.given_up == []
    assert host.language.available


@pytest.mark.parametrize("host", [Script(crash_on="Proofread", crashes=2)], indirect=True)
def test_two_crashes_in_a_row_give_up_until_the_user_tries_again(host: Host) -> None:
    host.proofread()
    (reply,) = host.wait()
    assert isinstance(reply, Failed)
    assert reply.code == "language.crashed"
    assert len(host.given_up) == 1
    host.proofread("again")
    assert isinstance(host.wait(2)[1], Failed)
    assert len(host.given_up) == 1
    assert not host.language.running

    host.language.try_again()
    host.proofread("once more")
    assert isinstance(host.wait(3)[2], Proofreading)


def test_a_crash_in_the_middle_of_a_critique_is_not_written_twice(host: Host) -> None:
    write(host.file, Script(remarks=(remark(),) * 100, pause=0.05))
    host.language.ask(Critique("k", CheckContext("글")), host.asker.take)
    host.wait(1)
    psutil.Process(host.language.pid).kill()
    host.qtbot.waitUntil(lambda: isinstance(host.asker.replies[-1], Failed), timeout=5000)
    assert len(requests(host.file)) == 1


def test_a_program_that_is_not_there_is_given_up(qtbot: QtBot, tmp_path: Path) -> None:
    host = Host(qtbot, tmp_path / "언어.json", Script(), ["/없는/프로그램"])
    host.proofread()
    (reply,) = host.wait()
    assert isinstance(reply, Failed)
    assert len(host.given_up) == 1
    host.language.close()


def test_idle_minutes_give_the_memory_back(qtbot: QtBot, tmp_path: Path) -> None:
    host = Host(qtbot, tmp_path / "언어.json", Script(), idle=0.05)
    host.proofread()
    host.wait()
    qtbot.waitUntil(lambda: not host.language.running, timeout=5000)
    assert host.given_up == []
    host.proofread("later")
    host.wait(2)
    host.language.close()


def test_what_is_asked_while_the_process_ends_goes_to_the_next_one(host: Host) -> None:
    host.proofread()
    host.wait()
    pid = host.language.pid
    host.language.stop()
    host.proofread("later")
    assert isinstance(host.wait(2)[1], Proofreading)
    assert host.language.pid != pid


def test_a_changed_corpus_is_told_to_a_process_that_runs(host: Host) -> None:
    host.proofread()
    host.wait()
    said: list[object] = []
    host.language.index_changed.connect(said.append)
    host.language.update()
    host.qtbot.waitUntil(lambda: len(said) == 2, timeout=5000)
    assert said[-1] == IndexReady(1463, 240)


@pytest.mark.parametrize("host", [Script(), Script(deaf=True)], indirect=True)
def test_closing_leaves_no_process(host: Host) -> None:
    host.proofread()
    host.wait()
    process = psutil.Process(host.language.pid)
    host.language.close()
    assert not process.is_running()
    host.proofread("too late")
    assert not host.language.running


@pytest.mark.slow
def test_the_real_process_proofreads_finds_evidence_and_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    host = Host(qtbot, tmp_path / "언어.json", Script(), small_language_argv())
    host.proofread()
    (reply,) = host.wait(timeout=60_000)
    assert isinstance(reply, Proofreading)
    assert [one.suggestions[0] for one in reply.corrections] == ["며칠"]
    host.language.ask(FindEvidence("e", (Passage("0", "귀사의 발전에 이바지하겠습니다."),)), host.asker.take)
    found = host.wait(2, timeout=60_000)[1]
    assert isinstance(found, EvidenceFound)
    assert [one.key for one in found.found] == ["0"]
    process = psutil.Process(host.language.pid)
    assert process.net_connections(kind="inet") == []
    host.language.close()
    assert not process.is_running()
    assert host.given_up == []
