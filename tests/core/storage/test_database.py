import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import DatabaseBusy, DatabaseDamaged, StorageError
from core.essay import Question
from core.storage import connection
from core.storage.connection import writing
from core.storage.database import AppDatabase

Files = Callable[[], dict[str, bytes]]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], check=False, capture_output=True, text=True, timeout=60
    )


# opening


def test_an_empty_file_is_a_new_database(path: Path) -> None:
    path.touch()
    with AppDatabase.open(path) as database:
        database.essays.add_application("한빛전자")
    with AppDatabase.open(path) as database:
        assert len(database.essays.list_applications()) == 1


def test_a_clean_close_leaves_one_file_and_the_lock(path: Path, files: Files) -> None:
    with AppDatabase.open(path) as database:
        database.essays.add_application("한빛전자")
    assert sorted(files()) == ["app.db", "app.db.lock"]


def test_the_promised_modes_are_set(path: Path) -> None:
    with AppDatabase.open(path) as database:
        application = database.essays.add_application("한빛전자")
        with pytest.raises(sqlite3.IntegrityError), writing(database._store):
            database._store.execute("INSERT INTO answers VALUES ('absent', '', '')")  # foreign keys
        with pytest.raises(sqlite3.IntegrityError), writing(database._store):
            database._store.execute("UPDATE applications SET position = 'x' WHERE id = ?", (application.id,))  # STRICT
        modes = [
            database._store.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert modes == ["wal", 1, 1]


def test_another_thread_is_refused(database: AppDatabase) -> None:
    errors: list[BaseException] = []

    def elsewhere() -> None:
        try:
            database.essays.list_applications()
        except sqlite3.ProgrammingError as error:
            errors.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_writing_is_all_or_nothing_and_not_nested(database: AppDatabase, question: Question) -> None:
    store = database._store
    with pytest.raises(sqlite3.IntegrityError), writing(store):
        store.execute_many("INSERT INTO meta VALUES (?, '')", [("one",), ("one",)])
    assert store.row("SELECT * FROM meta WHERE key = 'one'") is None
    assert database.essays.question(question.id) == question
    with pytest.raises(RuntimeError, match="inside"), writing(store), writing(store):
        pass
    with pytest.raises(RuntimeError, match="outside"):
        store.execute("DELETE FROM questions")
    assert database.essays.question(question.id) == question


# one writer


def test_a_second_writer_in_this_process_is_refused(database: AppDatabase, path: Path) -> None:
    with pytest.raises(DatabaseBusy):
        AppDatabase.open(path)


def test_a_second_process_may_only_read(database: AppDatabase, question: Question, path: Path) -> None:
    program = """
import sys
from pathlib import Path
from core.errors import DatabaseBusy
from core.storage.database import AppDatabase
path = Path(sys.argv[1])
try:
    AppDatabase.open(path)
except DatabaseBusy as error:
    print(error.code)
with AppDatabase.open(path, read_only=True) as database:
    print(database.essays.list_applications()[0].company)
    try:
        database.essays.add_application("x")
    except DatabaseBusy as error:
        print(error.code)
"""
    ended = run(program, str(path))
    assert ended.stdout.split() == ["storage.busy", "한빛전자", "storage.busy"], ended.stderr
    database.essays.save_answer(question.id, "여전히 쓸 수 있다")


def test_the_lock_goes_with_its_owner(path: Path) -> None:
    AppDatabase.open(path).close()
    with AppDatabase.open(path) as database:
        assert not database.read_only


def test_a_reader_sees_what_is_written_meanwhile(database: AppDatabase, question: Question, path: Path) -> None:
    with AppDatabase.open(path, read_only=True) as reader:
        database.essays.save_answer(question.id, "새 글")
        assert reader.essays.question(question.id).answer == "새 글"


def test_reading_an_absent_file_shows_nothing_and_creates_nothing(path: Path, files: Files) -> None:
    with AppDatabase.open(path, read_only=True) as database:
        assert database.essays.list_applications() == ()
        assert database.critiques.search("지원") == ()
        with pytest.raises(DatabaseBusy):
            database.essays.add_application("한빛전자")
    assert files() == {}


# looking for damage


def checks(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks that one opening makes."""
    seen: list[str] = []
    real = connection.Store.rows

    def rows(store: connection.Store, sql: str, parameters: tuple[str, ...] = ()) -> list[sqlite3.Row]:
        if "_check" in sql:
            seen.append(sql)
        return real(store, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(connection.Store, "rows", rows)
        AppDatabase.open(path).close()
    return seen


def test_the_whole_file_is_read_only_when_there_is_a_reason(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks(path, monkeypatch) == []  # new
    checks(path, monkeypatch)
    assert checks(path, monkeypatch) == []
    with monkeypatch.context() as later:
        later.setattr("core.storage.database_file.now", lambda: datetime.now(UTC) + timedelta(days=31))
        assert len(checks(path, monkeypatch)) == 1
    database = AppDatabase.open(path)
    database.essays.add_application("한빛전자")
    main, log = path.read_bytes(), path.with_name("app.db-wal").read_bytes()
    database.close()
    path.write_bytes(main)
    path.with_name("app.db-wal").write_bytes(log)
    assert len(checks(path, monkeypatch)) == 1  # the last process was killed
    assert checks(path, monkeypatch) == []


def test_damage_met_while_running_is_looked_into_at_the_next_opening(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = AppDatabase.open(path)
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    error.sqlite_errorname = "SQLITE_CORRUPT"
    with pytest.raises(DatabaseDamaged), database._store.guarded():
        raise error
    database.close()
    assert checks(path, monkeypatch) == ["PRAGMA integrity_check(1)"]
    assert checks(path, monkeypatch) == []


def test_a_folder_that_cannot_be_made_is_said(home: Path) -> None:
    (home / "파일").touch()
    with pytest.raises(StorageError) as caught:
        AppDatabase.open(home / "파일" / "app.db")
    assert caught.value.code == "storage"


# what comes with it


def test_neither_numpy_nor_pandas_comes_with_the_storage(tmp_path: Path) -> None:
    """sqlite_utils imports them when they are installed; a stand-in for each says whether it was."""
    for name in ("numpy", "pandas"):
        (tmp_path / f"{name}.py").write_text("int8 = int16 = int32 = int64 = float16 = None", encoding="utf-8")
    program = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from core.storage.database import AppDatabase
assert "sqlite_utils" not in sys.modules
AppDatabase.open(Path(sys.argv[1])).close()
assert "sqlite_utils" in sys.modules
print(sorted({"numpy", "pandas", "torch", "PySide6"} & set(sys.modules)))
import numpy, pandas
print(numpy.__file__.startswith(sys.argv[2]))
"""
    ended = run(program, str(tmp_path / "app.db"), str(tmp_path))
    assert ended.stdout.split() == ["[]", "True"], ended.stderr
