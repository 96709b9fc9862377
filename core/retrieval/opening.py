"""The index over everything that is here: the collected corpus and the samples."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from core import paths
from core.paths import cache_dir
from core.retrieval import generation
from core.retrieval.index import EvidenceIndex
from core.retrieval.updating import Progress, Update
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.samples import open_samples


def open_current(
    folder: Path | None = None, *, progress: Progress | None = None, stop: Callable[[], bool] = lambda: False
) -> EvidenceIndex:
    """The index, brought up to date. Raises what opening the corpus for reading, and `EvidenceIndex.update`, raise."""
    return update_current(folder, progress=progress, stop=stop)[1]


def is_there() -> bool:
    """Whether there is a state, of whatever age."""
    return generation.current_name(cache_dir() / "retrieval") is not None


def update_current(
    folder: Path | None = None, *, progress: Progress | None = None, stop: Callable[[], bool] = lambda: False
) -> tuple[Update, EvidenceIndex]:
    """The same, with what was done."""
    index = EvidenceIndex.open(folder)
    with ExitStack() as databases:
        corpus = databases.enter_context(CorpusDatabase.open(paths.corpus_db(), read_only=True))
        samples = databases.enter_context(open_samples())
        return index.update(corpus, samples, progress=progress, stop=stop), index
