"""Work on comparisons off the UI thread: files are read and written, and results reckoned, in a thread of its own;
what is stored goes to the storage thread."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.comparison.pairs import Pair, Rating
from core.errors import AppError
from desktop.jobs import OneThread, StorageJobs

if TYPE_CHECKING:
    from core.comparison.pairs_file import PlannedPairs
    from core.comparison.report import Report
    from core.storage.comparisons import Comparison
    from core.storage.database import AppDatabase

Failed = Callable[[AppError], None]


class ComparisonDesk(OneThread):
    """Each call answers in the UI thread: `done` with what was asked for, or `failed` with an AppError."""

    def __init__(self, jobs: StorageJobs, parent: QObject | None = None) -> None:
        super().__init__("comparison", parent)
        self._jobs = jobs

    def comparisons(self, done: "Callable[[tuple[Comparison, ...]], None]", failed: Failed) -> None:
        """All there are, the last one first."""
        self._jobs.submit(lambda database: database.comparisons.list(), done, failed)

    def add(self, path: Path, done: Callable[[str], None], failed: Failed) -> None:
        """Take planned pairs in; answers with the comparison's id."""

        def keep(planned: "PlannedPairs") -> None:
            self._jobs.submit(partial(_create, planned), done, failed)

        self._send(partial(_load_pairs, path), keep, failed)

    def write_packet(self, comparison: "Comparison", path: Path, done: Callable[[Path], None], failed: Failed) -> None:
        """Write the page for a rater elsewhere; answers with the file."""

        def render(pairs: tuple[Pair, ...]) -> None:
            self._send(partial(_write_packet, comparison, pairs, path), done, failed)

        self._jobs.submit(lambda database: database.comparisons.pairs(comparison.id), render, failed)

    def take(self, comparison: "Comparison", path: Path, done: Callable[[int], None], failed: Failed) -> None:
        """Take in what a rater handed back; answers with how many ratings were new or newer."""

        def keep(ratings: tuple[Rating, ...]) -> None:
            self._jobs.submit(lambda database: database.comparisons.rate(comparison.id, ratings), done, failed)

        def read(pairs: tuple[Pair, ...]) -> None:
            self._send(partial(_load_ratings, path, comparison.id, pairs), keep, failed)

        self._jobs.submit(lambda database: database.comparisons.pairs(comparison.id), read, failed)

    def report(self, comparison: "Comparison", done: "Callable[[Report], None]", failed: Failed) -> None:
        """Reckon what the ratings so far show; takes seconds."""

        def reckon(found: tuple[tuple[Pair, ...], tuple[Rating, ...]]) -> None:
            self._send(partial(_report, *found, comparison.margin), done, failed)

        self._jobs.submit(partial(_everything, comparison.id), reckon, failed)

    def write_text(self, path: Path, text: str, done: Callable[[Path], None], failed: Failed) -> None:
        """Write a report; answers with the file."""
        self._send(partial(_write, path, text), done, failed)

    def delete(self, comparison_id: str, done: Callable[[None], None], failed: Failed) -> None:
        """For good, ratings included."""
        self._jobs.submit(lambda database: database.comparisons.delete(comparison_id), done, failed)

    def close(self) -> None:
        """Finish what is under way and end the thread. Comes before the storage thread's end."""
        self._end(lambda: None)


def _load_pairs(path: Path) -> "PlannedPairs":
    from core.comparison.files import load_pairs

    return load_pairs(path)


def _load_ratings(path: Path, comparison_id: str, pairs: tuple[Pair, ...]) -> tuple[Rating, ...]:
    from core.comparison.files import load_ratings

    return load_ratings(path, comparison_id, pairs)


def _create(planned: "PlannedPairs", database: "AppDatabase") -> str:
    return database.comparisons.create(planned.title, planned.pairs, seed=planned.seed, margin=planned.margin)


def _write_packet(comparison: "Comparison", pairs: tuple[Pair, ...], path: Path) -> Path:
    from core.comparison.packet import packet

    return _write(path, packet(comparison.id, comparison.title, pairs))


def _write(path: Path, text: str) -> Path:
    from core.comparison.files import write_whole

    write_whole(path, text)
    return path


def _everything(comparison_id: str, database: "AppDatabase") -> tuple[tuple[Pair, ...], tuple[Rating, ...]]:
    return database.comparisons.pairs(comparison_id), database.comparisons.ratings(comparison_id)


def _report(pairs: tuple[Pair, ...], ratings: tuple[Rating, ...], margin: float) -> "Report":
    # numpy comes with it, which a window that is only rated in does without.
    from core.comparison.outcome import outcome
    from core.comparison.report import report

    return report(outcome(pairs, ratings), margin)
