"""The critique side over a real database and a real engine process with the fake backend in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from core import paths
from core.counting import Limit
from core.essay import Application, Question
from core.storage.critiques import CritiqueRecord
from core.storage.database import AppDatabase, open_or_recover
from desktop.critique.controller import CritiqueController
from desktop.critique.recorder import CritiqueRecorder
from desktop.critique.request import StartRequest
from desktop.critique.view import CritiqueView, Stage
from desktop.engine_process import EngineProcess
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess
from tests.fakes.critiques import ANSWER, REPLY, FakePreparer
from tests.fakes.fake_backend import Script, fake_engine_argv

T = TypeVar("T")


class Bench:
    """One controller and what stands below it, with two questions in the database."""

    def __init__(
        self,
        qtbot: QtBot,
        script: Script,
        idle: float = 60,
        pause: float = 60,
        language: LanguageProcess | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.jobs.start()
        self.preparer = FakePreparer()
        self.engine = EngineProcess(fake_engine_argv(script), idle_seconds=idle)
        self.language = language
        self.controller = CritiqueController(
            self.engine, CritiqueRecorder(self.jobs), self.preparer, pause_seconds=pause, language=language
        )
        self.application, self.questions = self.stored(_fill)

    def stored(self, work: Callable[[AppDatabase], T]) -> T:
        """The result of a job in the storage thread, after all that were asked for before it."""
        results: list[T] = []
        self.jobs.submit(work, results.append)
        self.qtbot.waitUntil(lambda: bool(results), timeout=5000)
        return results[0]

    def open(self, number: int = 0, answer: str = ANSWER) -> str:
        question_id = self.questions[number].id
        with self.qtbot.waitSignal(self.controller.view_changed, timeout=5000):
            self.controller.open(question_id, answer)
        return question_id

    def start(self, number: int = 0, answer: str = ANSWER) -> str:
        self.controller.start(StartRequest(self.application, self.questions[number], answer))
        return self.questions[number].id

    def view(self, number: int = 0) -> CritiqueView:
        view = self.controller.view(self.questions[number].id)
        assert view is not None
        return view

    def wait_stage(self, stage: Stage, number: int = 0, timeout: int = 10_000) -> CritiqueView:
        self.qtbot.waitUntil(lambda: self.view(number).stage is stage, timeout=timeout)
        return self.view(number)

    def wait_remarks(self, count: int, number: int = 0) -> CritiqueView:
        self.qtbot.waitUntil(lambda: len(self.view(number).remarks) >= count, timeout=10_000)
        return self.view(number)

    def latest(self, number: int = 0) -> CritiqueRecord:
        question_id = self.questions[number].id
        record = self.stored(lambda database: database.critiques.latest(question_id))
        assert record is not None
        return record

    def close(self) -> None:
        self.controller.close()
        self.engine.close()
        if self.language is not None:
            self.language.close()
        self.jobs.close()


def _fill(database: AppDatabase) -> tuple[Application, tuple[Question, ...]]:
    application = database.essays.add_application("가람유통", "영업관리")
    for title in ("지원 동기", "직무 역량"):
        database.essays.add_question(application.id, title, f"{title}을 쓰시오.", Limit(700))
    return application, tuple(database.essays.questions(application.id))


@pytest.fixture
def bench(qtbot: QtBot, home: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(qtbot, getattr(request, "param", None) or Script(reply=REPLY))
    yield made
    made.close()
