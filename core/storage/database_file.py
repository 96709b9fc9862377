"""A database file of ours: opened by one writer or by readers, looked at for damage, migrated, copied and closed."""

import logging
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from core.errors import BackupInvalid, DatabaseDamaged, DiskFull
from core.lock import FileLock
from core.storage import backups
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
from core.storage.ids import now, to_stored
from core.storage.lock import writer_lock
from core.storage.schema import Schema, applied

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(days=30)

_HEADER = b"SQLite format 3\0"


class DatabaseFile:
    """What every database of ours is. Belongs to the thread that opened it; a table `meta` (key, value) is needed."""

    schema: ClassVar[Schema]

    def __init__(self, store: Store, lock: FileLock | None) -> None:
        self._store = store
        self._lock = lock
        self._opened()

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open `path`, creating or migrating it first.

        One process at a time writes: DatabaseBusy while another one does. `read_only` is for a second window and for
        looking; it needs no lock, creates nothing, and shows an absent file as empty and an older one as migrated.
        Raises DatabaseTooNew (the file is untouched, byte for byte), DatabaseDamaged, DiskFull or StorageError.
        """
        if read_only:
            return cls._owning(_open_to_read(path, cls.schema), None)
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = writer_lock(path)
        with ExitStack() as on_error:
            on_error.callback(lock.release)
            database = cls._owning(_open_to_write(path, cls.schema), lock)
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

    def _opened(self) -> None:
        """Make the repositories; called once, when the store is ready. What it raises closes the store."""

    @classmethod
    def _owning(cls, store: Store, lock: FileLock | None) -> Self:
        with ExitStack() as on_error:
            on_error.callback(store.close)
            database = cls(store, lock)
            on_error.pop_all()
        return database


def _open_to_write(path: Path, schema: Schema) -> Store:
    """The lock is held: nobody else writes."""
    checked = _look_first(path, schema)
    store = connect(path)
    with ExitStack() as on_error:
        on_error.callback(store.close)
        if checked:
            _note_check(store)
        if applied(store) and schema.pending(store):
            backups.keep_dated(store, "migration")
        schema.migrate(store)
        on_error.pop_all()
    return store


def _look_first(path: Path, schema: Schema) -> bool:
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


def _open_to_read(path: Path, schema: Schema) -> Store:
    store = connect_read_only(path) if path.exists() else connect_memory(path)
    with ExitStack() as at_the_end:
        at_the_end.callback(store.close)
        schema.refuse_newer(store)
        schema.refuse_foreign(store)
        if schema.pending(store):
            shown = _migrated_in_memory(store, schema)
        else:
            shown = store
            at_the_end.pop_all()
    shown.read_only = True
    return shown


def _migrated_in_memory(old: Store, schema: Schema) -> Store:
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
    if not applied(store):
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
