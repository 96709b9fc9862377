"""눈가림 비교 over a real database: twelve pairs of two systems, some of whose quotes stand in the answer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from pytestqt.qtbot import QtBot

from core import paths
from core.comparison.pairs import Answer, Candidate, Check, Choice, Mark, Pair, Rating, ShownRemark, plan
from core.comparison.pairs_file import pairs_file
from core.remark import Polarity
from core.storage.comparisons import Comparison
from core.storage.database import AppDatabase, open_or_recover
from desktop.comparison.page import ComparisonPage
from desktop.jobs import StorageJobs
from desktop.theme import Theme

T = TypeVar("T")
SYSTEMS = ("experts", "tuned")
FIRST = "밤새 설비를 지켜보며 원인을 찾았습니다."
SECOND = "맡은 일은 끝까지 책임졌습니다."
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def planned(most: int = 12) -> tuple[Pair, ...]:
    answers = [Answer(f"a{n:02}", f"{n}번 문항을 쓰시오.", f"{FIRST}\n\n{SECOND} {n}번 글입니다.") for n in range(most)]

    def said(system: str, n: int) -> Candidate:
        word = "이 장면이" if system == "experts" else "그 대목이"
        remarks = (
            ShownRemark(Polarity.GOOD, FIRST, f"{word} 구체적입니다. {n}", "수치를 더해 보세요."),
            ShownRemark(Polarity.IMPROVE, SECOND, f"{word} 막연합니다. {n}"),
        )
        return Candidate(system, remarks, f"{word} 좋은 글입니다. {n}")

    critiques = {system: {one.id: said(system, n) for n, one in enumerate(answers)} for system in SYSTEMS}
    return plan(answers, critiques, [SYSTEMS], most=most, seed=5).pairs


def rating(pair: Pair, rater: str, wanted: str | None = "tuned") -> Rating:
    """Prefers this system; None for a tie."""
    choice = Choice.TIE
    if wanted is not None:
        choice = Choice.FIRST if pair.first.system == wanted else Choice.SECOND
    return Rating(pair.id, rater, choice, NOW, 4, 3, (Mark(Choice.FIRST, 0, Check.WHY, True),), 20.0)


class Table:
    """The page over a database of its own."""

    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.jobs.start()
        self.page = ComparisonPage(theme, self.jobs)
        self.said: list[str] = []
        self.page.said.connect(self.said.append)
        self.page.resize(1048, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.page.read, timeout=10_000):
            self.page.show()

    def stored(self, work: Callable[[AppDatabase], T]) -> T:
        results: list[T] = []
        self.jobs.submit(work, results.append)
        self.qtbot.waitUntil(lambda: bool(results), timeout=10_000)
        return results[0]

    def file(self, pairs: tuple[Pair, ...] | None = None, name: str = "쌍.json") -> Path:
        path = self.folder / name
        path.write_text(pairs_file("첨삭 비교", pairs or planned(), seed=5, margin=0.2), encoding="utf-8")
        return path

    def add(self, pairs: tuple[Pair, ...] | None = None) -> Comparison:
        """Take planned pairs in, and say what the list has."""
        with self.qtbot.waitSignal(self.page.said, timeout=10_000):
            self.page.add(self.file(pairs))
        return self.listed()

    def listed(self) -> Comparison:
        """The first comparison of the list, as it is now."""
        with self.qtbot.waitSignal(self.page.read, timeout=10_000):
            self.page.refresh()
        return self.page.list.cards[0].comparison

    def rate(self, comparison: Comparison, rater: str = "가람") -> None:
        with self.qtbot.waitSignal(self.page.session.moved, timeout=10_000):
            self.page.rate(comparison, rater)

    def settle(self) -> None:
        """Wait until what was said so far is stored."""
        self.stored(lambda _: True)

    def ratings(self, comparison: Comparison) -> tuple[Rating, ...]:
        return self.stored(lambda database: database.comparisons.ratings(comparison.id))

    def close(self) -> None:
        self.page.close_desk()
        self.jobs.close()


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, home: Path, tmp_path: Path) -> Iterator[Table]:
    made = Table(qtbot, theme, tmp_path)
    yield made
    made.close()
