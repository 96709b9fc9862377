"""Bringing the index up to date."""

import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest

from core import paths
from core.corpus import CollectedEssay
from core.errors import DiskFull
from core.lock import FileLock
from core.retrieval import entries, generation, updating
from core.retrieval.index import EvidenceIndex
from core.retrieval.updating import Update
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, GREW_UP, STOCK, make_essay

Analysed = list[list[str]]


@pytest.fixture
def database(corpus: CorpusDatabase) -> Iterator[CorpusDatabase]:
    with corpus:
        yield corpus


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> Analysed:
    """The ids that are analysed, batch by batch."""
    seen: Analysed = []

    def analyse(essays: Sequence[CollectedEssay]) -> list[entries.Entry]:
        seen.append([essay.id for essay in essays])
        return entries.analyse(essays)

    monkeypatch.setattr(updating, "analyse", analyse)
    return seen


def test_only_what_is_new_or_changed_is_analysed(database: CorpusDatabase, analysed: Analysed) -> None:
    index = EvidenceIndex.open()
    assert index.update(database) == Update(3, 0, complete=True)
    assert analysed == [["jobkorea:1", "jobkorea:2", "jobkorea:3"]]
    analysed.clear()

    assert index.update(database) == Update(0, 0, complete=True)
    assert analysed == []

    database.essays.save(make_essay(4, STOCK))
    database.essays.save(make_essay(1, (GREW_UP[0], "다른 말입니다.")))
    assert index.update(database) == Update(2, 0, complete=True)
    assert sorted(chain(*analysed)) == ["jobkorea:1", "jobkorea:4"]
    assert index.nearest(GREW_UP[0])[0].remark.reason == "다른 말입니다."
    assert index.remarks == 4


def test_what_was_removed_is_nowhere_any_more(database: CorpusDatabase) -> None:
    index = EvidenceIndex.open()
    index.update(database)
    database.essays.remove("jobkorea:2")

    assert index.update(database) == Update(0, 1, complete=True)
    assert not [one for one in index.nearest(STOCK[0]) if one.essay_id == "jobkorea:2"]
    marker = STOCK[0].encode()
    assert not [path for path in index.folder.rglob("*") if path.is_file() and marker in path.read_bytes()]


def test_new_clusters_alone_make_a_new_state_and_analyse_nothing(database: CorpusDatabase, analysed: Analysed) -> None:
    index = EvidenceIndex.open()
    index.update(database)
    analysed.clear()
    database.essays.set_duplicates({("jobkorea:1", 1): 1, ("jobkorea:2", 1): 1})

    assert index.update(database).complete
    assert analysed == []
    assert index.state is not None
    assert index.state.rows["cluster"].tolist() == [1, 1, -1]


def test_a_damaged_index_is_made_again(
    database: CorpusDatabase, analysed: Analysed, caplog: pytest.LogCaptureFixture
) -> None:
    index = EvidenceIndex.open()
    index.update(database)
    analysed.clear()
    assert index.state is not None
    (index.state.folder / "codes.bin").write_bytes(b"rubbish")

    with caplog.at_level(logging.WARNING):
        again = EvidenceIndex.open()
        assert again.state is None
        assert again.update(database) == Update(3, 0, complete=True)
    assert "codes.bin is damaged" in caplog.text
    caplog.clear()
    assert again.nearest(STOCK[0])[0].essay_id == "jobkorea:2"


def test_an_index_of_another_version_is_made_again(
    database: CorpusDatabase, analysed: Analysed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    EvidenceIndex.open().update(database)
    analysed.clear()
    monkeypatch.setattr(generation, "form", lambda: ["a newer form"])

    with caplog.at_level(logging.WARNING):
        assert EvidenceIndex.open().update(database) == Update(3, 0, complete=True)
    assert len(list(chain(*analysed))) == 3
    caplog.clear()


def test_an_update_that_was_stopped_goes_on_where_it_ended(
    database: CorpusDatabase, analysed: Analysed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "_AT_ONCE", 1)
    told: list[tuple[int, int]] = []
    index = EvidenceIndex.open()

    first = index.update(database, progress=lambda done, total: told.append((done, total)), stop=lambda: len(told) == 2)

    assert first == Update(2, 0, complete=False)
    assert told == [(1, 3), (2, 3)]
    assert index.remarks == 2
    analysed.clear()
    assert index.update(database) == Update(1, 0, complete=True)
    assert analysed == [["jobkorea:3"]]


def test_a_long_update_saves_on_the_way(database: CorpusDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "_AT_ONCE", 1)
    monkeypatch.setattr(updating, "_SAVE_AFTER", 1)
    watching = EvidenceIndex.open()
    seen: list[int] = []

    def look(*_: int) -> None:
        watching.refresh()
        seen.append(watching.remarks)

    EvidenceIndex.open().update(database, progress=look)

    # A step sees what was saved before it.
    assert seen == [0, 1, 2]


def test_two_do_not_update_at_once(database: CorpusDatabase) -> None:
    index = EvidenceIndex.open()
    index.folder.mkdir(parents=True)
    lock = FileLock(index.folder / "lock")

    assert index.update(database) == Update(0, 0, complete=False)
    lock.release()
    assert index.update(database).complete


def test_an_essay_that_two_databases_have_is_the_first_ones(database: CorpusDatabase, tmp_path: Path) -> None:
    with CorpusDatabase.open(tmp_path / "other.db") as other:
        other.essays.save_all([make_essay(1, CUSTOMER), make_essay(9, CUSTOMER)])
        index = EvidenceIndex.open()
        index.update(database, other)

    assert [essay.id for essay in index.essays()] == [f"jobkorea:{number}" for number in (1, 2, 3, 9)]
    assert next(index.essays()).answers[0].remarks[0].quote == GREW_UP[0]


def test_a_full_disk_is_told_and_the_state_before_stays(
    database: CorpusDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = EvidenceIndex.open()
    index.update(database)
    database.essays.save(make_essay(4, CUSTOMER))

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("core.retrieval.lexical.build", full)
    with pytest.raises(DiskFull):
        index.update(database)

    assert EvidenceIndex.open().remarks == 3
    monkeypatch.undo()
    monkeypatch.setenv("CHEOMSAK_HOME", str(index.folder.parents[1]))
    assert index.update(database) == Update(1, 0, complete=True)


def test_the_index_lies_in_the_cache(database: CorpusDatabase) -> None:
    index = EvidenceIndex.open()
    index.update(database)

    assert index.folder == paths.cache_dir() / "retrieval"
