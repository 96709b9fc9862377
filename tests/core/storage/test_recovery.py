import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from core.counting import Limit
from core.errors import DatabaseBusy, DatabaseDamaged, DatabaseTooNew, DiskFull
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase, open_or_recover

PAGE = 4096


def fill(path: Path, applications: int = 40) -> dict[str, str]:
    """Many answers with a critique each; the texts by question."""
    texts = {}
    with AppDatabase.open(path) as database:
        for number in range(applications):
            application = database.essays.add_application(f"회사 {number}")
            question = database.essays.add_question(application.id, "", "문항", Limit(700))
            text = f"{number}번째 답입니다. " * 120
            database.essays.save_answer(question.id, text)
            critique_id = database.critiques.start(NewCritique(question.id, "문항", text, Limit(), "m", "M"))
            database.critiques.finish(critique_id, "done", "원문", (), "총평입니다")
            texts[question.id] = text
    return texts


def overwrite(path: Path, pages: range) -> None:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    path.write_bytes(bytes(data))


def mark(path: Path) -> None:
    """As after damage that was met while the program ran."""
    path.with_name(path.name + ".check").touch()


def test_a_whole_database_needs_no_recovery(path: Path) -> None:
    fill(path, 1)
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is None
        assert len(database.essays.list_applications()) == 1


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_what_can_be_read_is_saved(path: Path, share: float) -> None:
    texts = fill(path)
    last = path.stat().st_size // PAGE
    overwrite(path, range(int(last * share), int(last * share) + 2))
    damaged = path.read_bytes()
    mark(path)
    with pytest.raises(DatabaseDamaged):
        AppDatabase.open(path)
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is not None
        assert recovery.kept.read_bytes() == damaged
        assert recovery.kept.parent == path.parent
        assert not recovery.complete
        saved = {
            question.id: question.answer
            for application in database.essays.list_applications()
            for question in database.essays.questions(application.id)
        }
        right = [key for key, text in saved.items() if text == texts.get(key)]
        assert len(right) >= len(texts) * 3 // 4
        assert recovery.rows["applications"] == len(database.essays.list_applications())
        assert database._store.rows("PRAGMA foreign_key_check") == []
        assert database._store.rows("PRAGMA integrity_check")[0][0] == "ok"
        for summary in database.critiques.list():
            assert database.critiques.get(summary.id).overall == "총평입니다"
    if sys.platform != "win32":
        assert stat.S_IMODE(recovery.kept.stat().st_mode) == 0o400
    assert not path.with_name("app.db.recovery").exists()
    database, recovery = open_or_recover(path)
    database.close()
    assert recovery is None


@pytest.mark.parametrize(
    "content", [b"this is not a database, but it is long enough to be read" * 100, b"\0" * 9000, b"x"]
)
def test_a_file_that_is_no_database_is_kept(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is not None
        assert recovery.kept.read_bytes() == content
        assert set(recovery.rows.values()) == {0}
        assert recovery.backup is None
        database.essays.add_application("새 시작")


def test_a_database_of_another_program_is_kept(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = path.read_bytes()
    database, recovery = open_or_recover(path)
    database.close()
    assert recovery is not None
    assert recovery.kept.read_bytes() == before


def test_a_cut_file_is_recovered_from_what_is_left(path: Path) -> None:
    fill(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    mark(path)
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is not None
        assert recovery.rows["applications"] + recovery.rows["answers"] > 0


def test_the_log_beside_a_damaged_file_is_kept_and_read(path: Path) -> None:
    fill(path)
    database = AppDatabase.open(path)
    database.essays.add_application("기록에만 있는 회사")
    main, log = path.read_bytes(), path.with_name("app.db-wal").read_bytes()
    database.close()
    path.write_bytes(main)
    path.with_name("app.db-wal").write_bytes(log)
    last = len(main) // PAGE
    overwrite(path, range(last // 2, last // 2 + 2))
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is not None
        assert recovery.kept.with_name(recovery.kept.name + "-wal").read_bytes() == log
        assert "기록에만 있는 회사" in [one.company for one in database.essays.list_applications()]


def test_the_newest_whole_backup_is_offered(path: Path) -> None:
    texts = fill(path)
    with AppDatabase.open(path) as database:
        database.backup(path.with_name("밖.db"))
        first = database.restore(path.with_name("밖.db"))
        second = database.restore(path.with_name("밖.db"))
    second.write_bytes(b"a damaged copy is not offered")
    path.write_bytes(b"x" * 8192)
    database, recovery = open_or_recover(path)
    with database:
        assert recovery is not None
        assert recovery.backup == first
        database.restore(recovery.backup)
        assert database.essays.question(next(iter(texts))).answer == next(iter(texts.values()))


def test_without_space_for_a_recovery_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path, 2)
    path.write_bytes(b"x" * 8192)

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(DiskFull):
            open_or_recover(path)
    assert path.read_bytes() == b"x" * 8192
    assert sorted(one.name for one in path.parent.iterdir()) == ["app.db", "app.db.lock"]
    database, recovery = open_or_recover(path)
    database.close()
    assert recovery is not None


def test_what_is_not_damage_is_not_recovered(path: Path) -> None:
    with AppDatabase.open(path) as database:
        with pytest.raises(DatabaseBusy):
            open_or_recover(path)
        database.essays.add_application("한빛전자")
        # As a newer program would leave it.
        store = database._store
        store.db.conn.execute("INSERT INTO _sqlite_migrations VALUES (99, 'app', 'm0099_later', '')")
    with pytest.raises(DatabaseTooNew):
        open_or_recover(path)
    assert sorted(one.name for one in path.parent.iterdir()) == ["app.db", "app.db.lock"]
