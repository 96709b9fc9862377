"""app.db: opening it, keeping it whole, copying it and erasing it."""

import logging
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import BackupInvalid, DatabaseBusy, DatabaseDamaged, DiskFull
from core.lock import FileLock
from core.storage import backups, schema
from core.storage.connection import (
    Store,
    check_marker,
    connect,
    connect_memory,
    connect_read_only,
    has_log,
    translated,
    writing,
)
from core.storage.critiques import CritiqueRepository
from core.storage.essays import EssayRepository
from core.storage.ids import now, to_stored
from core.storage.lock import writer_lock
from core.storage.migrations import TABLES
from core.storage.recovery import Recovery, recover

__all__ = ["AppDatabase", "Recovery", "open_or_recover"]

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(days=30)

_HEADER = b"SQLite format 3\0"


class AppDatabase:
    """What the user wrote and the critiques of it. Belongs to the thread that opened it."""

    def __init__(self, store: Store, lock: FileLock | None) -> None:
        self._lock = lock
        self._use(store)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open `path`, creating or migrating it first.

        One process at a time writes: DatabaseBusy while another one does. `read_only` is for a second window and for
        looking; it needs no lock, creates nothing, and shows an absent file as empty and an older one as migrated.
        Raises DatabaseTooNew (the file is untouched, byte for byte), DatabaseDamaged, DiskFull or StorageError.
        """
        if read_only:
            return cls(_open_to_read(path), None)
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = writer_lock(path)
        with ExitStack() as on_error:
            on_error.callback(lock.release)
            database = cls(_open_to_write(path), lock)
            on_error.pop_all()
        return database

    @property
    def path(self) -> Path:
        return self._store.path

    @property
    def read_only(self) -> bool:
        return self._store.read_only

    def backup(self, target: Path) -> None:
        """Write everything into the one file `target`, which appears only when it is complete."""
        if target.exists() and self.path.exists() and target.samefile(self.path):
            raise BackupInvalid("the database itself", path=str(target))
        backups.write_copy(self._store, target)

    def restore(self, source: Path) -> Path:
        """Replace everything by the backup `source`, in one transaction; returns where what was there is kept.

        `source` is verified first. Raises BackupInvalid or DatabaseTooNew, and nothing has changed then.
        """
        if self.read_only:
            raise DatabaseBusy("opened for reading only", path=str(self.path))
        if not source.is_file() or source.samefile(self.path):
            raise BackupInvalid("absent, or the database itself", path=str(source))
        backups.verify(source)
        kept = backups.keep_dated(self._store, "restore")
        from_backup = connect_read_only(source, quiescent=not has_log(source))
        try:
            with self._store.guarded():
                from_backup.db.conn.backup(self._store.db.conn)
        finally:
            from_backup.close()
        schema.migrate(self._store)
        log.info("restored from a backup")
        return kept

    def erase_everything(self) -> None:
        """Delete all that was written and every copy the program made of it, and overwrite where it lay.

        Settings, logs and models are files of others. Raises DatabaseBusy when another process still reads: all rows
        are deleted then, and the log file, which may still hold them, is emptied when the last one closes.
        """
        with writing(self._store):
            for table in reversed(TABLES):
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

    def close(self) -> None:
        """Close the file, which empties the log beside it, and let another process write."""
        try:
            self._store.close()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _use(self, store: Store) -> None:
        self._store = store
        self.essays = EssayRepository(store)
        self.critiques = CritiqueRepository(store)


def open_or_recover(path: Path) -> tuple[AppDatabase, Recovery | None]:
    """Open for writing whatever the state of the file; the second part says what was recovered, normally None.

    Raises what `AppDatabase.open` raises except DatabaseDamaged.
    """
    try:
        return AppDatabase.open(path), None
    except DatabaseDamaged as error:
        log.warning("damaged: %s", error)
    recovery = recover(path)
    return AppDatabase.open(path), recovery


def _open_to_write(path: Path) -> Store:
    """The lock is held: nobody else writes."""
    checked = _look_first(path)
    store = connect(path)
    with ExitStack() as on_error:
        on_error.callback(store.close)
        if checked:
            _note_check(store)
        if schema.applied(store) and schema.pending(store):
            backups.keep_dated(store, "migration")
        schema.migrate(store)
        on_error.pop_all()
    return store


def _look_first(path: Path) -> bool:
    """Refuse what is newer, damaged or not ours before anything touches it; whether every page was read.

    Opening a file for writing moves its log into it, even when that ends in an error.
    """
    with translated(path):
        if not path.exists() or path.stat().st_size == 0:
            return False
        with path.open("rb") as file:
            if file.read(len(_HEADER)) != _HEADER:
                raise DatabaseDamaged("not a database", path=str(path))
        unclean = has_log(path)
    store = connect_read_only(path, quiescent=not unclean)
    try:
        schema.refuse_newer(store)
        schema.refuse_foreign(store)
        return _check(store, unclean=unclean)
    finally:
        store.close()


def _open_to_read(path: Path) -> Store:
    store = connect_read_only(path) if path.exists() else connect_memory(path)
    with ExitStack() as at_the_end:
        at_the_end.callback(store.close)
        schema.refuse_newer(store)
        schema.refuse_foreign(store)
        if schema.pending(store):
            shown = _migrated_in_memory(store)
        else:
            shown = store
            at_the_end.pop_all()
    shown.read_only = True
    return shown


def _migrated_in_memory(old: Store) -> Store:
    new = connect_memory(old.path)
    with ExitStack() as on_error:
        on_error.callback(new.close)
        with old.guarded():
            old.db.conn.backup(new.db.conn)
        schema.migrate(new)
        on_error.pop_all()
    return new


def _check(store: Store, *, unclean: bool) -> bool:
    """Read every page when there is a reason to: damage met before, an unclean end, or a month without a check."""
    if not schema.applied(store):
        return False  # killed while it was made for the first time
    met_damage = check_marker(store.path).exists()
    last = store.row("SELECT value FROM meta WHERE key = 'checked_at'")
    due = last is None or now() - datetime.fromisoformat(last[0]) > CHECK_EVERY
    if not (met_damage or unclean or due):
        return False
    found = store.rows("PRAGMA integrity_check(1)" if met_damage else "PRAGMA quick_check(1)")[0][0]
    if found != "ok":
        raise DatabaseDamaged("failed its check", path=str(store.path))
    return True


def _note_check(store: Store) -> None:
    """Remember that the file is whole, when there is room for that: a full disk must not keep anyone from reading."""
    try:
        with writing(store):
            store.execute(
                "INSERT INTO meta VALUES ('checked_at', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (to_stored(now()),),
            )
        with translated(store.path):
            check_marker(store.path).unlink(missing_ok=True)
    except DiskFull as error:
        log.warning("the check could not be noted: %s", error)
