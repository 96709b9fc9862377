"""Out of the corpus and into it, from the command line."""

import json
from pathlib import Path

import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from scraper.cli import main

ROW = {
    "question": "지원 동기를 쓰시오.",
    "answer": "저는 김민수라고 합니다. 창고에서 오출고를 서른 건에서 네 건으로 줄였습니다. 그 방법을 넓히고 싶습니다.",
    "company": "가나다물류",
    "remarks": [{"polarity": "good", "quote": "서른 건에서 네 건으로", "reason": "앞뒤가 보입니다."}],
}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    file = tmp_path / "다른 곳.jsonl"
    rows = [{**ROW, "essay_id": "a"}, {**ROW, "essay_id": "b", "company": "라마바물류"}]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def test_imported_pairs_are_masked_clustered_and_found(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(pairs), "--name", "과외", "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {"event": "done", "essays": 2, "pairs": 2, "clusters": 1}
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        essay = database.essays.get("imported:과외:a")
        assert "김민수" not in essay.answers[0].text
        assert essay.scrubbed == {"name": 1}
        assert essay.answers[0].remarks[0].quote == "서른 건에서 네 건으로"
        assert [row.id for row in database.essays.find("오출고")] == ["imported:과외:b", "imported:과외:a"]


def test_importing_twice_changes_nothing(pairs: Path) -> None:
    assert main(["import", str(pairs)]) == 0
    assert main(["import", str(pairs)]) == 0

    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        assert len(database.essays.ids()) == 2


def test_a_bad_file_stores_nothing(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs.write_text(pairs.read_text(encoding="utf-8") + '\n{"question": "답이 없는 문항"}', encoding="utf-8")

    assert main(["import", str(pairs)]) == 3

    assert "3번째 줄" in capsys.readouterr().err
    assert not paths.corpus_db().exists()


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "폴더"])
def test_the_form_follows_the_name(pairs: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(pairs)])
    capsys.readouterr()

    assert main(["export", str(tmp_path / name), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["pairs"] == 2
    assert (tmp_path / name).exists()


def test_samples_are_exported_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["export", str(tmp_path / "a.jsonl"), "--json"])
    main(["export", str(tmp_path / "b.jsonl"), "--samples", "--json"])

    without, with_samples = (json.loads(line)["pairs"] for line in capsys.readouterr().out.splitlines())
    assert (without, with_samples >= 240) == (0, True)
    rows = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["origin"] for row in rows} == {"sample"}
