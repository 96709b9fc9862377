"""The only place that opens SQLite connections, begins transactions and turns SQLite's errors into ours."""

import errno
import logging
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from core.errors import DatabaseBusy, DatabaseDamaged, DiskFull, StorageError

if TYPE_CHECKING:
    from sqlite_utils import Database

log = logging.getLogger(__name__)

Parameter = str | int | float | bytes | None

BUSY_TIMEOUT_S = 5.0

# A search index, which can be made again, and not the file.
INDEX_DAMAGE = "SQLITE_CORRUPT_VTAB"

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What SQLite reports when the system refuses to grow or flush a file. Other input errors are not about space.
_NO_SPACE_IO = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
}
_DAMAGED_IO = {sqlite3.SQLITE_IOERR_CORRUPTFS, sqlite3.SQLITE_IOERR_DATA, sqlite3.SQLITE_IOERR_SHORT_READ}
_DENIED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


class Store:
    """One connection to one database file, for the thread that opened it (sqlite3 refuses any other).

    Reading needs no transaction: every method returns all its rows at once, so no read stays open.
    """

    def __init__(self, path: Path, db: "Database", *, read_only: bool) -> None:
        self.path = path
        self.db = db
        self.read_only = read_only

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """`translated`, and damage that was met is remembered for the next opening (see `check_marker`)."""
        try:
            with translated(self.path):
                yield
        except DatabaseDamaged as error:
            if not self.read_only and error.detail != INDEX_DAMAGE:
                with suppress(OSError):
                    check_marker(self.path).touch()
            raise

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[sqlite3.Row]:
        """All rows of a SELECT or a PRAGMA."""
        with self.guarded():
            cursor = self.db.conn.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Parameter] = ()) -> sqlite3.Row | None:
        """The first row, None when there is none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def execute(self, sql: str, parameters: Sequence[Parameter] = ()) -> int:
        """Run a statement that writes, inside `writing`, and return the number of rows it touched."""
        if not self.db.conn.in_transaction:
            raise RuntimeError("a write outside writing()")
        with self.guarded():
            return self.db.conn.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, parameters: Sequence[Sequence[Parameter]]) -> None:
        """`execute` once for each of `parameters`."""
        if not self.db.conn.in_transaction:
            raise RuntimeError("a write outside writing()")
        with self.guarded():
            self.db.conn.executemany(sql, parameters)

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the database and empty it; False when a reader kept it from being emptied."""
        result = self.row("PRAGMA wal_checkpoint(TRUNCATE)")
        return result is not None and result[0] == 0

    def close(self) -> None:
        with self.guarded():
            self.db.close()


@contextmanager
def writing(store: Store) -> Iterator[Store]:
    """The one way to write: all of the block, or nothing of it.

    BEGIN IMMEDIATE, because a deferred transaction that reads before it writes fails at once with
    SQLITE_BUSY_SNAPSHOT when someone else wrote in between. Raises DatabaseBusy, DiskFull, DatabaseDamaged.
    """
    if store.read_only:
        raise DatabaseBusy("opened for reading only", path=str(store.path))
    if store.db.conn.in_transaction:
        raise RuntimeError("writing() inside writing()")
    connection = store.db.conn
    with store.guarded():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield store
            connection.execute("COMMIT")
        finally:
            # After an error; SQLite has already rolled back after some, a full disk among them.
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def connect(path: Path) -> Store:
    """Open `path` for reading and writing, creating it if absent."""
    with translated(path):
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        return _prepared(connection, path, read_only=False)


def connect_read_only(path: Path, *, quiescent: bool = False) -> Store:
    """Open an existing file without any right to change it.

    `quiescent` promises that nobody else has it open and that no write-ahead log lies beside it; then not even
    SQLite's side files are made.
    """
    place = str(path.absolute()).replace("\\", "/")
    place = place if place.startswith("/") else f"/{place}"  # a Windows drive
    uri = f"file://{quote(place)}?mode=ro" + ("&immutable=1" if quiescent else "")
    with translated(path):
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        return _prepared(connection, path, read_only=True)


def connect_memory(path: Path) -> Store:
    """An empty database in memory that stands for `path`, which is absent or of an older version."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None), path, read_only=False)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite and the file system report as StorageError and its kin. What remains is a bug.

    SQLite's messages name tables and columns, never values.
    """
    try:
        yield
    except sqlite3.Error as error:
        translation = _storage_error(error, path)
        if translation is None:
            raise
        raise translation from error
    except OSError as error:
        kind = DiskFull if error.errno in _NO_SPACE else StorageError
        raise kind(error.strerror or type(error).__name__, path=str(path)) from error


def has_log(database: Path) -> bool:
    """Whether SQLite's write-ahead log holds something; it is gone, or empty, after a clean close."""
    log_file = database.with_name(database.name + "-wal")
    return log_file.exists() and log_file.stat().st_size > 0


def check_marker(database: Path) -> Path:
    """A file that says: damage was met while the program ran, look at the whole database when it is opened next."""
    return database.with_name(database.name + ".check")


def _prepared(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> Store:
    database = _database_class()
    with ExitStack() as on_error:
        on_error.callback(connection.close)
        db = database(connection, execute_plugins=False, recursive_triggers=False)
        if not read_only:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if mode not in ("wal", "memory"):
                log.info("no write-ahead log here: journal mode %s", mode)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")  # nothing of an essay in temporary files
        connection.execute("PRAGMA trusted_schema=OFF")
        on_error.pop_all()
    return Store(path, db, read_only=read_only)


def _storage_error(error: sqlite3.Error, path: Path) -> StorageError | None:
    """Our error for one of SQLite's, or None when it is a bug (a wrong statement, a broken constraint)."""
    extended: int | None = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    detail, place = getattr(error, "sqlite_errorname", ""), str(path)
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL or extended in _NO_SPACE_IO:
        return DiskFull(detail, path=place)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(detail, path=place)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or extended in _DAMAGED_IO:
        return DatabaseDamaged(detail, path=place)
    if code in _DENIED:
        return StorageError(detail, path=place)
    return None


class _Absent(MetaPathFinder):
    """Makes some packages look as if they were not installed, to one thread, for as long as it is in sys.meta_path."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - the protocol
        if fullname in self._names and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"kept out while sqlite_utils is imported: {fullname}", name=fullname)


def _database_class() -> "type[Database]":
    """`sqlite_utils.Database`, imported without pandas and numpy.

    sqlite_utils imports both whenever they are installed, which costs half a second and serves types we never store.
    """
    if "sqlite_utils" not in sys.modules:
        absent = _Absent("pandas", "numpy")
        sys.meta_path.insert(0, absent)
        try:
            import sqlite_utils  # noqa: F401 - for its effect on sys.modules
        finally:
            sys.meta_path.remove(absent)
    from sqlite_utils import Database

    return Database
