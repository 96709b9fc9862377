"""자료 관리 over a real corpus.db, with a scraper that says what a test tells it to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.paths import ensure_home
from desktop.corpus.collector import Collector
from desktop.corpus.page import CorpusPage
from desktop.library.shelves import CorpusJobs
from desktop.theme import Theme
from tests.fakes.scraper_cli import argv, calls, write_script


class Bureau:
    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path, *, installed: bool = True) -> None:
        self.qtbot = qtbot
        self.script = folder / "script.json"
        self.jobs = CorpusJobs()
        self.collector = Collector(argv(self.script))
        self.page = CorpusPage(theme, self.jobs, self.collector, installed=installed)
        self.said: list[str] = []
        self.page.said.connect(self.said.append)
        self.page.resize(1048, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.page.read, timeout=20_000):
            self.page.show()

    def tell(self, *steps: dict[str, Any]) -> None:
        """What the scraper does when it is called next."""
        write_script(self.script, *steps)

    def calls(self) -> list[list[str]]:
        return calls(self.script)

    def collect(self) -> None:
        """Open 새로 고침, say yes to the right and press 시작."""
        self.page.show_pane("collect")
        self.page.collect.form.right.setChecked(True)
        self.page.collect.start()

    def ended(self) -> None:
        """Wait for the end of what the scraper does."""
        self.qtbot.waitUntil(lambda: not self.collector.verb, timeout=20_000)

    def close(self) -> None:
        self.collector.close()
        self.jobs.close()


@pytest.fixture
def bureau(qtbot: QtBot, theme: Theme, home: Path, tmp_path: Path) -> Iterator[Bureau]:
    ensure_home()
    made = Bureau(qtbot, theme, tmp_path)
    yield made
    made.close()
