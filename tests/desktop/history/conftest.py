"""The history over a real database with three critiques."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from core import paths
from core.counting import Limit
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase, open_or_recover
from desktop.history.page import HistoryPage
from desktop.jobs import StorageJobs
from desktop.theme import Theme
from tests.fakes.critiques import ANSWER, FIRST, SECOND, remark

T = TypeVar("T")


class Archive:
    def __init__(self, qtbot: QtBot, theme: Theme, *, filled: bool) -> None:
        self.qtbot = qtbot
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.jobs.start()
        if filled:
            self.stored(_fill)
        self.page = HistoryPage(theme, self.jobs)
        self.page.resize(1200, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.page.counted, timeout=5000):
            self.page.show()

    def stored(self, work: Callable[[AppDatabase], T]) -> T:
        results: list[T] = []
        self.jobs.submit(work, results.append)
        self.qtbot.waitUntil(lambda: bool(results), timeout=5000)
        return results[0]

    def refresh(self) -> None:
        with self.qtbot.waitSignal(self.page.counted, timeout=5000):
            self.page.refresh()

    def rows(self) -> list[str]:
        """What a screen reader says of the lines."""
        model = self.page.view.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def open(self, row: int) -> None:
        index = self.page.view.model().index(row, 0)
        self.page.view.activated.emit(index)
        self.qtbot.waitUntil(lambda: self.page.detail is not None, timeout=5000)


def _fill(database: AppDatabase) -> None:
    application = database.essays.add_application("가람유통", "영업관리")
    first = database.essays.add_question(application.id, "지원 동기", "지원한 동기를 쓰시오.", Limit(700))
    second = database.essays.add_question(application.id, "직무 역량", "직무 역량을 쓰시오.", Limit(700))
    for question, model, state, reason in (
        (first, "체험용 0.5B", "done", "역량이 보입니다."),
        (first, "체험용 1.5B", "cancelled", "흔한 문장입니다."),
        (second, "체험용 0.5B", "done", "경험이 구체적입니다."),
    ):
        new = NewCritique(
            question.id, question.text, ANSWER, Limit(700), model, model, None, {}, "가람유통", "영업관리"
        )
        critique_id = database.critiques.start(new)
        remarks = (remark(FIRST, reason=reason), remark(SECOND))
        database.critiques.finish(critique_id, state, "", remarks, "총평입니다.", None, {"elapsed_s": 8.4})


@pytest.fixture
def archive(qtbot: QtBot, theme: Theme, home: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    made = Archive(qtbot, theme, filled=getattr(request, "param", True))
    yield made
    made.jobs.close()
