"""Saving by itself, and what happens when the database says no. The database here is a stand-in that can refuse."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.errors import DiskFull
from desktop.jobs import StorageJobs
from desktop.workspace.autosave import Autosave
from desktop.workspace.journal import Journal


class Essays:
    def __init__(self) -> None:
        self.saved: list[tuple[str, str]] = []
        self.full = threading.Event()

    def save_answer(self, question_id: str, text: str) -> None:
        if self.full.is_set():
            raise DiskFull("no room")
        self.saved.append((question_id, text))


class Database:
    read_only = False

    def __init__(self) -> None:
        self.essays = Essays()

    def close(self) -> None:
        pass


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def jobs(qtbot: QtBot, database: Any) -> Iterator[StorageJobs]:
    made = StorageJobs(lambda: (database, None))
    made.start()
    yield made
    made.close()


@pytest.fixture
def autosave(jobs: StorageJobs, home: Path) -> Autosave:
    return Autosave(jobs, Journal(home))


def test_the_last_text_is_stored_once_after_a_pause(qtbot: QtBot, autosave: Autosave, database: Database) -> None:
    with qtbot.waitSignal(autosave.saved, timeout=1000):
        for text in ("저", "저는", "저는 어"):
            autosave.note("q", text)
    assert database.essays.saved == [("q", "저는 어")]
    assert not autosave.pending


def test_steady_typing_is_stored_too(qtbot: QtBot, autosave: Autosave, database: Database) -> None:
    """With a key each 100 ms there is never a pause; still, nothing is older than a second."""
    from PySide6.QtCore import QTimer  # the typist of this test only

    keys = QTimer()
    typed: list[str] = []

    def key() -> None:
        typed.append("가")
        autosave.note("q", "".join(typed))

    keys.timeout.connect(key)
    keys.start(100)
    with qtbot.waitSignal(autosave.saved, timeout=1300):
        pass
    keys.stop()
    assert database.essays.saved


def test_flush_does_not_wait(qtbot: QtBot, autosave: Autosave, jobs: StorageJobs, database: Database) -> None:
    autosave.note("a", "하나")
    autosave.note("b", "둘")
    autosave.flush()
    jobs.close()
    assert database.essays.saved == [("a", "하나"), ("b", "둘")]


def test_a_full_disk_keeps_the_text_in_the_journal_and_is_tried_again(
    qtbot: QtBot, autosave: Autosave, database: Database, home: Path
) -> None:
    database.essays.full.set()
    with qtbot.waitSignal(autosave.troubled) as troubled:
        autosave.note("q", "소중한 글")
        autosave.flush()
    assert isinstance(troubled.args[0], DiskFull)
    assert autosave.pending
    assert [entry.text for entry in Journal(home).read()] == ["소중한 글"]
    database.essays.full.clear()
    with qtbot.waitSignal(autosave.saved, timeout=6000):
        pass
    assert database.essays.saved == [("q", "소중한 글")]
    assert Journal(home).read() == ()


def test_text_typed_after_a_failure_is_not_replaced_by_the_older_one(
    qtbot: QtBot, autosave: Autosave, database: Database
) -> None:
    database.essays.full.set()
    with qtbot.waitSignal(autosave.troubled):
        autosave.note("q", "옛 글")
        autosave.flush()
        autosave.note("q", "새 글")
    database.essays.full.clear()
    with qtbot.waitSignal(autosave.saved):
        autosave.flush()
    assert database.essays.saved[-1] == ("q", "새 글")


def test_quitting_with_a_full_disk_still_leaves_the_text_in_the_journal(
    qtbot: QtBot, autosave: Autosave, jobs: StorageJobs, database: Database, home: Path
) -> None:
    database.essays.full.set()
    autosave.note("q", "마지막 글")
    autosave.flush()
    jobs.close()
    assert [entry.text for entry in Journal(home).read()] == ["마지막 글"]


def test_a_journal_that_cannot_be_understood_is_put_aside(home: Path) -> None:
    journal = Journal(home)
    journal.path.write_text("{", encoding="utf-8")
    assert journal.read() == ()
    assert journal.path.with_suffix(".damaged.json").read_text(encoding="utf-8") == "{"


def test_the_journal_is_readable_by_hand(home: Path) -> None:
    Journal(home).keep("q", "글 😀")
    entry = json.loads(Journal(home).path.read_text(encoding="utf-8"))[0]
    assert entry["text"] == "글 😀"
    assert "글 😀" in Journal(home).path.read_text(encoding="utf-8")
