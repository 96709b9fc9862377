import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from core.corpus import CollectedEssay, CompanyGroup, ListedEssay
from core.errors import RecordMissing
from core.storage import backups
from core.storage.corpus import keeping
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome

Make = Callable[..., CollectedEssay]
Listed = Callable[..., ListedEssay]
MARKER = "쀍뷁쬁"


def holders(folder: Path) -> list[str]:
    """Names of the files that hold the marker's text or two of its characters, as the search index does."""
    wanted = [MARKER[place : place + 2].encode() for place in range(2)] + [zlib.compress(PAGE.encode())[:60]]
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [name for name, data in files.items() if any(one in data for one in wanted)]


PAGE = "<html>" + "".join(f"<p>{MARKER}{number * 7919 % 1009}</p>" for number in range(300))


def test_what_is_removed_is_in_no_file_and_never_comes_back(path: Path, home: Path, make: Make, listed: Listed) -> None:
    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save_all(make(number) for number in range(300))
        run = corpus.crawl.begin("{}")
        corpus.crawl.list_page_done(run.id, CompanyGroup.LARGE, 1, 1, [listed(900), listed(901)])
        corpus.crawl.plan(run.id, ["900", "901"])
        corpus.crawl.stored(run.id, make(900, text=MARKER * 300, company=MARKER), PAGE)
        corpus.essays.save_all(make(number) for number in range(1000, 1300))
        backups.keep_dated(corpus._store, "migration")
        assert len(holders(home)) >= 2
        corpus.essays.remove("jobkorea:900")
        assert holders(home) == []
        assert corpus.essays.removed() == {"jobkorea:900"}
        assert not corpus.essays.save(make(900))
        assert corpus.essays.save_all([make(900), make(2)]) == 1
        corpus.crawl.list_page_done(run.id, CompanyGroup.LARGE, 2, 1, [listed(900)])
        assert corpus.crawl.plan(run.id, ["900"])[Outcome.REMOVED] == 1
        with pytest.raises(RecordMissing):
            corpus.essays.get("jobkorea:900")
        assert corpus.essays.count() == corpus.essays.count("지원") == 600
    assert holders(home) == []
    (copy,) = (home / "backups").iterdir()
    with CorpusDatabase.open(copy) as older:
        assert older.essays.removed() == {"jobkorea:900"}
        assert older.essays.count("지원") == 600


def test_traces_in_the_index_are_overwritten_at_the_next_opening_after_a_kill(
    path: Path, home: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: object) -> None:
        raise RuntimeError

    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save_all([make(1), make(2, text=MARKER * 100), make(3)])
    with CorpusDatabase.open(path) as corpus, monkeypatch.context() as patch:
        patch.setattr("core.storage.corpus.shelf.clean_index", killed)
        with pytest.raises(RuntimeError):
            corpus.essays.remove("jobkorea:2")
    assert holders(home) == ["corpus.db"]
    with CorpusDatabase.open(path) as corpus:
        assert holders(home) == []
        assert corpus.essays.count("지원") == 2
        keeping.clean_index(corpus._store)  # nothing is left to do


def test_what_was_only_listed_or_failed_can_be_removed(corpus: CorpusDatabase, listed: Listed) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, CompanyGroup.LARGE, 1, 1, [listed(1)])
    corpus.crawl.settled(run.id, "2", Outcome.CHANGED, "scrape.page_changed", "/logs/2.html")
    for essay_id in ("jobkorea:1", "jobkorea:2", "jobkorea:2"):
        corpus.essays.remove(essay_id)
    assert corpus.essays.removed() == {"jobkorea:1", "jobkorea:2"}
    assert corpus.crawl.failures() == []


@pytest.mark.parametrize("essay_id", ["jobkorea:404", "imported:1", "1", "", ":"])
def test_what_was_never_there_is_said(corpus: CorpusDatabase, listed: Listed, essay_id: str) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.list_page_done(run.id, CompanyGroup.LARGE, 1, 1, [listed(1)])
    with pytest.raises(RecordMissing):
        corpus.essays.remove(essay_id)
    assert corpus.essays.removed() == frozenset()
