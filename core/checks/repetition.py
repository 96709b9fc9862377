"""What is said twice: words, sentences, passages, beginnings. Told by the letters; no analyser of Korean is loaded."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from core.checks.context import CheckContext
from core.checks.folding import Folded, fold, letters
from core.checks.quoted import without_speech
from core.checks.word_lists import entries
from core.checks.wording import finding
from core.remark import Remark, Span
from core.text import sentences

_SHORTEST_SENTENCE = 8  # letters; 감사합니다 may stand twice
_SHORTEST_PASSAGE = 16  # letters in a row
_ALIKE = 0.6  # share of pairs of letters that two sentences have in common when one is the other, reworded
_SAME_STARTS = 3  # sentences one after the other
_LONGEST_DOUBLE = 4  # words

_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^[^0-9A-Za-z가-힣]+|[^0-9A-Za-z가-힣]+$")
_LETTER = re.compile(r"[A-Za-z가-힣]")
_HANGUL_WORD = re.compile(r"(?<![0-9A-Za-z가-힣])[가-힣]{2,}")
_PARTICLE = re.compile(
    r"(?:으로서|으로써|에서는|에서도|에게서|으로는|으로도|이라는|이라고|에서|에게|으로|까지|부터|처럼|보다|만큼|에는|에도|과의|와의|들의|들이|들을|들과|들은|들에게"
    r"|로서|로써|로는|라는|라고|이나|이며|이자|마다|은|는|이|가|을|를|의|에|와|과|로|도|만|인|들)$"
)
# A second word is the first with one of these: 고객 고객의. 사람 사람마다 is Korean.
_SLIP = re.compile(r"(?:은|는|이|가|을|를|의|에|에서|에게|와|과|로|으로|도)?$")


def check(context: CheckContext) -> Iterator[Remark]:
    """Remarks on doubled words, then sentences and passages, then frequent words and like beginnings."""
    text = context.text
    ranges = sentences(text)
    yield from (finding("repetition.double", text, span) for span in _doubles(text))
    same = list(_same_sentences(text, ranges))
    yield from (finding("repetition.sentence", text, span) for span in same)
    yield from (finding("repetition.phrase", text, span) for span in _passages(text, ranges, same))
    yield from _frequent(context)
    yield from _starts(text, ranges)


def _doubles(text: str) -> Iterator[Span]:
    """The second of two like words, or of two like groups of words, that follow each other on one line."""
    places = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:end] for start, end in places]
    meant = {entry.pattern for entry in entries("gazetteers/repetition.toml", "meant_twice")}
    at = 0
    while at < len(words):
        for length in range(_LONGEST_DOUBLE, 0, -1):
            if at + 2 * length > len(words) or not words[at + length].startswith(words[at]):
                continue
            first, second = words[at : at + length], words[at + length : at + 2 * length]
            if not _is_double(first, second):
                continue
            start, end = places[at + length][0], places[at + 2 * length - 1][1]
            phrase = " ".join(first)
            if "\n" not in text[places[at][0] : end] and not any(pattern.match(phrase) for pattern in meant):
                yield Span(start, end)
                at += length
                break
        at += 1


def _is_double(first: list[str], second: list[str]) -> bool:
    if first[:-1] != second[:-1]:
        return False
    one, other = first[-1], _EDGES.sub("", second[-1])
    joined = "".join(first)
    if len(joined) < 2 or not _LETTER.search(joined) or _EDGES.sub("", one) != one:
        return False
    return other.startswith(one) and (other == one or bool(_SLIP.fullmatch(other, len(one))))


def _same_sentences(text: str, ranges: list[tuple[int, int]]) -> Iterator[Span]:
    told: set[str] = set()
    for start, end in ranges:
        own_letters = "".join(filter(str.isalnum, text[start:end])).lower()
        if len(own_letters) < _SHORTEST_SENTENCE:
            continue
        if own_letters in told:
            yield Span(start, end)
        told.add(own_letters)


def _passages(text: str, ranges: list[tuple[int, int]], same: list[Span]) -> Iterator[Span]:
    """Passages that stand twice, and sentences that are another one reworded; not what was told as a same sentence."""
    kept = text
    for span in same:
        kept = kept[: span.start] + " " * (span.end - span.start) + kept[span.end :]
    found = [*_copied(fold(kept)), *_reworded(kept, ranges)]
    reached = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start >= reached:
            yield span
            reached = span.end


def _copied(folded: Folded) -> Iterator[Span]:
    own_letters = folded.letters
    seen: dict[str, int] = {}
    at = 0
    while at + _SHORTEST_PASSAGE <= len(own_letters):
        window = own_letters[at : at + _SHORTEST_PASSAGE]
        before = seen.setdefault(window, at)
        if before + _SHORTEST_PASSAGE > at:
            at += 1
            continue
        end = at + _SHORTEST_PASSAGE
        while end < len(own_letters) and before + end - at < at and own_letters[before + end - at] == own_letters[end]:
            end += 1
        yield folded.span(at, end)
        at = end


def _reworded(text: str, ranges: list[tuple[int, int]]) -> Iterator[Span]:
    pairs: list[frozenset[str]] = []
    for start, end in ranges:
        own_letters = "".join(filter(str.isalnum, text[start:end]))
        own = (
            frozenset(own_letters[i : i + 2] for i in range(len(own_letters) - 1))
            if len(own_letters) >= 15
            else frozenset()
        )
        if own and any(_alike(own, other) for other in pairs):
            yield Span(start, end)
        if own:
            pairs.append(own)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller, larger = sorted((len(one), len(other)))
    return smaller >= _ALIKE * larger and len(one & other) >= _ALIKE * len(one | other)


def _frequent(context: CheckContext) -> Iterator[Remark]:
    """Words that say little and stand everywhere, one remark each; what the answer is about may be named often."""
    text = without_speech(context.text)
    for entry in entries("gazetteers/repetition.toml", "empty_words"):
        places = [match.span() for match in entry.pattern.finditer(text)]
        if len(places) >= max(int(entry.facts[1]), len(text) * int(entry.facts[1]) // 1000):
            span = Span(*places[0])
            yield finding("repetition.word", context.text, span, word=entry.facts[0], count=len(places))
    stems = Counter(stem for match in _HANGUL_WORD.finditer(text) if len(stem := _stem(match.group())) > 1)
    subject = letters(context.question + context.company + context.role)
    for stem, count in stems.most_common(3):
        if count >= max(8, len(text) // 75) and stem not in subject and not _is_listed(stem):
            at = text.index(stem)
            yield finding("repetition.word", context.text, Span(at, at + len(stem)), word=stem, count=count)


def _stem(word: str) -> str:
    """A noun without its particle; a verb stays as it is, so only like forms of it are counted together."""
    stem = _PARTICLE.sub("", word)
    return stem if len(stem) > 1 else word


def _is_listed(stem: str) -> bool:
    tables = ("empty_words", "meant_often")
    return any(entry.pattern.match(stem) for table in tables for entry in entries("gazetteers/repetition.toml", table))


def _starts(text: str, ranges: list[tuple[int, int]]) -> Iterator[Remark]:
    firsts = [(_first_word(text, *each), each) for each in ranges]
    for word, group in groupby(firsts, key=lambda one: one[0]):
        run = [place for _, place in group]
        if word and len(run) >= _SAME_STARTS:
            start = run[-1][0]
            yield finding("repetition.start", text, Span(start, start + len(word)), word=word, count=len(run))


def _first_word(text: str, start: int, end: int) -> str:
    match = _WORD.match(text, start, end)
    word = match.group() if match else ""
    return word if _LETTER.match(word) and word[-1:].isalnum() else ""
