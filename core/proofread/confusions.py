"""Words that are right elsewhere: which of two the sentence wants is a matter of how well it reads with each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from core.korean import likelihood
from core.proofread import rules
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.text import sentences

_MARGIN = 5.0


@dataclass(frozen=True, slots=True)
class _Choice:
    find: regex.Pattern[str]
    put: str
    rule: str
    margin: float
    tag: tuple[str, ...]
    before: tuple[str, ...]

    def fits(self, reading: Reading, at: int) -> bool:
        """Whether the morphemes there are those that it asks for."""
        read, before = reading.beginning_at(at), reading.before(at)
        return (not self.tag or (read is not None and read.tag.startswith(self.tag))) and (
            not self.before or (before is not None and before.tag.startswith(self.before))
        )


def proposals(reading: Reading) -> Iterator[Proposal]:
    """Where the sentence reads much better with the other word."""
    search = _any()
    for start, end in sentences(reading.text):
        sentence = reading.text[start:end]
        if search.search(sentence) is None:
            continue
        for choice in _choices():
            for match in choice.find.finditer(sentence):
                if not choice.fits(reading, start + match.start()):
                    continue
                other = sentence[: match.start()] + choice.put + sentence[match.end() :]
                if likelihood(other) - _own(sentence) > choice.margin:
                    yield rules.proposal(
                        start + match.start(), start + match.end(), (choice.put,), choice.rule, confident=False
                    )


@lru_cache(maxsize=256)
def _own(sentence: str) -> float:
    return likelihood(sentence)


@cache
def _choices() -> tuple[_Choice, ...]:
    found: list[_Choice] = []
    for rule, row in rules.groups().items():
        margin = row.get("margin", _MARGIN)
        found.extend(
            _Choice(regex.compile(rf"(?<![가-힣]){one}"), other, rule, margin, (), ())
            for one, other in row.get("pairs", ())
        )
        if rule.startswith("혼동."):
            found.extend(
                _Choice(
                    rules.compiled(pattern["find"]),
                    pattern["put"],
                    rule,
                    margin,
                    tuple(pattern.get("tag", ())),
                    tuple(pattern.get("before", ())),
                )
                for pattern in row.get("patterns", ())
            )
    return tuple(found)


@cache
def _any() -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?:{choice.find.pattern})" for choice in _choices()))
