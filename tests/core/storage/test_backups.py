import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from core.counting import Limit
from core.errors import BackupInvalid, DatabaseTooNew
from core.essay import Question
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase


def new_critique(question: Question | None = None, text: str = "답") -> NewCritique:
    return NewCritique(question.id if question else None, "문항", text, Limit(), "m", "M")


def test_backup_and_restore_in_one_file(database: AppDatabase, question: Question, home: Path) -> None:
    target = home / "내 백업.db"
    database.essays.save_answer(question.id, "지켜야 할 글")
    critique_id = database.critiques.start(new_critique(question))
    database.backup(target)
    database.essays.save_answer(question.id, "나중 글")
    database.critiques.purge(critique_id)
    kept = database.restore(target)
    assert database.essays.question(question.id).answer == "지켜야 할 글"
    assert database.critiques.get(critique_id).answer_text == "답"
    database.essays.save_answer(question.id, "되돌린 뒤에도 쓸 수 있다")
    database.restore(kept)
    assert database.essays.question(question.id).answer == "나중 글"


def test_a_backup_replaces_an_older_one_whole(database: AppDatabase, question: Question, home: Path) -> None:
    target = home / "백업.db"
    target.write_bytes(b"old")
    database.backup(target)
    assert target.read_bytes().startswith(b"SQLite format 3")
    assert sorted(path.name for path in home.glob("백업*")) == ["백업.db"]


def test_what_is_no_backup_changes_nothing(database: AppDatabase, question: Question, home: Path, path: Path) -> None:
    text = home / "메모.txt"
    text.write_text("백업이 아님", encoding="utf-8")
    foreign = home / "다른 프로그램.db"
    other = sqlite3.connect(foreign)
    other.execute("CREATE TABLE t (x)")
    other.close()
    database.backup(home / "좋은.db")
    cut = home / "잘린.db"
    cut.write_bytes((home / "좋은.db").read_bytes()[:-8192])
    trapped = home / "덫.db"
    trapped.write_bytes((home / "좋은.db").read_bytes())
    other = sqlite3.connect(trapped)
    other.execute("CREATE TRIGGER t AFTER UPDATE ON answers BEGIN DELETE FROM versions; END")
    other.close()
    for source in (text, foreign, cut, trapped, home / "없음.db", home, path):
        with pytest.raises(BackupInvalid):
            database.restore(source)
    with pytest.raises(BackupInvalid):
        database.backup(path)
    assert database.essays.question(question.id) == question
    assert not (home / "backups").exists()


def test_three_dated_copies_are_kept(database: AppDatabase, question: Question, home: Path) -> None:
    database.backup(home / "백업.db")
    kept = [database.restore(home / "백업.db") for _ in range(5)]
    assert sorted((home / "backups").iterdir()) == kept[-3:]


def test_an_older_backup_is_migrated(
    database: AppDatabase,
    question: Question,
    home: Path,
    later_step: Callable[[str], AbstractContextManager[None]],
) -> None:
    database.backup(home / "백업.db")
    with later_step("ALTER TABLE applications ADD COLUMN colour TEXT NOT NULL DEFAULT ''"):
        database.restore(home / "백업.db")
    assert "colour" in [row["name"] for row in database._store.rows("PRAGMA table_info(applications)")]


def test_a_backup_of_a_newer_program_is_refused(
    database: AppDatabase,
    question: Question,
    home: Path,
    later_step: Callable[[str], AbstractContextManager[None]],
) -> None:
    newer = home / "새 판.db"
    with later_step("CREATE TABLE later (x TEXT) STRICT"), AppDatabase.open(home / "other.db") as other:
        other.backup(newer)
    with pytest.raises(DatabaseTooNew):
        database.restore(newer)
    assert database.essays.question(question.id) == question
