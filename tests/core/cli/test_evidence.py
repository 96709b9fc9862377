"""Evidence for a file, in the terminal."""

import io
import json
import sys
from pathlib import Path

import pytest

from core import cli
from core.cli import exit_codes
from core.retrieval import opening
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, STOCK, make_essay

TEXT = "네. 귀사는 언제나 고객을 최우선으로 생각하는 기업입니다.\n토성의 고리는 얼음과 먼지로 이루어져 있다."


@pytest.fixture
def essay(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file, a corpus of two, and no samples."""
    with CorpusDatabase.open(home / "corpus.db") as database:
        database.essays.save_all([make_essay(1, STOCK), make_essay(2, CUSTOMER)])
    monkeypatch.setattr(opening, "open_samples", lambda: CorpusDatabase.open(tmp_path / "none.db", read_only=True))
    file = home / "답변.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_json_has_each_sentence_with_its_place_and_sources(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evidence", str(essay), "--question", "지원 동기를 쓰시오.", "--json"]) == exit_codes.OK
    like, unlike = json.loads(capsys.readouterr().out)["passages"]

    for passage in (like, unlike):
        assert TEXT[passage["start"] : passage["end"]] == passage["quote"]
    assert unlike["evidence"] == []
    (row,) = like["evidence"]
    assert row == {
        "essay": "jobkorea:2",
        "answer": 1,
        "origin": "jobkorea",
        "company": "가람유통",
        "season": "2025년 상반기",
        "url": "https://example.invalid/2",
        "question": "지원 동기를 쓰시오.",
        "excerpt": CUSTOMER[0],
        "polarity": "improve",
        "reason": CUSTOMER[1],
        "advice": "한 일을 수치로 적으세요.",
        "score": row["score"],
        "likeness": row["likeness"],
    }
    assert 0.325 <= row["likeness"] <= 1.0


def test_for_people(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evidence", str(essay)]) == exit_codes.OK
    out = capsys.readouterr().out

    assert out.startswith("전문가 첨삭 2개에서 찾았습니다.\n")
    assert f"  [아쉬운 점] 닮은 대목: “{CUSTOMER[0]}”\n    {CUSTOMER[1]}" in out
    assert "수집 · 가람유통 2025년 상반기 https://example.invalid/2" in out
    assert out.endswith("“토성의 고리는 얼음과 먼지로 이루어져 있다.”\n  근거 없음\n")
    assert "“네.”" not in out


def test_standard_input(essay: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("cp949"))))

    assert cli.main(["evidence", "-", "--json"]) == exit_codes.OK
    assert len(json.loads(capsys.readouterr().out)["passages"]) == 2


@pytest.mark.parametrize("command", ["evidence", "overlap"])
def test_bad_input(home: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    blank = home / "빈 글.txt"
    blank.write_text(" \n")

    assert cli.main([command, str(blank)]) == exit_codes.INPUT
    assert cli.main([command, str(home / "없음.txt")]) == exit_codes.INPUT
    assert cli.main([command]) == exit_codes.USAGE
    assert capsys.readouterr().out == ""
