"""The window as a process of its own: what survives a kill, and that nothing of it ever opens a connection."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.paths import app_db
from core.storage.critiques import CritiqueState
from core.storage.database import AppDatabase
from tests.fakes.desk import ANSWER, critiques, finished_critique, lay_desk
from tests.fakes.screen import Person, screen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux", reason="keys are pressed with xdotool on an X server of the test's own"
    ),
]


@pytest.fixture
def question(tmp_path: Path) -> str:
    return lay_desk(tmp_path)


@pytest.fixture
def person(question: str, tmp_path: Path) -> Iterator[Person]:
    with screen() as display:
        person = Person([sys.executable, "-m", "desktop"], display, tmp_path / "window.log")
        try:
            person.find("가람유통")
            yield person
        finally:
            person.leave()


def saved_answer(question: str) -> str:
    with AppDatabase.open(app_db(), read_only=True) as database:
        return database.essays.question(question).answer


def test_what_was_typed_a_second_ago_survives_a_kill(person: Person, question: str) -> None:
    person.press("ctrl+End")
    person.type(" KEPT")
    typed = time.monotonic()
    while time.monotonic() < typed + 1.0:
        person.wait_a_moment()
    person.window.kill()
    person.window.wait(timeout=10)

    assert saved_answer(question) == f"{ANSWER} KEPT"


def test_a_killed_window_leaves_no_engine_and_marks_its_critique_at_next_start(person: Person, tmp_path: Path) -> None:
    person.press("ctrl+Return")
    while not critiques():
        person.wait_a_moment()
    while len(family := person.family()) == 1:
        person.wait_a_moment()
    person.window.kill()
    person.window.wait(timeout=10)
    _, alive = psutil.wait_procs(family[1:], timeout=10)
    with AppDatabase.open(app_db()) as database:
        database.critiques.close_interrupted()

    assert alive == []
    assert critiques()[0].state is CritiqueState.INTERRUPTED


def test_no_connection_is_opened_from_start_to_quit(person: Person) -> None:
    seen: set[tuple[str, object]] = set()

    def look() -> None:
        for process in person.family():
            try:
                seen.update((process.name(), connection) for connection in process.net_connections(kind="inet"))
            except psutil.NoSuchProcess:
                continue

    look()
    person.press("ctrl+Return")
    while not critiques() or critiques()[0].finished_at is None:
        look()
        person.wait_a_moment()
    look()
    person.press("ctrl+q")

    assert person.window.wait(timeout=30) == 0
    assert finished_critique(person).state is CritiqueState.DONE
    assert seen == set()
    assert person.printed() == ""
