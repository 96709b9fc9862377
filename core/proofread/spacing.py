"""Spaces between words: where two morphemes stand together that must not, and the other way round.

Which pairs, by tag and form, is `resources/proofread/spacing.toml`. What the rules of spelling leave to the writer
(an auxiliary verb after -어, compound nouns) is in none of them.
"""

import itertools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from core.korean import Morpheme
from core.paths import resources_dir
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.proofread.rules import proposal
from core.proofread.syllables import is_syllable

_SETS = ("left_forms", "right_forms", "not_left", "not_right", "not_both", "after")


# 실패 한 줄: the number, not the verb.
_NUMBER = regex.compile(r"한 (?:줄|번|가지|문장|문단|명|개|장|편|달|건|곳|칸|사람|마디|시간|쪽|걸음|해)")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Neighbours by tag (its beginning) and, where the set is not empty, by form."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    left_forms: frozenset[str]
    right_forms: frozenset[str]
    not_left: frozenset[str]
    not_right: frozenset[str]
    not_both: frozenset[str]  # "그+날"
    after: frozenset[str]  # what may stand before the left one
    shortest: int  # syllables of the right one

    def fits(self, left: Morpheme, right: Morpheme, before: Morpheme | None) -> bool:
        return (
            left.tag.startswith(self.left)
            and right.tag.startswith(self.right)
            and (not self.left_forms or left.form in self.left_forms)
            and (not self.right_forms or right.form in self.right_forms)
            and left.form not in self.not_left
            and right.form not in self.not_right
            and f"{left.form}+{right.form}" not in self.not_both
            and (not self.after or (before is not None and before.form in self.after))
            and right.end - right.start >= self.shortest
        )


def proposals(reading: Reading) -> Iterator[Proposal]:
    yield from _missing(reading)
    yield from _too_many(reading)


def _missing(reading: Reading) -> Iterator[Proposal]:
    """One proposal for each part between spaces, with all the spaces it lacks."""
    for start, end, parts in reading.words():
        cuts: list[int] = []
        rule = ""
        for before, left, right in zip([None, *parts], parts, parts[1:], strict=False):
            if left.end != right.start or not is_syllable(reading.text[right.start]):
                continue
            pair = next((pair for pair in _pairs("insert") if pair.fits(left, right, before)), None)
            if pair is not None and is_syllable(reading.text[right.start - 1]) and not _counts(reading.text, right):
                cuts.append(right.start)
                rule = rule or pair.rule
        if cuts:
            reading.text[start:end]
            bounds = [start, *cuts, end]
            spaced = " ".join(reading.text[a:b] for a, b in itertools.pairwise(bounds))
            yield proposal(start, end, (spaced,), rule)


def _too_many(reading: Reading) -> Iterator[Proposal]:
    text = reading.text
    for left, right in zip(reading.morphemes, reading.morphemes[1:], strict=False):
        gap = text[left.end : right.start]
        if gap != " " or not is_syllable(text[left.end - 1]) or not is_syllable(text[right.start]):
            continue
        pair = next((pair for pair in _pairs("join") if pair.fits(left, right, None)), None)
        if pair is None or _NUMBER.match(text, right.start) or (right.tag.startswith("J") and _goes_on(reading, right)):
            continue
        original = text[left.start : right.end]
        yield proposal(left.start, right.end, (original.replace(" ", ""),), pair.rule)


def _counts(text: str, noun: Morpheme) -> bool:
    """Whether it is the 수 of a number (재원일수에): that of can and cannot takes no such particle."""
    return noun.form == "수" and text[noun.end : noun.end + 1] in {"에", "를", "로", "의", "와"}


def _goes_on(reading: Reading, particle: Morpheme) -> bool:
    """Whether more than particles follow in the same word: then it was hardly one (제도 의무대)."""
    end = particle.end
    while end < len(reading.text) and is_syllable(reading.text[end]):
        end += 1
    return not all(m.tag.startswith(("J", "VCP")) for m in reading.between(particle.start, end))


@cache
def _pairs(kind: str) -> tuple[_Pair, ...]:
    data: dict[str, Any] = tomllib.loads((resources_dir() / "proofread" / "spacing.toml").read_text(encoding="utf-8"))
    return tuple(
        _Pair(
            rule=row["rule"],
            left=tuple(row["left"]),
            right=tuple(row["right"]),
            shortest=row.get("shortest", 1),
            **{key: frozenset(row.get(key, ())) for key in _SETS},
        )
        for row in data[kind]
    )
