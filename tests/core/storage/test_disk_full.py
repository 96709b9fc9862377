"""A full disk: what was stored stays, the error says so, and the same call works once there is space."""

import errno
import os
from pathlib import Path

import pytest

from core.counting import Limit
from core.errors import DiskFull, StorageError
from core.essay import Question
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase

LONG = "긴 글입니다. " * 20_000


def fill(database: AppDatabase) -> None:
    """Let the file grow no further."""
    pages = database._store.rows("PRAGMA page_count")[0][0]
    database._store.rows(f"PRAGMA max_page_count={pages}")


def free(database: AppDatabase) -> None:
    database._store.rows("PRAGMA max_page_count=1000000")


def test_saving_an_answer(database: AppDatabase, question: Question) -> None:
    database.essays.save_answer(question.id, "앞서 저장한 글")
    fill(database)
    with pytest.raises(DiskFull):
        database.essays.save_answer(question.id, LONG)
    assert database.essays.question(question.id).answer == "앞서 저장한 글"
    free(database)
    database.essays.save_answer(question.id, LONG)
    assert database.essays.question(question.id).answer == LONG.rstrip() + " "


def test_checkpoints_of_a_critique(database: AppDatabase) -> None:
    critique_id = database.critiques.start(NewCritique(None, "", "답", Limit(), "m", "M"))
    database.critiques.checkpoint(critique_id, "일부", (), "")
    fill(database)
    with pytest.raises(DiskFull):
        database.critiques.checkpoint(critique_id, LONG, (), "")
    with pytest.raises(DiskFull):
        database.critiques.finish(critique_id, "done", LONG, (), "")
    assert database.critiques.get(critique_id).raw == "일부"
    free(database)
    database.critiques.finish(critique_id, "done", LONG, (), "")
    assert database.critiques.get(critique_id).raw == LONG


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_backup(
    database: AppDatabase, question: Question, home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    target = home / "백업.db"
    database.backup(target)
    before = target.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            database.backup(target)
    assert target.read_bytes() == before
    assert sorted(path.name for path in home.glob("백업*")) == ["백업.db"]
    database.backup(target)


def test_a_restore(database: AppDatabase, question: Question, home: Path) -> None:
    empty = home / "빈.db"
    database.backup(empty)
    database.essays.save_answer(question.id, LONG)
    full = home / "가득.db"
    database.backup(full)
    database.restore(empty)
    fill(database)
    database._store.rows("VACUUM")
    fill(database)
    with pytest.raises(DiskFull):
        database.restore(full)
    assert database.essays.question(question.id).answer == ""
    free(database)
    database.restore(full)
    assert database.essays.question(question.id).answer == LONG


def test_a_backup_into_a_folder_that_is_not_ours_is_another_error(database: AppDatabase, home: Path) -> None:
    (home / "파일").touch()
    with pytest.raises(StorageError) as caught:
        database.backup(home / "파일" / "백업.db")
    assert caught.value.code == "storage"
