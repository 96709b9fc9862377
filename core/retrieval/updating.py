"""Bringing the index up to date with the databases: only what is new or changed is analysed."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from core.corpus import CollectedEssay
from core.errors import RecordMissing
from core.lock import FileLock
from core.retrieval import generation
from core.retrieval.entries import Entry, analyse, content_hash
from core.retrieval.generation import Generation
from core.storage.connection import translated
from core.storage.corpus.database import CorpusDatabase

log = logging.getLogger(__name__)

_AT_ONCE = 64  # remarks analysed together: about a second, after which `stop` is looked at
_SAVE_AFTER = 2_000  # remarks analysed; a state is written, so that an interrupted first run need not begin again

Progress = Callable[[int, int], None]  # essays analysed, essays to be analysed


@dataclass(frozen=True, slots=True)
class Update:
    """What was done. Not `complete` when it was stopped, or when another process is updating."""

    analysed: int
    removed: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Every essay that the index must hold: its content hash, and who has it."""

    hashes: dict[str, str]
    holders: dict[str, CorpusDatabase]
    clusters: dict[tuple[str, int], int]


def update(
    folder: Path, databases: Sequence[CorpusDatabase], progress: Progress | None, stop: Callable[[], bool]
) -> Update:
    """Bring the state in `folder` up to date. Raises DiskFull, StorageError, and what the databases raise."""
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = FileLock(folder / "lock")
        except BlockingIOError:
            return Update(0, 0, complete=False)
    try:
        wanted = _wanted(databases)
        with translated(folder):
            return _Updating(folder, wanted, progress, stop).run()
    finally:
        lock.release()


class _Updating:
    def __init__(self, folder: Path, wanted: _Wanted, progress: Progress | None, stop: Callable[[], bool]) -> None:
        self._folder = folder
        self._wanted = wanted
        self._progress = progress
        self._stop = stop

    def run(self) -> Update:
        base = generation.current(self._folder)
        old = {} if base is None else base.hashes
        removed = sum(one not in self._wanted.hashes for one in old)
        new = [one for one, found in self._wanted.hashes.items() if old.get(one) != found]
        clusters = generation.clusters_hash(self._wanted.clusters)
        if base is not None and not new and not removed and base.clusters == clusters:
            generation.clean(self._folder)
            return Update(0, 0, complete=True)
        done, unsaved, ready = 0, 0, list[Entry]()
        for batch in self._batches(new):
            if self._stop():
                break
            ready += analyse(batch)
            done += len(batch)
            unsaved += sum(len(answer.remarks) for essay in batch for answer in essay.answers)
            if self._progress is not None:
                self._progress(done, len(new))
            # Writing costs as much as there is, so it is done the more seldom the more there is.
            if unsaved >= max(_SAVE_AFTER, 0 if base is None else len(base.rows)):
                base = self._save(base, ready)
                unsaved, ready = 0, []
        else:
            self._save(base, ready)
            log.info("index of remarks: %s essays analysed, %s removed", done, removed)
            return Update(done, removed, complete=True)
        self._save(base, ready)
        return Update(done, removed, complete=False)

    def _batches(self, essay_ids: Iterable[str]) -> Iterator[list[CollectedEssay]]:
        batch: list[CollectedEssay] = []
        for one in essay_ids:
            try:
                batch.append(self._wanted.holders[one].essays.get(one))
            except RecordMissing:  # removed since we looked
                del self._wanted.hashes[one]
                continue
            if sum(len(answer.remarks) for essay in batch for answer in essay.answers) >= _AT_ONCE:
                yield batch
                batch = []
        if batch:
            yield batch

    def _save(self, base: Generation | None, ready: Sequence[Entry]) -> Generation | None:
        generation.publish(self._folder, chain(self._kept(base, ready), ready), self._wanted.clusters)
        return generation.current(self._folder)

    def _kept(self, base: Generation | None, ready: Sequence[Entry]) -> Iterator[Entry]:
        """What stays as it is; an essay that changed and was not analysed yet is shown in neither form."""
        renewed = {entry.id for entry in ready}
        if base is None:
            return
        for number, (one, found) in enumerate(base.hashes.items()):
            if one not in renewed and self._wanted.hashes.get(one) == found:
                yield base.entry(number, one)


def _wanted(databases: Sequence[CorpusDatabase]) -> _Wanted:
    wanted = _Wanted({}, {}, {})
    for database in databases:
        for essay in database.essays.each():
            # An essay that several have is the first one's.
            if wanted.holders.setdefault(essay.id, database) is database:
                wanted.hashes[essay.id] = content_hash(essay)
        wanted.clusters.update(database.essays.duplicates())
    return wanted
