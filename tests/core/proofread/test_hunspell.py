"""hunspell over its pipe protocol, with a program in its place that says what the real one says."""

import logging
import os
import sys
from pathlib import Path

import pytest

from core.proofread import hunspell
from core.proofread.hunspell import Hunspell

# What hunspell 1.7.1 answers with hunspell-ko 0.7.92, a header and then one line and a blank one for each word.
ANSWERS = """\
@(#) International Ispell Version 3.2.06 (but really Hunspell 1.7.1)
& 경허을 2 1: 경험을, 경혈을

*

# 뷁쉛 1

"""
PROGRAM = """
import pathlib, sys
asked = sys.stdin.buffer.read().decode()
pathlib.Path("asked.txt").open("a", encoding="utf-8").write(" ".join(sys.argv[1:]) + chr(10) + asked)
sys.stdout.buffer.write(pathlib.Path("answers.txt").read_bytes())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where program and dictionary lie: with Hangul and a space in its name."""
    made = tmp_path / "내 사전"
    made.mkdir()
    (made / "fake.py").write_text(PROGRAM, encoding="utf-8")
    (made / "answers.txt").write_text(ANSWERS, encoding="utf-8")
    return made


def fake(folder: Path, seconds: float = 20) -> Hunspell:
    return Hunspell([sys.executable, "fake.py"], folder, seconds)


def test_words_are_asked_together_and_answers_are_read(folder: Path) -> None:
    found = fake(folder).suggestions(["경허을", "경험을", "뷁쉛"])

    assert found == {"경허을": ("경험을", "경혈을"), "경험을": (), "뷁쉛": ()}
    assert (folder / "asked.txt").read_text(encoding="utf-8") == "-a -i utf-8 -d ko\n^경허을\n^경험을\n^뷁쉛\n"


def test_a_word_is_asked_once(folder: Path) -> None:
    program = fake(folder)
    program.suggestions(["경허을"])

    assert program.suggestions(["경허을", "경허을"]) == {"경허을": ("경험을", "경혈을")}
    assert (folder / "asked.txt").read_text(encoding="utf-8").count("^경허을") == 1


def test_a_request_is_of_few_words(folder: Path) -> None:
    words = [f"말{chr(ord('가') + i)}" for i in range(40)]

    assert set(fake(folder).suggestions(words)) == set(words)
    assert (folder / "asked.txt").read_text(encoding="utf-8").count("^") == 12


def test_decomposed_answers_are_composed(folder: Path) -> None:
    (folder / "answers.txt").write_text("& 경허을 1 1: 경험을\n", encoding="utf-8")

    assert fake(folder).suggestions(["경허을"]) == {"경허을": ("경험을",)}


@pytest.mark.parametrize(
    "answer", ["", "& 경허을", "& 경허을 2 1", "&&&\n\n: ,", "& 딴말 1 1: 경험을", "\x00\ufffd: x"]
)
def test_answers_that_are_none_are_no_suggestions(folder: Path, answer: str) -> None:
    (folder / "answers.txt").write_bytes(answer.encode("utf-8", "surrogatepass") + b"\xff")

    assert fake(folder).suggestions(["경허을"]) == {"경허을": ()}


def test_a_program_that_hangs_is_killed_and_what_it_said_counts(folder: Path) -> None:
    (folder / "fake.py").write_text(
        "import sys, threading\n"
        "sys.stdout.buffer.write(open('answers.txt', 'rb').read())\n"
        "sys.stdout.flush()\n"
        "threading.Event().wait()\n",
        encoding="utf-8",
    )
    program = fake(folder, seconds=3)

    found = program.suggestions(["경허을", "뷁쉛"])

    assert found["뷁쉛"] == ()
    # What was said before comes along where pipes are read while waiting, which Windows does not.
    assert found["경허을"] == (() if os.name == "nt" else ("경험을", "경혈을"))


def test_a_program_that_fails_knows_nothing(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "fake.py").write_text("raise SystemExit(3)", encoding="utf-8")

    with caplog.at_level(logging.WARNING, logger="core.proofread.hunspell"):
        assert fake(folder).suggestions(["경허을"]) == {"경허을": ()}
        assert Hunspell([str(folder / "없음")], folder).suggestions(["경허을"]) == {"경허을": ()}

    messages = [record.getMessage() for record in caplog.records]
    caplog.clear()
    assert messages[0] == "hunspell ended with 3"
    assert messages[1].startswith("hunspell does not start")
    assert "경허" not in " ".join(messages)


def test_nothing_is_installed_without_program_or_dictionary(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(hunspell, "_FOLDERS", ())
    assert hunspell.installed() is None

    program = programs / ("hunspell.exe" if os.name == "nt" else "hunspell")
    program.write_bytes(b"")
    program.chmod(0o755)
    assert hunspell.installed() is None

    own = home / "hunspell"
    own.mkdir()
    for ending in ("aff", "dic"):
        (own / f"ko.{ending}").write_bytes(b"")
    assert hunspell.installed() is not None
