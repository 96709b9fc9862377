"""합격자소서 찾기 over the samples that ship and, when asked for, a corpus.db of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.paths import ensure_home
from desktop.corpus.collector import Collector
from desktop.library.list_model import Role
from desktop.library.page import LibraryPage
from desktop.library.shelves import CorpusJobs
from desktop.theme import Theme
from tests.fakes.collected import fill
from tests.fakes.scraper_cli import argv


class Stacks:
    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path) -> None:
        self.qtbot = qtbot
        self.script = folder / "script.json"
        self.jobs = CorpusJobs()
        self.collector = Collector(argv(self.script))
        self.page = LibraryPage(theme, self.jobs, self.collector)
        self.said: list[str] = []
        self.counts: list[int] = []
        self.page.said.connect(self.said.append)
        self.page.counted.connect(self.counts.append)
        self.page.resize(1048, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.page.counted, timeout=30_000):
            self.page.show()

    def rows(self) -> list[str]:
        """What a screen reader says of the lines that were read so far."""
        model = self.page.view.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def ids(self) -> list[str]:
        model = self.page.view.model()
        return [model.index(row, 0).data(Role.ROW).id for row in range(model.rowCount())]

    def refresh(self) -> None:
        with self.qtbot.waitSignal(self.page.counted, timeout=10_000):
            self.page.refresh()

    def search(self, text: str) -> None:
        with self.qtbot.waitSignal(self.page.counted, timeout=10_000):
            self.page.filters.search.setText(text)

    def choose(self, box_name: str, words: str) -> None:
        """As with the mouse, in the filter that a screen reader calls so."""
        filters = self.page.filters
        boxes = (filters.groups, filters.grades, filters.seasons, filters.types, filters.flags, filters.order)
        box = next(one for one in boxes if one.accessibleName() == box_name)
        assert box.findText(words) >= 0
        with self.qtbot.waitSignal(self.page.counted, timeout=10_000):
            box.setCurrentIndex(box.findText(words))
            box.activated.emit(box.currentIndex())

    def open(self, row: int = 0) -> None:
        self.page.view.activated.emit(self.page.view.model().index(row, 0))
        self.qtbot.waitUntil(lambda: self.page.open_now is not None, timeout=10_000)

    def close(self) -> None:
        self.collector.close()
        self.jobs.close()


@pytest.fixture
def stacks(qtbot: QtBot, theme: Theme, home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stacks]:
    """With so many collected essays as the parameter says, the first three of them with a flag."""
    ensure_home()
    if count := getattr(request, "param", 0):
        fill(count, flagged=3)
    made = Stacks(qtbot, theme, tmp_path)
    yield made
    made.close()
