"""The user's own words: a file that people may edit, and that is never lost on the way."""

import logging
from pathlib import Path

import pytest

from core import paths
from core.errors import BinaryFile, SettingsError
from core.proofread import dictionary


def test_a_word_is_kept_listed_and_forgotten(home: Path) -> None:
    assert dictionary.words() == frozenset()
    assert dictionary.add("가람솔")
    assert dictionary.add("데이터 늪")
    assert not dictionary.add(" 가람솔 ")

    assert dictionary.words() == {"가람솔", "데이터 늪"}
    assert (home / "dictionary.txt").read_text(encoding="utf-8") == "가람솔\n데이터 늪\n"
    assert dictionary.remove("가람솔")
    assert not dictionary.remove("가람솔")
    assert dictionary.words() == {"데이터 늪"}


@pytest.mark.parametrize("word", ["", " ", "가", "가" * 41, "가람\n솔", "\x00가", "…", "#가람", "\ud83d가\ud83d"])
def test_what_is_no_word_is_refused(home: Path, word: str) -> None:
    assert not dictionary.is_word(word)
    with pytest.raises(ValueError, match="not a word"):
        dictionary.add(word)
    assert not (home / "dictionary.txt").exists()


def test_lines_that_are_no_words_stay_and_are_reported_by_number_only(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "dictionary.txt").write_text("# 회사\n가람솔\n\n비\n\t\n나래온  \n", encoding="utf-8")

    with caplog.at_level(logging.WARNING, logger="core.proofread.dictionary"):
        assert dictionary.words() == {"가람솔", "나래온"}

    assert [record.getMessage() for record in caplog.records] == ["dictionary lines passed over: [4]"]
    caplog.clear()
    dictionary.remove("가람솔")
    assert (home / "dictionary.txt").read_text(encoding="utf-8") == "# 회사\n\n비\n\t\n나래온  \n"
    caplog.clear()


def test_decomposed_words_and_files_of_korean_windows_are_read(home: Path) -> None:
    (home / "dictionary.txt").write_bytes("가람솔\r\n".encode("cp949"))
    dictionary.add("나래온")  # NFD, as macOS gives it

    assert dictionary.words() == {"가람솔", "나래온"}
    assert dictionary.remove("나래온")


def test_a_file_that_is_no_text_counts_as_none_and_is_not_overwritten(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "dictionary.txt").write_bytes(b"\x89PNG\x00")

    with caplog.at_level(logging.WARNING, logger="core.proofread.dictionary"):
        assert dictionary.words() == frozenset()

    assert [record.getMessage() for record in caplog.records] == ["dictionary unreadable: input.binary"]
    caplog.clear()
    with pytest.raises(BinaryFile):
        dictionary.add("가람솔")
    assert (home / "dictionary.txt").read_bytes() == b"\x89PNG\x00"


def test_a_disk_that_refuses_leaves_the_old_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dictionary.add("가람솔")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError):
        dictionary.add("나래온")

    assert dictionary.words() == {"가람솔"}
    assert [path.name for path in home.iterdir()] == ["dictionary.txt"]


def test_everything_can_be_erased(home: Path) -> None:
    dictionary.add("가람솔")

    dictionary.erase()
    dictionary.erase()

    assert not paths.dictionary_file().exists()
    assert dictionary.words() == frozenset()
