import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.corpus import CollectedEssay
from core.errors import DatabaseBusy, DatabaseDamaged, DatabaseTooNew
from core.storage import backups, recovery
from core.storage.connection import writing
from core.storage.corpus.database import CorpusDatabase, open_or_recover
from core.storage.corpus.records import RunState
from core.storage.corpus.salvage import reconnect
from core.storage.corpus.schema import SCHEMA
from core.storage.database import AppDatabase

if TYPE_CHECKING:
    from sqlite_utils import Database

Make = Callable[..., CollectedEssay]


def test_one_process_writes_and_others_read(corpus: CorpusDatabase, path: Path, make: Make) -> None:
    corpus.essays.save(make())
    program = """
import sys
from pathlib import Path
from core.errors import DatabaseBusy
from core.storage.corpus.database import CorpusDatabase
path = Path(sys.argv[1])
try:
    CorpusDatabase.open(path)
except DatabaseBusy as error:
    print(error.code)
with CorpusDatabase.open(path, read_only=True) as corpus:
    print(corpus.essays.count("지원"), corpus.statistics().essays)
print(sorted({"numpy", "pandas", "torch", "PySide6", "selenium"} & set(sys.modules)))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=False, capture_output=True, text=True, timeout=60
    )
    assert ended.stdout.split("\n")[:3] == ["storage.busy", "1 1", "[]"], ended.stderr


def test_reading_an_absent_file_shows_nothing_and_creates_nothing(path: Path, home: Path) -> None:
    with CorpusDatabase.open(path, read_only=True) as corpus:
        assert corpus.essays.count("지원") == corpus.statistics().essays == 0
        assert (corpus.essays.find("지원"), corpus.essays.seasons(), corpus.crawl.runs()) == ([], [], [])
        with pytest.raises(DatabaseBusy):
            corpus.crawl.begin("{}")
    assert list(home.iterdir()) == []


def test_the_two_databases_are_not_taken_for_each_other(path: Path, home: Path) -> None:
    CorpusDatabase.open(path).close()
    AppDatabase.open(home / "app.db").close()
    for read_only in (False, True):
        # Refused as newer and not as damaged, which would be set aside and made anew.
        with pytest.raises(DatabaseTooNew):
            AppDatabase.open(path, read_only=read_only)
        with pytest.raises(DatabaseTooNew):
            CorpusDatabase.open(home / "app.db", read_only=read_only)


def test_a_newer_corpus_is_left_alone_to_the_byte(path: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def m9999_later(db: "Database") -> None:
        db.executescript("CREATE TABLE later (id TEXT) STRICT")

    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save(make())
    with monkeypatch.context() as later:
        later.setattr(CorpusDatabase, "schema", replace(SCHEMA, steps=(*SCHEMA.steps, m9999_later)))
        with CorpusDatabase.open(path, read_only=True) as corpus:
            assert corpus.essays.count("지원") == 1
        with CorpusDatabase.open(path) as corpus:
            assert corpus.essays.count("지원") == 1
    assert len(backups.own_copies(path)) == 1
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(DatabaseTooNew):
            CorpusDatabase.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_backup_is_a_whole_corpus(corpus: CorpusDatabase, home: Path, make: Make) -> None:
    corpus.essays.save(make(), "<html>")
    corpus.backup(home / "copy.db")
    with CorpusDatabase.open(home / "copy.db") as copy:
        assert copy.essays.get(make().id) == make()
        assert copy.essays.html(make().id) == "<html>"
        assert copy.essays.count("지원") == 1


def test_a_damaged_corpus_gives_back_what_can_be_read(path: Path, make: Make) -> None:
    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save_all(make(number) for number in range(400))
        for number in range(400, 410):
            corpus.essays.save(make(number), "<html>")
        corpus.essays.remove("jobkorea:7")
        run = corpus.crawl.begin("{}")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8 * 4096] = b"\xa5" * 8 * 4096
    path.write_bytes(data)
    path.with_name("corpus.db.check").touch()
    with pytest.raises(DatabaseDamaged):
        CorpusDatabase.open(path)
    corpus, recovered = open_or_recover(path)
    with corpus:
        assert recovered is not None
        assert recovered.kept.exists()
        count = corpus.essays.count()
        assert 200 < count == recovered.rows["essays"] == corpus.essays.count("전반적으로")
        for essay in corpus.essays.each():
            whole = make(int(essay.source_id))
            assert (essay.answers, essay.overall) == (whole.answers, whole.overall)  # never half of one
        assert corpus.essays.removed() == {"jobkorea:7"}
        assert corpus.crawl.begin("{}").id == run.id
        assert corpus._store.rows("PRAGMA foreign_key_check") == []
    corpus, recovered = open_or_recover(path)
    with corpus:
        assert recovered is None


@pytest.mark.parametrize(
    ("loss", "left"),
    [
        ("DELETE FROM answers WHERE essay = 1 AND number = 2", {"jobkorea:2": "as listed"}),
        ("DELETE FROM remarks WHERE essay = 1 AND ordinal = 1", {"jobkorea:2": "as listed"}),
        ("DELETE FROM raw_pages WHERE essay = 1", {"jobkorea:1": "", "jobkorea:2": "as listed"}),
    ],
)
def test_half_an_essay_is_given_up_and_one_without_its_page_is_fetched_again(
    path: Path, make: Make, loss: str, left: dict[str, str]
) -> None:
    with CorpusDatabase.open(path) as corpus:
        run = corpus.crawl.begin("{}")
        for number in (1, 2):
            corpus.crawl.stored(run.id, make(number), "<html>")
        with writing(corpus._store) as store:
            store.execute("UPDATE essays SET fingerprint = 'as listed'")
            store.execute(loss)
    recovery.recover(path, SCHEMA, reconnect)
    with CorpusDatabase.open(path) as corpus:
        rows = corpus._store.rows("SELECT id, fingerprint FROM essays ORDER BY id")
        assert {row["id"]: row["fingerprint"] for row in rows} == left
        assert corpus.essays.count("지원") == len(left)


def test_released_steps_are_never_edited() -> None:
    """The schema that the released steps make. A new step appends a hash; none is ever replaced after a release."""
    with CorpusDatabase.open(Path("absent.db"), read_only=True) as corpus:
        tables = corpus._store.rows("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    ours = [row["sql"] for row in tables if "_sqlite_" not in row["sql"] and "essay_search_" not in row["name"]]
    assert len(SCHEMA.steps) == 1
    assert hashlib.sha256("\n".join(ours).encode()).hexdigest().startswith("82e3a02fc060c517")
    assert all(sql.endswith("STRICT") for sql in ours if sql.startswith("CREATE TABLE"))


def test_every_table_of_what_cannot_be_made_again_is_salvaged() -> None:
    with CorpusDatabase.open(Path("absent.db"), read_only=True) as corpus:
        names = {row[0] for row in corpus._store.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    ours = {name for name in names if not name.startswith(("essay_search", "_sqlite", "sqlite_"))}
    assert ours - {"meta"} == set(SCHEMA.tables)


def test_a_run_is_done_even_when_nothing_was_found(corpus: CorpusDatabase) -> None:
    run = corpus.crawl.begin("{}")
    assert corpus.crawl.end(run.id, RunState.DONE).essays_after == 0
