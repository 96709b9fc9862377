"""Order, threads, errors and the end of storage jobs, with a stand-in for the database."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from core.errors import AppError, DatabaseTooNew, DiskFull
from desktop.jobs import StorageJobs


class Database:
    read_only = False

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.closed_in: threading.Thread | None = None

    def close(self) -> None:
        self.closed_in = threading.current_thread()


class Taker(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.threads: list[threading.Thread] = []

    @Slot(object)
    def take(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(threading.current_thread())


@pytest.fixture
def database_holder() -> list[Database]:
    return []


@pytest.fixture
def jobs(qtbot: QtBot, database_holder: list[Database]) -> Any:
    def opener() -> tuple[Any, None]:
        database_holder.append(Database())
        return database_holder[0], None

    made = StorageJobs(opener)
    made.start()
    yield made
    made.close()


def test_the_database_lives_in_one_thread_and_results_come_home(
    qtbot: QtBot, jobs: StorageJobs, database_holder: list[Database]
) -> None:
    taker = Taker()
    for number in range(5):
        jobs.submit(lambda database, number=number: (number, threading.current_thread()), taker.take)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(taker.results) == 5)
    assert [number for number, _ in taker.results] == [0, 1, 2, 3, 4]
    assert {thread for _, thread in taker.results} == {database_holder[0].thread}
    assert set(taker.threads) == {threading.main_thread()}


def test_a_known_error_goes_to_its_callback_else_to_the_signal(qtbot: QtBot, jobs: StorageJobs) -> None:
    def fail(_database: object) -> None:
        raise DiskFull("no room")

    taker = Taker()
    jobs.submit(fail, None, taker.take)
    qtbot.waitUntil(lambda: bool(taker.results))
    assert isinstance(taker.results[0], DiskFull)
    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.submit(fail)
    assert isinstance(failed.args[0], DiskFull)


def test_a_bug_reaches_the_top_hook(qtbot: QtBot, jobs: StorageJobs) -> None:
    def bug(_database: object) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        jobs.submit(bug)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_when_the_database_cannot_be_opened_each_job_says_why(qtbot: QtBot) -> None:
    def opener() -> tuple[Any, None]:
        raise DatabaseTooNew(path="app.db")

    jobs = StorageJobs(opener)
    errors: list[AppError] = []
    jobs.failed.connect(errors.append)
    jobs.start()
    jobs.submit(lambda database: None, None, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 2)
    assert all(isinstance(error, DatabaseTooNew) for error in errors)
    jobs.close()


def test_closing_finishes_what_was_submitted_and_delivers_it(
    qtbot: QtBot, jobs: StorageJobs, database_holder: list[Database]
) -> None:
    taker = Taker()
    gate = threading.Event()
    jobs.submit(lambda _: gate.wait(5), taker.take)
    jobs.submit(lambda _: "last", taker.take)
    gate.set()
    jobs.close()
    assert taker.results == [True, "last"]
    assert database_holder[0].closed_in is database_holder[0].thread
    jobs.submit(lambda _: "too late", taker.take)
    assert taker.results == [True, "last"]


def test_the_result_for_a_deleted_object_is_dropped(qtbot: QtBot, jobs: StorageJobs) -> None:
    import shiboken6  # only here: to destroy what Qt would destroy

    taker = Taker()
    gate = threading.Event()
    jobs.submit(lambda _: gate.wait(5), taker.take)
    shiboken6.delete(taker)
    gate.set()
    done = Taker()
    jobs.submit(lambda _: 1, done.take)
    qtbot.waitUntil(lambda: done.results == [1])
    assert taker.results == []
