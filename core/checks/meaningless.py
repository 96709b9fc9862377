"""Letters without meaning, and places that were to be filled in later. Patterns: `gazetteers/meaningless.toml`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from core.checks.context import CheckContext
from core.checks.word_lists import entries
from core.checks.wording import finding
from core.remark import Remark, Span

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TOKEN = re.compile(r"(?<![A-Za-z0-9@/._-])[A-Za-z;]{4,}(?![A-Za-z0-9@/_-])")
_SYLLABLES = re.compile(r"[가-힣]+")


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each place; of overlapping ones the first, and the longest of those."""
    text = context.text
    found = [(*match.span(), rule) for rule in ("text", "placeholder", "circles") for match in _listed(text, rule)]
    found += [(start, end, "text") for start, end in (*_mashed(text), *_rare(text))]
    reached = 0
    for start, end, rule in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= reached:
            yield finding(f"meaningless.{rule}", text, Span(start, end))
            reached = end


def _listed(text: str, rule: str) -> Iterator[re.Match[str]]:
    for entry in entries("gazetteers/meaningless.toml", rule):
        yield from entry.pattern.finditer(text)


def _mashed(text: str) -> Iterator[tuple[int, int]]:
    """Words that consist of neighbouring keys only: asdf, qweasd; property has some, but not only."""
    for match in _TOKEN.finditer(text):
        word = match.group().lower().rstrip(";")
        if len(word) >= 4 and word != "qwerty" and _is_mash(word):
            yield match.span()


def _is_mash(word: str) -> bool:
    runs = []
    at = 0
    while at < len(word):
        end = max(_run(word, at, 1), _run(word, at, -1))
        runs.append(end - at)
        at = end
    return min(runs) > 1 and (max(runs) > 3 or sorted(runs)[-2:] == [3, 3])


def _run(word: str, start: int, step: int) -> int:
    """Where the run of keys that neighbour each other in one direction ends."""
    at = start + 1
    while at < len(word) and any(word[at - 1 : at + 1] in row[::step] for row in _ROWS):
        at += 1
    return at


def _rare(text: str) -> Iterator[tuple[int, int]]:
    """Syllables that no Korean word has, side by side: outside the 2,350 of KS X 1001, such as 뷁쀓."""
    for match in _SYLLABLES.finditer(text):
        # Python spells such a syllable in eight bytes.
        if len(match.group().encode("euc_kr")) > 2 * len(match.group()):
            rare = [i for i, syllable in enumerate(match.group(), match.start()) if len(syllable.encode("euc_kr")) > 2]
            if any(after - before == 1 for before, after in pairwise(rare)):
                yield rare[0], rare[-1] + 1
