"""Names of a gazetteer, and where they stand in a text: a look-up at the head of each word, however long the list."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from core.paths import resources_dir

_WORD_HEAD = re.compile(r"(?<![0-9A-Za-z가-힣])[0-9A-Za-z가-힣]")


class Names:
    """Longest first, by their first two characters."""

    def __init__(self, words: Iterable[str]) -> None:
        by_head: dict[str, list[str]] = {}
        for one in _longest_first(words):
            by_head.setdefault(one[:2], []).append(one)
        self._by_head = {head: tuple(ones) for head, ones in by_head.items()}

    def at(self, text: str, start: int) -> int | None:
        """The end of the longest name that begins there."""
        for one in self._by_head.get(text[start : start + 2], ()):
            if text.startswith(one, start):
                return start + len(one)
        return None

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Names at the head of a word, the longest of each; what follows is the caller's to judge."""
        for head in _WORD_HEAD.finditer(text):
            end = self.at(text, head.start())
            if end is not None:
                yield head.start(), end


@cache
def gazetteer(name: str) -> dict[str, Any]:
    """The lists of `resources/gazetteers/<name>.toml`."""
    return tomllib.loads((resources_dir() / "gazetteers" / f"{name}.toml").read_text(encoding="utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a space in one may be missing in the text."""
    return "|".join(re.escape(one).replace(r"\ ", r"\s?") for one in _longest_first(words))


@cache
def others(kind: str) -> re.Pattern[str]:
    """Words that say a sentence is not about the writer, see `resources/gazetteers/others.toml`."""
    return re.compile(alternatives(gazetteer("others")[kind]))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda one: (-len(one), one))
