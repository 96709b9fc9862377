"""A damaged database: kept as it is, and a new one started with everything that can still be read."""

import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.counting import Limit
from core.storage import backups
from core.storage.connection import Store, check_marker, connect, translated, writing
from core.storage.ids import now, to_json, to_stored
from core.storage.lock import writer_lock
from core.storage.schema import Schema

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done about a damaged database.

    `kept`: the damaged file, read-only, as it was found. `rows`: how many rows of each table are in the new one.
    `complete`: every table could be read to its end. `backup`: the newest whole copy, which `AppDatabase.restore`
    takes, or None.
    """

    kept: Path
    rows: Mapping[str, int]
    complete: bool
    backup: Path | None


def recover(path: Path, schema: Schema, repair: Callable[[Store], None]) -> Recovery:
    """Put a new database with all that can be read in the place of a damaged one, which nobody has open.

    `repair` runs last, in a transaction, and mends what lost rows broke between the tables.
    Raises DatabaseBusy, StorageError, or DiskFull when there is no room for it, and has changed nothing then.
    """
    with translated(path):
        lock = writer_lock(path)
        scratch = path.with_name(path.name + ".recovery")
        try:
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
            for ending in ("", "-wal"):
                if (source := path.with_name(path.name + ending)).exists():
                    shutil.copyfile(source, scratch / ("damaged.db" + ending))
            fresh = scratch / "fresh.db"
            rows, complete = _salvage(scratch / "damaged.db", fresh, schema, repair)
            kept = _set_aside(path)
            fresh.replace(path)
            check_marker(path).unlink(missing_ok=True)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            lock.release()
    log.warning("recovered rows=%s complete=%s", rows, complete)
    return Recovery(kept, rows, complete, backups.newest_whole(path, schema))


def _set_aside(path: Path) -> Path:
    kept = path.with_name(f"{path.stem}.damaged-{backups.stamp()}{path.suffix}")
    # The old log must not meet the new database: SQLite would write it into that one.
    if (log_file := path.with_name(path.name + "-wal")).exists():
        log_file.replace(kept.with_name(kept.name + "-wal"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    path.replace(kept)
    for file in kept.parent.glob(kept.name + "*"):
        file.chmod(0o400)
    return kept


def _salvage(
    damaged: Path, fresh: Path, schema: Schema, repair: Callable[[Store], None]
) -> tuple[dict[str, int], bool]:
    """Copy row by row into a new database; how many of each table, and whether nothing was unreadable."""
    target = connect(fresh)
    try:
        schema.migrate(target)
        complete = _copy_tables(damaged, target, schema.tables)
        with writing(target):
            repair(target)
        return {table: target.rows(f"SELECT count(*) FROM {table}")[0][0] for table in schema.tables}, complete
    finally:
        target.close()


def _copy_tables(damaged: Path, target: Store, tables: Sequence[str]) -> bool:
    complete = True
    # A plain connection: nothing of what makes ours strict may stand in the way of reading.
    source = sqlite3.connect(damaged, isolation_level=None)
    source.text_factory = lambda data: data.decode("utf-8", "replace")
    target.rows("PRAGMA foreign_keys=OFF")
    try:
        with suppress(sqlite3.Error):
            source.execute("PRAGMA writable_schema=ON")  # tolerates a schema that is damaged in part
        for table in tables:
            columns = [row["name"] for row in target.rows(f"PRAGMA table_info({table})")]
            with writing(target):
                complete &= _copy_table(source, target, table, columns)
    finally:
        source.close()
        target.rows("PRAGMA foreign_keys=ON")
    return complete


def _copy_table(source: sqlite3.Connection, target: Store, table: str, wanted: list[str]) -> bool:
    try:
        present = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
        columns = [column for column in wanted if column in present]
        if not columns:
            return False
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        reader = _Reader(source, table, names)
        for row in reader:
            # A row that breaks a rule of its table (a NULL where none may be) is as lost as an unreadable one.
            with suppress(sqlite3.IntegrityError):
                target.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)
    except sqlite3.DatabaseError as error:
        log.warning("table %s unreadable: %s", table, getattr(error, "sqlite_errorname", ""))
        return False
    return reader.complete


class _Reader:
    """The rows of a table from its beginning to the first damage, then from its end backwards to the last."""

    def __init__(self, source: sqlite3.Connection, table: str, names: str) -> None:
        self.complete = True
        self._source, self._table, self._names = source, table, names

    def __iter__(self) -> Iterator[tuple[str | int | float | bytes | None, ...]]:
        for order in ("", "ORDER BY rowid DESC"):
            try:
                # The columns of a table and the order are constants of ours.
                yield from self._source.execute(f"SELECT {self._names} FROM {self._table} {order}")
            except sqlite3.DatabaseError as error:
                log.warning("table %s partly lost: %s", self._table, getattr(error, "sqlite_errorname", ""))
                self.complete = False
            else:
                return


def adopt_orphans(target: Store) -> None:
    """Give answers whose question was lost, and questions whose application was, empty ones; they hold the text."""
    moment = to_stored(now())
    limit = to_json(Limit().to_dict())
    target.execute("DELETE FROM critique_search WHERE critique_id NOT IN (SELECT id FROM critiques)")
    target.execute("DELETE FROM remarks WHERE critique_id NOT IN (SELECT id FROM critiques)")
    target.execute("DELETE FROM ignored WHERE question_id NOT IN (SELECT id FROM questions)")
    target.execute(
        "UPDATE critiques SET question_id = NULL WHERE question_id NOT IN"
        " (SELECT id FROM questions UNION SELECT question_id FROM answers UNION SELECT question_id FROM versions)"
    )
    target.execute(
        "INSERT INTO questions SELECT orphan.question_id, orphan.question_id, 0, '', '', ?, ?, NULL FROM"
        " (SELECT question_id FROM answers UNION SELECT question_id FROM versions) AS orphan"
        " WHERE orphan.question_id NOT IN (SELECT id FROM questions)",
        (limit, moment),
    )
    target.execute(
        "INSERT INTO applications (id, company, role, season, position, updated_at)"
        " SELECT DISTINCT application_id, '', '', '', 0, ? FROM questions"
        " WHERE application_id NOT IN (SELECT id FROM applications)",
        (moment,),
    )
