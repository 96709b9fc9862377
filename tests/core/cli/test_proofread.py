"""Proofreading in the terminal."""

import io
import json
import sys
from pathlib import Path

import pytest

from core import cli
from core.cli import exit_codes
from core.proofread import dictionary, hunspell

TEXT = "저는 몇일 동안 배웠습니다.\n밤을 세우며 자료를 모았습니다."


@pytest.fixture(autouse=True)
def no_hunspell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has installed is no matter here."""
    monkeypatch.setattr(hunspell, "installed", lambda: None)


@pytest.fixture
def answer(tmp_path: Path) -> str:
    file = tmp_path / "답변.txt"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def test_corrections_for_programs(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["proofread", answer, "--json"]) == exit_codes.OK

    rows = json.loads(capsys.readouterr().out)["corrections"]
    assert [(row["original"], row["suggestions"], row["confident"]) for row in rows] == [
        ("몇일", ["며칠"], True),
        ("세우며", ["새우며"], False),
    ]
    assert all(TEXT[row["start"] : row["end"]] == row["original"] for row in rows)
    assert set(rows[0]) == {"start", "end", "original", "suggestions", "confident", "rule", "reason"}


def test_corrections_for_people(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["proofread", answer]) == exit_codes.OK

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "고칠 곳 2곳"
    assert lines[1] == "1행: 몇일 → 며칠"
    assert lines[3] == "2행: 세우며 → 새우며 (문맥을 보고 고르세요)"


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("일을 했습니다.".encode())))

    assert cli.main(["proofread", "-"]) == exit_codes.OK
    assert capsys.readouterr().out == "고칠 곳을 찾지 못했습니다.\n"


def test_own_words_are_kept_and_heeded(answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["proofread", "--add-word", "몇일"]) == exit_codes.OK
    assert cli.main(["proofread", "--add-word", "몇일"]) == exit_codes.OK
    assert cli.main(["proofread", "--words"]) == exit_codes.OK
    assert capsys.readouterr().out.splitlines() == ["넣었습니다.", "이미 있는 낱말입니다.", "몇일"]

    assert cli.main(["proofread", answer, "--json"]) == exit_codes.OK
    assert [row["original"] for row in json.loads(capsys.readouterr().out)["corrections"]] == ["세우며"]

    assert cli.main(["proofread", "--remove-word", "몇일"]) == exit_codes.OK
    assert cli.main(["proofread", "--remove-word", "몇일"]) == exit_codes.OK
    assert capsys.readouterr().out.splitlines() == ["뺐습니다.", "내 사전에 없는 낱말입니다."]
    assert dictionary.words() == frozenset()


def test_words_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    dictionary.add("가람솔")

    assert cli.main(["proofread", "--words", "--json"]) == exit_codes.OK
    assert json.loads(capsys.readouterr().out) == {"words": ["가람솔"]}


@pytest.mark.parametrize("argv", [[], ["--add-word", "가"], ["a.txt", "--words"]])
def test_a_wrong_command(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["proofread", *argv]) == exit_codes.USAGE


def test_a_missing_file_and_an_empty_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "빈.txt"
    empty.write_text(" \n", encoding="utf-8")

    assert cli.main(["proofread", str(tmp_path / "없음.txt")]) == exit_codes.INPUT
    assert cli.main(["proofread", str(empty)]) == exit_codes.INPUT
