import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DatabaseTooNew
from core.storage import migrations
from core.storage.database import AppDatabase

Files = Callable[[], dict[str, bytes]]
Step = Callable[[str], AbstractContextManager[None]]


def test_a_newer_database_is_left_alone_to_the_byte(path: Path, files: Files, later_step: Step) -> None:
    with later_step("CREATE TABLE later (id TEXT PRIMARY KEY) STRICT"), AppDatabase.open(path) as database:
        database.essays.add_application("한빛전자")
    before = files()
    for read_only in (False, True):
        with pytest.raises(DatabaseTooNew):
            AppDatabase.open(path, read_only=read_only)
        if not read_only:
            assert files() == before
    assert path.read_bytes() == before["app.db"]


def test_a_newer_database_that_was_killed_keeps_its_log(path: Path, files: Files, later_step: Step) -> None:
    with later_step("CREATE TABLE later (id TEXT PRIMARY KEY) STRICT"):
        database = AppDatabase.open(path)
        database.essays.add_application("한빛전자")
        main, log = path.read_bytes(), path.with_name("app.db-wal").read_bytes()
        database.close()
    path.write_bytes(main)
    path.with_name("app.db-wal").write_bytes(log)
    with pytest.raises(DatabaseTooNew):
        AppDatabase.open(path)
    assert path.read_bytes() == main
    assert path.with_name("app.db-wal").read_bytes() == log


def test_a_dated_backup_comes_before_a_migration(path: Path, home: Path, later_step: Step) -> None:
    with AppDatabase.open(path) as database:
        database.essays.add_application("한빛전자")
    assert not (home / "backups").exists()
    with later_step("ALTER TABLE applications ADD COLUMN colour TEXT NOT NULL DEFAULT ''"):
        with AppDatabase.open(path, read_only=True) as database:
            assert [one.company for one in database.essays.list_applications()] == ["한빛전자"]
        assert not (home / "backups").exists()
        with AppDatabase.open(path) as database:
            assert [one.company for one in database.essays.list_applications()] == ["한빛전자"]
    (backup,) = (home / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT company FROM applications").fetchall() == [("한빛전자",)]
        assert "colour" not in [row[1] for row in copy.execute("PRAGMA table_info(applications)")]


def test_a_step_that_fails_is_undone(path: Path, later_step: Step) -> None:
    with AppDatabase.open(path) as database:
        database.essays.add_application("한빛전자")
    with (
        later_step("DELETE FROM applications; CREATE TABLE half (id); SELECT * FROM nowhere"),
        pytest.raises(sqlite3.OperationalError),
    ):
        AppDatabase.open(path)
    with AppDatabase.open(path) as database:
        assert [one.company for one in database.essays.list_applications()] == ["한빛전자"]


# The schema after each step. A new step appends its hash; none is ever replaced after a release.
AFTER_EACH_STEP = {
    "m0001_first": "c99925a9d8e658ee",
    "m0002_ignored": "09c472b24339c770",
    "m0003_evidence": "d62611364d67cf51",
    "m0004_comparisons": "288d31951dd7fa56",
    "m0005_rating_note": "72a485e7d9b3ae28",
}


def test_released_steps_are_never_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = migrations.STEPS
    found = {}
    for number, step in enumerate(steps, 1):
        monkeypatch.setattr(AppDatabase, "schema", replace(migrations.SCHEMA, steps=steps[:number]))
        with AppDatabase.open(Path("absent.db"), read_only=True) as database:
            tables = database._store.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        ours = [row["sql"] for row in tables if "_sqlite_" not in row["sql"]]
        found[step.__name__] = hashlib.sha256("\n".join(ours).encode()).hexdigest()[:16]
        assert all(sql.endswith("STRICT") for sql in ours if sql.startswith("CREATE TABLE"))
    assert found == AFTER_EACH_STEP
