"""The text that a command looks at."""

import io
import sys
from pathlib import Path

import pytest

from core.cli.answer_file import read_answer, read_text
from core.errors import AnswerEmpty, FileMissing, FileTooLarge
from core.text import MAX_FILE_BYTES


def test_a_file_in_either_encoding(tmp_path: Path) -> None:
    for encoding in ("utf-8", "cp949"):
        (tmp_path / "a.txt").write_bytes("가나다\r\n".encode(encoding))
        assert read_text(str(tmp_path / "a.txt")) == "가나다\n"


def test_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n", encoding="utf-8")

    assert read_text(str(tmp_path / "a.txt")) == " \n"
    with pytest.raises(AnswerEmpty):
        read_answer(str(tmp_path / "a.txt"))
    with pytest.raises(FileMissing):
        read_text(str(tmp_path / "b.txt"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("가나다".encode())))
    assert read_answer("-") == "가나다"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a" * (MAX_FILE_BYTES + 1))))
    with pytest.raises(FileTooLarge):
        read_text("-")
