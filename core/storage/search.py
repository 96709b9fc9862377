"""Finding Korean text: words of any length, whatever their particles, spacing and case.

A plain scan over folded text; docs/decisions/0005-korean-search.md says why no index does better here.
"""

import re
from collections.abc import Iterable

from core.storage.ids import composed

EXCERPT = 80  # characters


def folded(text: str) -> str:
    """`text` without what spellings differ in: case and every space."""
    return "".join(composed(text).casefold().split())


def words(query: str) -> list[str]:
    """The folded words of a query, each of which must occur."""
    return [folded(word) for word in composed(query).split()]


def excerpt(texts: Iterable[str], query: str) -> str:
    """About 80 characters around the first place in `texts` where a word of `query` occurs, on one line.

    The beginning of the first text when there is no query, or when the word occurs in none of them.
    """
    patterns = [re.compile(r"\s*".join(map(re.escape, word)), re.IGNORECASE) for word in words(query)]
    first: str | None = None
    for text in texts:
        first = text if first is None else first
        for pattern in patterns:
            if found := pattern.search(text):
                return _around(text, found.start())
        if not patterns:
            break
    return _around(first or "", 0)


def _around(text: str, position: int) -> str:
    start = max(0, position - EXCERPT // 3)
    piece = " ".join(text[start : start + EXCERPT].split())
    return ("…" if start else "") + piece + ("…" if start + EXCERPT < len(text) else "")
