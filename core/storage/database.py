"""app.db: opening it, keeping it whole, copying it and erasing it."""

import logging
from pathlib import Path

from core.errors import BackupInvalid, DatabaseBusy, DatabaseDamaged
from core.storage import backups
from core.storage.comparisons import ComparisonRepository
from core.storage.connection import connect_read_only, has_log, translated, writing
from core.storage.critiques import CritiqueRepository
from core.storage.database_file import DatabaseFile
from core.storage.essays import EssayRepository
from core.storage.ignored import IgnoredRepository
from core.storage.migrations import SCHEMA
from core.storage.recovery import Recovery, adopt_orphans, recover

__all__ = ["AppDatabase", "Recovery", "open_or_recover"]

log = logging.getLogger(__name__)


class AppDatabase(DatabaseFile):
    """What the user wrote and the critiques of it."""

    schema = SCHEMA

    def restore(self, source: Path) -> Path:
        """Replace everything by the backup `source`, in one transaction; returns where what was there is kept.

        `source` is verified first. Raises BackupInvalid or DatabaseTooNew, and nothing has changed then.
        """
        if self.read_only:
            raise DatabaseBusy("opened for reading only", path=str(self.path))
        if not source.is_file() or source.samefile(self.path):
            raise BackupInvalid("absent, or the database itself", path=str(source))
        backups.verify(source, self.schema)
        kept = backups.keep_dated(self._store, "restore")
        from_backup = connect_read_only(source, quiescent=not has_log(source))
        try:
            with self._store.guarded():
                from_backup.db.conn.backup(self._store.db.conn)
        finally:
            from_backup.close()
        self.schema.migrate(self._store)
        log.info("restored from a backup")
        return kept

    def erase_everything(self) -> None:
        """Delete all that was written and every copy the program made of it, and overwrite where it lay.

        Settings, logs and models are files of others. Raises DatabaseBusy when another process still reads: all rows
        are deleted then, and the log file, which may still hold them, is emptied when the last one closes.
        """
        with writing(self._store):
            for table in reversed(self.schema.tables):
                self._store.execute(f"DELETE FROM {table}")
        self._store.rows("VACUUM")
        emptied = self._store.checkpoint()
        copies = [*backups.own_copies(self.path), *self.path.parent.glob(f"{self.path.stem}.damaged-*")]
        for copy in copies:
            with translated(copy):
                copy.chmod(0o600)  # Windows does not delete what is read-only
                copy.unlink()
        if not emptied:
            raise DatabaseBusy("another process reads", path=str(self.path))

    def _opened(self) -> None:
        self.essays = EssayRepository(self._store)
        self.critiques = CritiqueRepository(self._store)
        self.ignored = IgnoredRepository(self._store)
        self.comparisons = ComparisonRepository(self._store)


def open_or_recover(path: Path) -> tuple[AppDatabase, Recovery | None]:
    """Open for writing whatever the state of the file; the second part says what was recovered, normally None.

    Raises what `AppDatabase.open` raises except DatabaseDamaged.
    """
    try:
        return AppDatabase.open(path), None
    except DatabaseDamaged as error:
        log.warning("damaged: %s", error)
    recovery = recover(path, SCHEMA, adopt_orphans)
    return AppDatabase.open(path), recovery
