"""One writing process per database file."""

from pathlib import Path

from core.errors import DatabaseBusy
from core.lock import FileLock


def writer_lock(database: Path) -> FileLock:
    """Hold the lock file beside a database. Raises DatabaseBusy when it is held already, OSError otherwise.

    Where a folder cannot lock, SQLite's own BEGIN IMMEDIATE still keeps writers apart.
    """
    try:
        return FileLock(database.with_name(database.name + ".lock"))
    except BlockingIOError as error:
        raise DatabaseBusy("another process writes to the database", path=str(database)) from error
