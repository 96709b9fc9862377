"""The user's own words, which proofreading leaves alone: `dictionary.txt`, one word a line, for eyes and editors too.

A line that is no word is passed over, and says so in the log by its number; lines that begin with # are the user's.
"""

import logging
import os
from pathlib import Path

from core import paths
from core.errors import FileMissing, InputError, SettingsError
from core.text import nfc, read_text_file

log = logging.getLogger(__name__)

LONGEST = 40
SHORTEST = 2  # one syllable is in half of all words


def words(path: Path | None = None) -> frozenset[str]:
    """What proofreading takes. Never raises: without the file, or when it cannot be read, there are no words."""
    try:
        return frozenset(word for line in _lines(path or paths.dictionary_file()) if (word := _word(line)))
    except InputError as error:
        log.warning("dictionary unreadable: %s", error.code)
        return frozenset()


def is_word(word: str) -> bool:
    """Whether it can be kept: letters, at least two and not too many, in one line."""
    return bool(_word(word))


def add(word: str, path: Path | None = None) -> bool:
    """Keep a word; False when it is there already. Raises ValueError for what is no word, InputError, SettingsError."""
    path = path or paths.dictionary_file()
    kept = _word(word)
    if not kept:
        raise ValueError("not a word")
    lines = _lines(path)
    if kept in map(_word, lines):
        return False
    _write([*lines, kept], path)
    return True


def remove(word: str, path: Path | None = None) -> bool:
    """Forget a word; False when it is not there. Raises InputError, SettingsError."""
    path = path or paths.dictionary_file()
    lines = _lines(path)
    rest = [line for line in lines if _word(line) != nfc(word).strip() or not _word(line)]
    if len(rest) == len(lines):
        return False
    _write(rest, path)
    return True


def erase(path: Path | None = None) -> None:
    """Delete the file. Raises SettingsError."""
    path = path or paths.dictionary_file()
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(error.strerror or type(error).__name__, path=str(path)) from error


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    try:
        lines = read_text_file(path).splitlines()
    except FileMissing:
        if path.exists():
            raise
        return []  # deleted just now
    bad = [
        number for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#") and not _word(line)
    ]
    if bad:
        log.warning("dictionary lines passed over: %s", bad[:20])
    return lines


def _word(line: str) -> str:
    """The word of a line, or nothing."""
    word = nfc(line).strip()
    usable = (
        SHORTEST <= len(word) <= LONGEST
        and word.isprintable()
        and any(map(str.isalnum, word))
        and not word.startswith("#")
    )
    return word if usable else ""


def _write(lines: list[str], path: Path) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as file:
                # A lone surrogate (half an emoji) has no UTF-8.
                file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(error.strerror or type(error).__name__, path=str(path)) from error
