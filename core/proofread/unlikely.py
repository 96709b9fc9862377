"""Words that nobody would write as they stand, and that read well with one slip of the finger taken back.

How well a word reads is Kiwi's likelihood of it, first alone and then between its neighbours. The limits were chosen
on 10,000 words of the written samples, of which a thousand had been given a slip: three of four were put right, and
one word in 3,000 was touched that was right (docs/quality.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import regex

from core.korean import Morpheme, likelihood, morphemes
from core.paths import resources_dir
from core.proofread import rules
from core.proofread.correction import Proposal
from core.proofread.keys import distance, slips
from core.proofread.reading import Reading
from core.proofread.syllables import final, with_final

# Logarithms. A usual word of n syllables is above -(10 + 2.5 n).
_USUAL = 15.0
_RARE = 18.0  # for words of which Kiwi knows every part
_PER_SYLLABLE = 2.5
_BETTER_THAN_UNKNOWN = 8.0
_BETTER_THAN_KNOWN = 14.0  # a rare word is as likely as a slip that makes a word
_BETTER_WHEN_SHORT = 16.0  # for words of two syllables
_BETTER_THAN_SPACED = 2.0
_FAR = 2  # strokes; what a speller says beyond that is another word
_SURE = 12.0
_SURE_BEFORE_SECOND = 4.0
_SAME = 3.0  # a second choice this near is shown too

_COMPARED = 8  # candidates that are looked at between their neighbours
_MOST_WORDS = 60  # of a text: a text in which every word is strange is not Korean prose, and takes a second and more
# With letters that stand alone between or behind syllables (자료ㅡㄹ), but not those that laugh or cry (네ㅋㅋ).
_WORD = regex.compile(r"(?<![\w.@/-])[가-힣](?:[가-힣]|[ㄱ-ㅣ](?!\w*[ㅋㅎㅠㅜ]{2})){1,11}(?![\w])")
_ALONE = regex.compile("[ㄱ-ㅣ]")
# A company is called what it likes.
_COMPANY = regex.compile(
    "(?<=[가-힣]{2})(?:제약|파마|전자|은행|건설|화학|물산|산업|중공업|엔지니어링|테크|모빌리티|솔루션|시스템즈|그룹|병원|푸드|바이오"
    "|증권|화재|보험|백화점|마트|호텔|항공|해운|물류|정밀|소재|에너지|정공|통상|무역|메디|반도체|통신|교통공사|식품)"
)
_NEVER = ("NNP", "Z_CODA", "UN", "W")


Speller = Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]


class Better(NamedTuple):
    """What may have been meant, best first."""

    suggestions: tuple[str, ...]
    confident: bool


def proposals(reading: Reading, speller: Speller | None = None) -> Iterator[Proposal]:
    """Slips of the finger in words that are unlikely as they stand; what `speller` knows of strange words besides."""
    text = reading.text
    found = list(islice(_unlikely(reading), _MOST_WORDS))
    strange = [match.group() for match, parts in found if is_strange(parts)]
    more = speller(strange) if speller is not None and strange else {}
    for match, _ in found:
        before = _neighbour(text[: match.start()], last=True)
        after = _neighbour(text[match.end() :], last=False)
        word = match.group()
        near = tuple(other for other in more.get(word, ()) if _WORD.fullmatch(other) and distance(word, other) <= _FAR)
        better = meant(word, before, after, near)
        if better is not None:
            yield rules.proposal(
                match.start(), match.end(), better.suggestions, "오타.글쇠", confident=better.confident
            )


def _unlikely(reading: Reading) -> Iterator[tuple[regex.Match[str], list[Morpheme]]]:
    text = reading.text
    for match in _WORD.finditer(text):
        word = match.group()
        if not is_unlikely(word) or terms().search(word) or _COMPANY.search(word):
            continue
        parts = reading.between(match.start(), match.end())
        if not is_strange(parts) and not _ALONE.search(word) and not is_unlikely(word, _RARE):
            continue
        if not _is_used_again(text, parts, match.start(), match.end()):
            yield match, parts


@lru_cache(maxsize=8192)
def is_unlikely(word: str, usual: float = _USUAL) -> bool:
    """Whether it reads much worse than words of its length do."""
    return likelihood(word) < -(usual + _PER_SYLLABLE * len(word))


def is_strange(parts: Iterable[Morpheme]) -> bool:
    """Whether Kiwi does not know something of it."""
    return any(not part.known or part.tag in {"Z_CODA", "UN"} for part in parts)


@cache
def terms() -> regex.Pattern[str]:
    """Terms of the trades, which are rare and right."""
    lines = (resources_dir() / "proofread" / "terms.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return regex.compile("|".join(sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=2048)
def meant(word: str, before: str, after: str, more: tuple[str, ...] = ()) -> Better | None:
    """What was meant by `word` between its neighbours, among words one slip away and `more`, which are never sure."""
    own_slips = tuple(slips(word))
    # A neighbour of a candidate that the table of rules calls wrong (있읍니다) is no choice.
    made = [
        candidate
        for candidate in dict.fromkeys((*own_slips, *more))
        if not rules.is_wrong(candidate) and not _lost_its_s(word, candidate)
    ]
    nearest = sorted(made, key=likelihood, reverse=True)[:_COMPARED]

    def between(middle: str) -> float:
        return likelihood(f"{before} {middle} {after}".strip())

    scored = sorted(((between(candidate), candidate) for candidate in nearest), reverse=True)
    if not scored:
        return None
    own = between(word)
    best, first = scored[0]
    second = scored[1][0] if len(scored) > 1 else own
    spaced = max(between(f"{word[:at]} {word[at:]}") for at in range(1, len(word)))
    strange = is_strange(_middle(word, before, after)) or _ALONE.search(word) is not None
    enough = _BETTER_THAN_UNKNOWN if strange else _BETTER_THAN_KNOWN
    if best - own < enough or best < spaced + _BETTER_THAN_SPACED:
        return None
    if len(word) < 3 and (not strange or best - own < _BETTER_WHEN_SHORT):
        return None
    if any(not part.known or part.tag.startswith(_NEVER) for part in _middle(first, before, after)):
        return None
    near = tuple(candidate for score, candidate in scored[:3] if best - score < _SAME)
    sure = best - own > _SURE and best - second > _SURE_BEFORE_SECOND and first in own_slips
    return Better(near, sure)


def _lost_its_s(word: str, candidate: str) -> bool:
    """Whether it is the word without a ㅅ between two nouns (치맛단): whether that is written, no likelihood tells."""
    return len(word) == len(candidate) and any(
        final(one) == "ㅅ" and other == with_final(one, "") and word.replace(one, other, 1) == candidate
        for one, other in zip(word, candidate, strict=True)
    )


def _middle(word: str, before: str, after: str) -> list[Morpheme]:
    start = len(before) + 1 if before else 0
    parts = morphemes(f"{before} {word} {after}".strip())
    return [part for part in parts if start <= part.start < start + len(word)]


def _is_used_again(text: str, parts: list[Morpheme], start: int, end: int) -> bool:
    """Whether what is strange in it, a name or a term, is elsewhere in the text too: then it is meant."""
    strange = [part for part in parts if not part.known and part.end - part.start > 1]
    return any(
        text.find(text[part.start : part.end]) < start or text.find(text[part.start : part.end], end) >= 0
        for part in strange
    )


def _neighbour(text: str, *, last: bool) -> str:
    """The word of the same line that is nearest."""
    line = text.rpartition("\n")[2] if last else text.partition("\n")[0]
    words = line.split()
    return "" if not words else words[-1] if last else words[0]
