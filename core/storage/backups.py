"""Whole copies of a database: made, checked, kept and cleaned."""

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.errors import BackupInvalid, DatabaseDamaged, StorageError
from core.storage.connection import Store, connect, connect_read_only, has_log, translated, writing
from core.storage.schema import Schema

log = logging.getLogger(__name__)

KEPT = 3  # of each kind


def folder_of(database: Path) -> Path:
    """Where the copies that the program makes by itself lie."""
    return database.parent / "backups"


def stamp() -> str:
    """Now in UTC, for file names that sort by age."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def write_copy(store: Store, target: Path) -> None:
    """Copy the database into one compact file without its bin of freed pages; `target` appears only when complete.

    An existing `target` is replaced. Raises DiskFull or StorageError, and leaves nothing behind then.
    """
    part = target.with_name(target.name + ".part")
    with translated(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            store.rows("VACUUM INTO ?", (str(part),))
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def keep_dated(store: Store, kind: str) -> Path:
    """Keep a copy named by `kind` and the time, and the three newest of that kind in all."""
    folder = folder_of(store.path)
    target = folder / f"{store.path.stem}-{kind}-{stamp()}.db"
    write_copy(store, target)
    for old in sorted(folder.glob(f"{store.path.stem}-{kind}-*.db"))[:-KEPT]:
        with translated(old):
            old.unlink(missing_ok=True)
    return target


def own_copies(database: Path) -> list[Path]:
    """Every copy that the program made by itself, the newest last."""
    found = folder_of(database).glob(f"{database.stem}-*-*.db")
    return sorted(found, key=lambda path: path.stem.split("-")[-3:])


def newest_whole(database: Path, schema: Schema) -> Path | None:
    """The newest copy that passes `verify`."""
    for candidate in reversed(own_copies(database)):
        try:
            verify(candidate, schema)
        except StorageError as error:
            log.warning("a copy is of no use: %s", error)
        else:
            return candidate
    return None


def verify(path: Path, schema: Schema) -> None:
    """Raise BackupInvalid unless `path` is a whole database of this kind, DatabaseTooNew for one of a newer program."""
    try:
        store = connect_read_only(path, quiescent=not has_log(path))
        try:
            identity = store.rows("PRAGMA application_id")[0][0]
            code = store.rows("SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            if identity != schema.application_id or code:
                raise BackupInvalid("not written by this program", path=str(path))
            schema.refuse_newer(store)
            if store.rows("PRAGMA integrity_check(1)")[0][0] != "ok":
                raise BackupInvalid("integrity_check", path=str(path))
        finally:
            store.close()
    except DatabaseDamaged as error:
        raise BackupInvalid(error.detail, path=str(path)) from error


def forget(database: Path, erase: Callable[[Store], None]) -> None:
    """Let `erase` delete rows from the copies too, in a transaction: what is deleted for good is nowhere."""
    for copy in own_copies(database):
        try:
            store = connect(copy)
            try:
                with writing(store):
                    erase(store)
                store.rows("PRAGMA journal_mode=DELETE")
            finally:
                store.close()
        except StorageError as error:
            # A copy that cannot be cleaned is worth less than the promise that nothing stays behind.
            log.warning("a copy could not be cleaned and is removed: %s", error)
            with translated(copy):
                copy.unlink(missing_ok=True)
