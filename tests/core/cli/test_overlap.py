"""The overlap of a file with other answers, in the terminal."""

import json
from pathlib import Path

import pytest

from core import cli, paths
from core.cli import exit_codes
from core.counting import Limit
from core.retrieval import opening
from core.storage.corpus.database import CorpusDatabase
from core.storage.database import AppDatabase
from tests.core.retrieval.conftest import CUSTOMER, STOCK, make_essay

OWN = "동아리 회계를 맡아 영수증 삼백 장을 항목별로 다시 정리했습니다."
TEXT = f"창고재고를 매일세어 오차를 3퍼센트로 줄였습니다. {OWN} 새벽마다 도서관 서가를 돌며 책을 제자리에 꽂았습니다."


@pytest.fixture
def essay(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file, a corpus of two, no samples, and two answers of one's own: another one, and the file's text itself."""
    with CorpusDatabase.open(home / "corpus.db") as database:
        database.essays.save_all([make_essay(1, STOCK), make_essay(2, CUSTOMER)])
    monkeypatch.setattr(opening, "open_samples", lambda: CorpusDatabase.open(tmp_path / "none.db", read_only=True))
    with AppDatabase.open(paths.app_db()) as app:
        application = app.essays.add_application("나래상사")
        for text in (OWN, TEXT, " "):
            question = app.essays.add_question(application.id, "첫 문항", "문항", Limit())
            app.essays.save_answer(question.id, text)
    file = home / "답변.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_json_has_both_passages_and_the_caveats_number(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["overlap", str(essay), "--json"]) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)

    assert (row["line"], row["compared"]) == (30, 3), "two collected, and one of one's own"
    assert 60 < row["percent"] < 80
    collected, own = row["matches"]
    for match in row["matches"]:
        assert TEXT[match["start"] : match["end"]] == match["quote"]
    assert (collected["own"], collected["source"], collected["answer"]) == (False, "jobkorea:1", 1)
    assert STOCK[0][collected["start_there"] : collected["end_there"]] == collected["quote_there"]
    assert (collected["title"], collected["url"]) == ("가람유통 2025년 상반기", "https://example.invalid/1")
    assert (own["own"], own["answer"], own["quote_there"], own["similarity"]) == (True, None, OWN, 1.0)
    assert own["title"].startswith("나래상사")


def test_for_people(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["overlap", str(essay)]) == exit_codes.OK
    out = capsys.readouterr().out

    assert out.startswith("겹침 ")
    assert "(흔히 보는 선 30 %)" in out
    assert f"“{STOCK[0]}”\n  가람유통 2025년 상반기 · 1번 답변 · https://example.invalid/1 · 100% 같음" in out
    assert "내 다른 답변 · 100% 같음" in out
    assert out.endswith("이 컴퓨터에 있는 답변 3개와만 견주었습니다.\n")


def test_without_anything_else(home: Path, essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    essay.write_text("달빛 아래에서 별자리를 그리며 새로운 이야기를 지었습니다.", encoding="utf-8")

    assert cli.main(["overlap", str(essay), "--json"]) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert (row["percent"], row["matches"]) == (0.0, [])
