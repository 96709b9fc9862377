"""A process that writes all the time is killed again and again; nothing that it was told is stored may be lost."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.storage.critiques import CritiqueState
from core.storage.database import AppDatabase

WRITER = """
import sys
from pathlib import Path
from core.counting import Limit
from core.remark import Polarity, Remark, Source, Span
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase

database = AppDatabase.open(Path(sys.argv[1]))
database.critiques.close_interrupted()
applications = database.essays.list_applications()
if applications:
    question = database.essays.questions(applications[0].id)[0]
else:
    question = database.essays.add_question(database.essays.add_application("회사").id, "", "문항", Limit(700))
number = int(sys.argv[2])
while True:
    critique_id = database.critiques.start(NewCritique(question.id, "문항", f"{number} 답", Limit(), "m", "M"))
    raw = ""
    for step in range(20):
        number += 1
        database.essays.save_answer(question.id, f"{number} " + "긴 답입니다. " * (number % 200))
        raw += f"{number} 조각 "
        remark = Remark(Source.MODEL, Polarity.GOOD, Span(0, 1), "답", "까닭 " * 50)
        database.critiques.checkpoint(critique_id, raw, [remark] * (step + 1), "")
        print(number, critique_id, step, flush=True)
    database.critiques.finish(critique_id, "done", raw, [remark], "총평")
"""


def kill_and_look(path: Path, start: int, lines_before_the_kill: int) -> int:
    """Let the writer acknowledge so many saves, kill it, and hold the database to its last word."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(start)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert writer.stdout is not None
    with writer.stdout:
        for _ in range(lines_before_the_kill):
            line = writer.stdout.readline()
        writer.kill()
        rest = writer.stdout.read()  # what it had said between our last look and its end
    assert writer.wait() == (-signal.SIGKILL if sys.platform != "win32" else 1)
    whole = [text for text in (line + rest).split("\n")[:-1] if len(text.split()) == 3]
    said, critique_id, step = whole[-1].split()

    with AppDatabase.open(path) as database:
        assert database._store.rows("PRAGMA integrity_check")[0][0] == "ok"
        (application,) = database.essays.list_applications()
        (question,) = database.essays.questions(application.id)
        number, _, text = question.answer.partition(" ")
        assert int(number) >= int(said)
        assert text == "긴 답입니다. " * (int(number) % 200)
        record = database.critiques.get(critique_id)
        assert f"{said} 조각" in record.raw
        if record.summary.state is not CritiqueState.DONE:
            assert len(record.remarks) >= int(step) + 1
        open_before = [one.id for one in database.critiques.list() if one.state in ("opening", "writing")]
        assert len(open_before) <= 1
        assert database.critiques.close_interrupted() == len(open_before)
        for one in open_before:
            assert database.critiques.get(one).summary.state is CritiqueState.INTERRUPTED
    return int(number)


@pytest.mark.parametrize("rounds", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost(path: Path, rounds: int) -> None:
    chance = random.Random(rounds)
    number = 0
    for _ in range(rounds):
        number = kill_and_look(path, number, chance.randint(1, 120))
    assert number > rounds


def test_killed_while_it_is_made_for_the_first_time(path: Path) -> None:
    """At any moment from before the file exists until it is ready."""
    program = """
import sys
from pathlib import Path
from core.storage.database import AppDatabase
print("starting", flush=True)
AppDatabase.open(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""
    for step in range(6):
        target = path.with_name(f"app{step}.db")
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdin is not None
        assert writer.stdout is not None
        with writer.stdin, writer.stdout:
            writer.stdout.readline()
            if step == 0:
                writer.stdout.readline()
            else:
                wait_for_growth(target, step * 4096 if step < 5 else 0)
            writer.kill()
        writer.wait()
        with AppDatabase.open(target) as database:
            database.essays.add_application("회사")
            assert database._store.rows("PRAGMA integrity_check")[0][0] == "ok"


def wait_for_growth(target: Path, size: int) -> None:
    """Until the database or its log has this size; no clock, so that slow machines only wait longer."""
    log = target.with_name(target.name + "-wal")
    for _ in range(3_000_000):
        if sum(one.stat().st_size for one in (target, log) if one.exists()) > size:
            return
    raise AssertionError("the database never grew")
