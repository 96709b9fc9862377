"""corpus.db for the commands that write it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core import paths
from core.errors import DatabaseDamaged
from core.messages import sentence
from core.storage.corpus.database import CorpusDatabase, open_or_recover


@contextmanager
def writable_corpus() -> Iterator[CorpusDatabase]:
    """Open for writing; what a damaged file still holds is saved first, and said. Raises StorageError."""
    database, recovery = open_or_recover(paths.corpus_db())
    if recovery is not None:
        print(sentence(DatabaseDamaged(path=str(paths.corpus_db()), kept=str(recovery.kept))), file=sys.stderr)
    with database:
        yield database
