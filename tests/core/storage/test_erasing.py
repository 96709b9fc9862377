from pathlib import Path

from core.counting import Limit
from core.essay import Question
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase

MARKER = "지워져야할표식문장"


def holders(folder: Path) -> list[str]:
    """Names of the files that hold the marker."""
    return [path.name for path in folder.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]


def new_critique(question: Question | None = None, text: str = "답") -> NewCritique:
    return NewCritique(question.id if question else None, "문항", text, Limit(), "m", "M")


def test_what_is_purged_is_in_no_file(path: Path, home: Path) -> None:
    with AppDatabase.open(path) as database:
        application = database.essays.add_application("한빛전자")
        question = database.essays.add_question(application.id, MARKER, MARKER, Limit())
        database.essays.save_answer(question.id, MARKER * 300)
        critique_id = database.critiques.start(new_critique(question, MARKER * 300))
        database.critiques.finish(critique_id, "done", MARKER, (), MARKER)
        database.backup(home / "밖.db")
        database.restore(home / "밖.db")
        (home / "밖.db").unlink()
        assert any(name.startswith("app-restore") for name in holders(home))
        database.essays.delete_application(application.id)
        database.essays.purge_application(application.id)
        assert holders(home) == []
        database.essays.add_application("가온")
    with AppDatabase.open(path) as database:
        assert [one.company for one in database.essays.list_applications()] == ["가온"]


def test_erasing_everything_leaves_an_empty_working_database(path: Path, home: Path) -> None:
    (home / "app.damaged-20260101-000000-000000.db").write_text(MARKER, encoding="utf-8")
    (home / "app.damaged-20260101-000000-000000.db").chmod(0o400)
    with AppDatabase.open(path) as database:
        for _ in range(200):
            database.critiques.start(new_critique(text=MARKER * 100))
        database.backup(home / "밖.db")
        database.restore(home / "밖.db")
        (home / "밖.db").unlink()
        pages = database._store.rows("PRAGMA page_count")[0][0]
        database.erase_everything()
        assert holders(home) == []
        assert database.critiques.count() == 0
        assert path.stat().st_size < pages * 4096 / 2
        database.essays.add_application("가온")
    assert sorted(file.name for file in home.rglob("*") if file.is_file()) == ["app.db", "app.db.lock"]
