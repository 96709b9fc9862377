"""The table of rules in `resources/proofread/`: wrong words, patterns, and the sentences that give the reasons.

Every file but spacing.toml has groups:

    [rule."외래어.자주"]
    reason = "외래어 표기법에 따라 ‘{suggestion}’(으)로 적습니다."
    confident = true
    words = { "컨텐츠" = "콘텐츠" }
    patterns = [{ find = "되(?=서)", put = ["돼"] }]

A word is found at the beginning of a word of the text, whatever follows it; "~개발율" also inside one, "잘못|" only
before something else than a Hangul syllable. A pattern may ask for the tag of the morpheme that begins where the
match does (`tag`) and of the one before it (`before`); <<ㄹ>> is any syllable that ends in ㄹ.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from core.paths import resources_dir
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.proofread.syllables import with_final

_CLASS = regex.compile("<<(.)>>")


@dataclass(frozen=True, slots=True)
class _Pattern:
    find: regex.Pattern[str]
    put: tuple[str, ...]
    rule: str
    confident: bool
    tag: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    put: tuple[str, ...]
    rule: str
    confident: bool


def proposals(reading: Reading) -> Iterator[Proposal]:
    """What words and patterns of the table find."""
    text = reading.text
    table, search = _words()
    for match in search.finditer(text):
        word = table[next(name for name, value in match.groupdict().items() if value)][match.group()]
        yield proposal(match.start(), match.end(), word.put, word.rule, confident=word.confident)
    for pattern in _patterns():
        for match in pattern.find.finditer(text):
            if _fits(reading, match.start(), pattern):
                put = tuple(match.expand(template) for template in pattern.put)
                yield proposal(match.start(), match.end(), put, pattern.rule, confident=pattern.confident)


def proposal(start: int, end: int, put: tuple[str, ...], rule: str, *, confident: bool = True) -> Proposal:
    """With the reason of the rule."""
    return Proposal(start, end, put, rule, (groups()[rule]["reason"],), confident)


def is_wrong(word: str) -> bool:
    """Whether it holds a wrong word of the table."""
    return _words()[1].search(word) is not None


def count() -> int:
    """How many rules the table holds: words and patterns."""
    return sum(len(words) for words in _words()[0].values()) + len(_patterns())


def _fits(reading: Reading, at: int, pattern: _Pattern) -> bool:
    if pattern.tag:
        morpheme = reading.beginning_at(at)
        if morpheme is None or not morpheme.tag.startswith(pattern.tag):
            return False
    if pattern.before:
        morpheme = reading.before(at)
        if morpheme is None or not morpheme.tag.startswith(pattern.before):
            return False
    return True


def _syllables(match: regex.Match[str]) -> str:
    """All syllables with this final consonant, as a class of characters."""
    return "[" + "".join(with_final(chr(code), match[1]) for code in range(ord("가"), ord("힣"), 28)) + "]"


def compiled(find: str) -> regex.Pattern[str]:
    """A pattern of the table."""
    return regex.compile(_CLASS.sub(_syllables, find))


@cache
def groups() -> dict[str, dict[str, Any]]:
    """The table, by the name of the rule."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((resources_dir() / "proofread").glob("*.toml")):
        found.update(tomllib.loads(path.read_text(encoding="utf-8")).get("rule", {}))
    return found


@cache
def _words() -> tuple[dict[str, dict[str, _Word]], regex.Pattern[str]]:
    """By where in a word of the text they may be, and one search for all of them."""
    kinds: dict[str, dict[str, _Word]] = {"start": {}, "whole": {}, "inside": {}}
    for rule, row in groups().items():
        for wrong, right in row.get("words", {}).items():
            more = right if isinstance(right, dict) else {"put": [right]}
            kind = "inside" if wrong.startswith("~") else "whole" if wrong.endswith("|") else "start"
            kinds[kind][wrong.strip("~|")] = _Word(
                tuple(more["put"]), rule, more.get("confident", row.get("confident", True))
            )
    edges = {
        "inside": "(?P<inside>{})",
        "whole": "(?<![가-힣])(?P<whole>{})(?![가-힣])",
        "start": "(?<![가-힣])(?P<start>{})",
    }
    # The longest first: an alternation takes the first that fits.
    parts = [
        edges[kind].format("|".join(sorted(map(regex.escape, words), key=len, reverse=True)))
        for kind, words in kinds.items()
        if words
    ]
    return kinds, regex.compile("|".join(parts))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            compiled(row["find"]),
            tuple(row["put"]),
            rule,
            row.get("confident", group.get("confident", True)),
            tuple(row.get("tag", ())),
            tuple(row.get("before", ())),
        )
        for rule, group in groups().items()
        if not rule.startswith("혼동.")  # those are of confusions.py
        for row in group.get("patterns", ())
    )
