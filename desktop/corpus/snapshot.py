"""What the maintainer's page shows of both databases, read in one go in the thread that owns them. No Qt."""

from dataclasses import dataclass

from core.errors import AppError
from core.storage.corpus.records import CorpusStatistics, Failure, Run, RunState
from desktop.library.shelves import Shelves

_OPEN = frozenset({RunState.RUNNING, RunState.CANCELLED, RunState.STOPPED})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`collected` says whether `statistics` are those of collected essays; else they are those of the samples.
    `open_run` is one that was not ended and can be gone on with."""

    statistics: CorpusStatistics
    collected: bool
    failures: tuple[Failure, ...] = ()
    last_run: Run | None = None
    open_run: Run | None = None
    trouble: AppError | None = None


def take(shelves: Shelves) -> Snapshot:
    """Raises StorageError."""
    if shelves.collected is None:
        return Snapshot(shelves.samples.statistics(), collected=False, trouble=shelves.trouble)
    crawl = shelves.collected.crawl
    runs = [run for run in crawl.runs() if not run.dry_run]
    last = runs[0] if runs else None
    statistics = shelves.collected.statistics()
    filled = statistics.essays > 0
    return Snapshot(
        statistics if filled else shelves.samples.statistics(),
        filled,
        tuple(crawl.failures()),
        last,
        last if last is not None and last.state in _OPEN else None,
    )
