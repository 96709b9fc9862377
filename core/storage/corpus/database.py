"""corpus.db: collected essays and the log of collecting them. The scraper writes it; everyone else reads."""

import logging
from pathlib import Path

from core.errors import DatabaseDamaged
from core.storage.corpus import search
from core.storage.corpus.crawl_log import CrawlLog
from core.storage.corpus.keeping import clean_index
from core.storage.corpus.records import CorpusStatistics
from core.storage.corpus.salvage import reconnect
from core.storage.corpus.schema import SCHEMA
from core.storage.corpus.shelf import EssayShelf
from core.storage.corpus.statistics import statistics
from core.storage.database_file import DatabaseFile
from core.storage.recovery import Recovery, recover

__all__ = ["CorpusDatabase", "open_or_recover"]

log = logging.getLogger(__name__)


class CorpusDatabase(DatabaseFile):
    """The corpus. `essays` are the texts, `crawl` is how they were collected."""

    schema = SCHEMA

    def statistics(self) -> CorpusStatistics:
        return statistics(self._store)

    def is_sound(self) -> bool:
        """Whether every page of the file can be read and the search index can be used."""
        return self._store.rows("PRAGMA quick_check(1)")[0][0] == "ok" and search.usable(self._store)

    def _opened(self) -> None:
        self.essays = EssayShelf(self._store)
        self.crawl = CrawlLog(self._store)
        if not self.read_only:
            # New, of an older program, from a copy that was cleaned, or damaged.
            if not search.intact(self._store):
                search.rebuild(self._store)
            clean_index(self._store)


def open_or_recover(path: Path) -> tuple[CorpusDatabase, Recovery | None]:
    """Open for writing whatever the state of the file; the second part says what was recovered, normally None.

    Raises what `CorpusDatabase.open` raises except DatabaseDamaged.
    """
    try:
        return CorpusDatabase.open(path), None
    except DatabaseDamaged as error:
        log.warning("damaged: %s", error)
    recovery = recover(path, SCHEMA, reconnect)
    return CorpusDatabase.open(path), recovery
