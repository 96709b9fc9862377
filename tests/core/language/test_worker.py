"""The language process as a real one, with Kiwi, the embeddings and an index over the test's own corpus."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil
import pytest

from core.checks.context import CheckContext
from core.language.host import LanguageProcess
from core.language.protocol import (
    Cancelled,
    ComparePercentiles,
    Critique,
    CritiqueEnded,
    EvidenceFound,
    Failed,
    FindEvidence,
    FindOverlap,
    IndexProgress,
    IndexReady,
    IntentMined,
    MineIntent,
    OverlapFound,
    Passage,
    PercentilesCompared,
    Proofread,
    Proofreading,
    Question,
    RemarkFound,
    Reply,
)
from core.question_type import QuestionType
from core.remark import Polarity, Source
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, STOCK, make_essay
from tests.fakes.language import ROOT, small_language_argv

pytestmark = pytest.mark.slow

T = TypeVar("T")

CLICHE = "귀사는 언제나 고객을 최우선으로 생각하는 기업입니다."


@pytest.fixture
def process(home: Path) -> Iterator[LanguageProcess]:
    with LanguageProcess(small_language_argv()) as started:
        yield started


@pytest.fixture
def filled(home: Path) -> Path:
    with CorpusDatabase.open(home / "corpus.db") as database:
        database.essays.save_all([make_essay(1, STOCK, polarity=Polarity.GOOD), make_essay(2, CUSTOMER)])
    return home / "corpus.db"


def answers(process: LanguageProcess, *questions: Question) -> list[Reply]:
    """Everything that comes until each question has its end."""
    for question in questions:
        process.ask(question)
    found: list[Reply] = []
    while process.client.busy:
        found += process.wait(60)
    return found


def until_there(process: LanguageProcess, kind: type[Reply]) -> list[Reply]:
    found: list[Reply] = []
    while not of(kind, found):
        found += process.wait(60)
    return found


def of(kind: type[T], replies: list[Reply]) -> list[T]:
    return [reply for reply in replies if isinstance(reply, kind)]


def test_every_question_is_answered(process: LanguageProcess, filled: Path) -> None:
    text = f"{CLICHE} {STOCK[0]}"
    replies = answers(
        process,
        Proofread("p", "몇일 뒤에 만났다."),
        FindEvidence("e", (Passage("a", CLICHE, "칭찬뿐입니다.", Polarity.IMPROVE), Passage("b", "토성의 고리"))),
        FindOverlap("o", text),
        MineIntent("i", QuestionType.MOTIVATION),
        ComparePercentiles("c", text, QuestionType.MOTIVATION),
        Critique("k", CheckContext(text, "지원 동기를 쓰시오.")),
    )

    (proofreading,) = of(Proofreading, replies)
    assert [one.suggestions[0] for one in proofreading.corrections] == ["며칠"]
    (evidence,) = of(EvidenceFound, replies)
    assert [(one.key, len(one.evidence)) for one in evidence.found] == [("a", 1), ("b", 0)]
    assert evidence.found[0].evidence[0].said == CUSTOMER[1]
    assert evidence.remarks == 2
    (overlap,) = of(OverlapFound, replies)
    assert overlap.overlap.compared == 2
    assert overlap.overlap.percent == 100.0
    assert of(IntentMined, replies)[0].groups == ()
    assert of(PercentilesCompared, replies)[0].standings == ()
    remarks = [one.remark for one in of(RemarkFound, replies) if one.remark.source is Source.EXPERT]
    assert [remark.quote for remark in remarks] == [CLICHE, STOCK[0]]
    assert [text[one.span.start : one.span.end] for one in remarks if one.span] == [CLICHE, STOCK[0]]
    assert "첨삭 자료 2개" in of(CritiqueEnded, replies)[0].overall
    assert not of(Failed, replies)
    assert of(IndexProgress, replies)
    assert of(IndexReady, replies) == [IndexReady(2, 2)]


def test_what_is_collected_meanwhile_is_found(process: LanguageProcess, filled: Path) -> None:
    ask = FindEvidence("1", (Passage("a", STOCK[0]),))
    first = of(EvidenceFound, answers(process, ask))[0]
    assert first.complete
    with CorpusDatabase.open(filled) as database:
        database.essays.save(make_essay(3, STOCK, polarity=Polarity.GOOD))

    # Right after an update another one waits, unless it is asked for.
    late = of(EvidenceFound, answers(process, FindEvidence("2", ask.passages)))[0]
    process.update()
    until_there(process, IndexReady)
    now = of(EvidenceFound, answers(process, FindEvidence("3", ask.passages)))[0]

    assert (first.remarks, late.remarks, late.complete) == (2, 2, False)
    assert (now.remarks, now.complete, len(now.found[0].evidence)) == (3, True, 2)


@contextmanager
def at_work(process: LanguageProcess, gate: Path) -> Iterator[None]:
    """Question 1 has begun, and goes on to its end when the block is left."""
    os.mkfifo(gate)
    process.ask(Proofread("1", f"기다림:{gate}"))
    with gate.open("wb"):  # opens when the other end is read
        yield


def test_a_newer_question_takes_the_place_of_one_that_waits(process: LanguageProcess, home: Path) -> None:
    with at_work(process, home / "문"):
        process.ask(Proofread("2", "가"))
        process.ask(Proofread("3", "나"))
        seen = until_there(process, Cancelled)
    assert of(Cancelled, seen) == [Cancelled("2")]
    assert not of(Proofreading, seen)

    assert [one.request_id for one in of(Proofreading, answers(process))] == ["1", "3"]


def test_cancelled_while_it_waits(process: LanguageProcess, home: Path) -> None:
    with at_work(process, home / "문"):
        process.ask(Proofread("2", "가"))
        process.cancel("2")
        assert of(Cancelled, until_there(process, Cancelled)) == [Cancelled("2")]

    assert of(Proofreading, answers(process)) == [Proofreading("1", ())]


def test_cancelled_between_two_steps(process: LanguageProcess, filled: Path) -> None:
    # Many steps: the cancel is there before the last of them.
    process.ask(FindEvidence("1", tuple(Passage(str(i), CLICHE) for i in range(2_000))))
    process.cancel("1")

    assert of(Cancelled, answers(process)) == [Cancelled("1")]


def test_garbage_noise_and_bugs_do_no_harm(process: LanguageProcess, home: Path) -> None:
    secret = "고장:비밀 문장"
    bug, noise, half = (
        answers(process, question)
        for question in (Proofread("bug", secret), Proofread("noise", "소음:"), Proofread("\ud83d", "반쪽 \ud83d"))
    )

    assert of(Failed, bug) == [Failed("bug", "language", "ZeroDivisionError")]
    assert [type(one) for one in (*noise, *half)] == [Proofreading, Proofreading], "a print is no line of the protocol"
    assert "비밀" not in (home / "logs" / "language.log").read_text(encoding="utf-8")


def raw(home: Path) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    return subprocess.Popen(small_language_argv(), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=home)


def test_unreadable_lines_are_answered_and_the_end_of_input_ends_it(home: Path) -> None:
    with raw(home) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["type"] == "Hello"
        process.stdin.write(b'garbage\n{"type": "Proofread"}\n')
        process.stdin.flush()
        for _ in range(2):
            assert json.loads(process.stdout.readline())["code"] == "engine.protocol"
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait(10) == 0


def test_killed_it_fails_what_was_asked_and_starts_again(process: LanguageProcess) -> None:
    process.ask(Proofread("1", "글"))
    pid = process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert of(Failed, answers(process)) == [Failed("1", "language.crashed", "killed by a signal", {"exit_code": 9})]
    assert process.pid is None
    assert of(Proofreading, answers(process, Proofread("2", "글"))) == [Proofreading("2", ())]


def test_it_ends_with_the_process_that_started_it(home: Path) -> None:
    program = (
        "import subprocess, sys, json; p = subprocess.Popen(json.loads(sys.argv[1]), stdin=subprocess.PIPE,"
        " stdout=subprocess.PIPE); p.stdout.readline(); print(p.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, json.dumps(small_language_argv())]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=os.environ | {"PYTHONPATH": str(ROOT)}) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        assert psutil.wait_procs([child], timeout=10) == ([child], [])
