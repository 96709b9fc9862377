"""The index over everything that is here."""

from pathlib import Path

import pytest

from core.errors import DatabaseDamaged
from core.retrieval import opening
from core.retrieval.opening import is_there, open_current
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, STOCK, make_essay


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two samples in place of the 240 that ship."""
    path = tmp_path / "samples.db"
    with CorpusDatabase.open(path) as database:
        database.essays.save_all([make_essay(8, STOCK), make_essay(9, CUSTOMER)])
    monkeypatch.setattr(opening, "open_samples", lambda: CorpusDatabase.open(path, read_only=True))
    return path


def test_corpus_and_samples_together(corpus: CorpusDatabase, samples: Path) -> None:
    assert not is_there()
    with corpus:
        index = open_current()

    assert [essay.id for essay in index.essays()] == [f"jobkorea:{number}" for number in (1, 2, 3, 8, 9)]
    assert is_there()


def test_without_a_corpus_there_are_the_samples(home: Path, samples: Path) -> None:
    assert open_current().remarks == 2
    assert not (home / "corpus.db").exists(), "looking makes nothing"


def test_how_far_it_is_and_stopping(home: Path, samples: Path) -> None:
    told: list[tuple[int, int]] = []

    index = open_current(progress=lambda done, total: told.append((done, total)))

    assert told == [(2, 2)]
    assert index.remarks == 2
    (home / "cache" / "retrieval" / "current").unlink()
    assert open_current(stop=lambda: True).remarks == 0


def test_a_damaged_corpus_is_told(home: Path, samples: Path) -> None:
    (home / "corpus.db").write_bytes(b"rubbish" * 1000)

    with pytest.raises(DatabaseDamaged):
        open_current()
