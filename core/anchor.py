"""Finds the passage that a quote means in the user's text, and keeps it while the text is edited.

A model quotes with slips: another quotation mark, a missing space, a lost particle, an end cut with "…". What is
found is always a span of the user's own text, in code points of the text as typed, and never splits a character.
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from core.remark import Span
from core.text import graphemes, nfc

SHORTEST_FOLDED = 4  # a shorter quote must occur letter by letter: folded, it would be found anywhere
_LETTERS_PER_SLIP = 8  # of a quote's letters and digits; fewer letters allow no slip
_MOST_SLIPS = 8
_LONGEST_GAP = 400  # code points that an ellipsis inside a quote may stand for
_KEPT_SHARE = 0.3  # of a rewritten passage that must remain for it to be the same passage

_ELLIPSIS = re.compile(r"\s*(?:…|⋯|\.{3,})\s*")
_WORD = re.compile(r"\s+|[^\s]+")
_VARIANTS = str.maketrans(
    dict.fromkeys("'‘’‚‛“”„‟`´′″「」『』«»‹›", '"')
    | dict.fromkeys("〈《", "<")
    | dict.fromkeys("〉》", ">")
    | dict.fromkeys("〔【", "[")
    | dict.fromkeys("〕】", "]")
    | dict.fromkeys("‐‑‒–—―−ー~∼〜", "-")
    | dict.fromkeys("ㆍ・•∙‧⋅", "·")
    | dict.fromkeys("|│∣ǀ", "/")  # the prompt shows "/" where the user typed a bar
    | {"。": ".", "、": ",", "⋯": "..."}
)


def fold(s: str) -> str:
    """`s` without what a quote may get wrong: composition, width, case, spaces, control characters, and which of
    several like punctuation marks was typed."""
    return "".join(map(_fold_cluster, graphemes(s)))


def letters(s: str) -> str:
    """The letters and digits of `fold(s)`."""
    return "".join(filter(str.isalnum, fold(s)))


def _fold_cluster(cluster: str) -> str:
    if len(cluster) == 1 and "가" <= cluster <= "힣":
        return cluster  # almost all of an answer
    wide = unicodedata.normalize("NFKC", nfc(cluster).translate(_VARIANTS)).translate(_VARIANTS).casefold()
    # U+0CF1 is cut out by the tokenizer of polyglot-ko, so no quote can have it.
    return "".join(c for c in wide if not (c.isspace() or c == "\u0cf1" or unicodedata.category(c) in {"Cc", "Cf"}))


class _View(NamedTuple):
    """A form of the text for searching: `starts[i]` and `ends[i]` bound the user's character behind `text[i]`."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> Span:
        return Span(self.starts[start], self.ends[end - 1])

    def occurrences(self, wanted: str) -> list[Span]:
        found = []
        at = self.text.find(wanted)
        while at >= 0:
            # Half of a character (a jamo of a decomposed syllable, one flag of two) is no occurrence.
            whole = at == 0 or self.starts[at] != self.starts[at - 1]
            last = at + len(wanted)
            if whole and (last == len(self.text) or self.ends[last - 1] != self.ends[last]):
                found.append(self.span(at, last))
            at = self.text.find(wanted, at + 1)
        return found


class QuoteFinder:
    """One text, prepared for finding many quotes in it."""

    def __init__(self, text: str) -> None:
        composed: list[tuple[str, int, int]] = []
        folded: list[tuple[str, int, int]] = []
        offset = 0
        for cluster in graphemes(text):
            end = offset + len(cluster)
            composed.extend((c, offset, end) for c in nfc(cluster))
            folded.extend((c, offset, end) for c in _fold_cluster(cluster))
            offset = end
        self._exact = _view(composed)
        self._folded = _view(folded)
        self._letters = _view([item for item in folded if item[0].isalnum()])

    def locate(self, quote: str, taken: Sequence[Span] = ()) -> Span | None:
        """The passage that `quote` means, None when there is none.

        Of several occurrences the first that overlaps nothing in `taken`, else the first.
        """
        wanted = _trim(nfc(quote))
        if not wanted:
            return None
        found = self._exact.occurrences(wanted)
        folded = fold(wanted)
        if not found and len(folded) >= SHORTEST_FOLDED:
            found = self._folded.occurrences(folded)
        if found:
            free = (span for span in found if not any(_overlap(span, other) for other in taken))
            return next(free, found[0])
        return self._across_ellipsis(wanted, taken) or self._with_slips(letters(wanted))

    def _with_slips(self, wanted: str) -> Span | None:
        if len(wanted) < SHORTEST_FOLDED:
            return None
        slips = min(len(wanted) // _LETTERS_PER_SLIP, _MOST_SLIPS)
        found = _nearest(wanted, self._letters.text, slips)
        return None if found is None else self._letters.span(*found)

    def _across_ellipsis(self, wanted: str, taken: Sequence[Span]) -> Span | None:
        """From the words before the first ellipsis to those after the last."""
        parts = [part for part in _ELLIPSIS.split(wanted) if part]
        if len(parts) < 2:
            return None
        first, last = self.locate(parts[0], taken), self.locate(parts[-1], taken)
        if first is None or last is None or not first.end <= last.start <= first.end + _LONGEST_GAP:
            return None
        return Span(first.start, last.end)


def locate(quote: str, text: str, *, taken: Sequence[Span] = ()) -> Span | None:
    """`QuoteFinder(text).locate(quote, taken)`, for a single quote."""
    return QuoteFinder(text).locate(quote, taken)


def shift(span: Span, position: int, removed: int, added: int) -> Span | None:
    """Where `span` is after an edit at `position` that removed and added so many code points; None when it is gone.

    What is typed at either edge stays outside, what is typed inside belongs to the passage.
    """
    edit_end = position + removed
    delta = added - removed
    if edit_end <= span.start:
        return Span(span.start + delta, span.end + delta)
    if position >= span.end:
        return span
    if position <= span.start and edit_end >= span.end:
        return None
    if position < span.start:
        return Span(position + added, span.end + delta)
    return Span(span.start, position if edit_end > span.end else span.end + delta)


def rebase(span: Span, old: str, new: str) -> Span | None:
    """Where the passage `old[span]` is in `new`; None when it is gone. For edits that nobody followed one by one."""
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    tail = next((i for i in range(shortest - start) if old[-1 - i] != new[-1 - i]), shortest - start)
    removed, added = len(old) - tail - start, len(new) - tail - start
    if start + removed <= span.start or start >= span.end:
        return shift(span, start, removed, added)
    if span.start <= start and start + removed <= span.end:
        kept = (span.end - span.start - removed) / (span.end - span.start)
        if kept >= _KEPT_SHARE:
            return shift(span, start, removed, added)
    return _follow_words(span, old, new)


def _follow_words(span: Span, old: str, new: str) -> Span | None:
    """The passage after edits on both sides or across its edge: from its first remaining word to its last."""
    passage = old[span.start : span.end]
    places = [match.start() for match in re.finditer(re.escape(passage), new)]
    if places:
        nearest = min(places, key=lambda place: abs(place - span.start))
        return Span(nearest, nearest + len(passage))
    old_words, new_words = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    matcher = SequenceMatcher(None, [m.group() for m in old_words], [m.group() for m in new_words], autojunk=False)
    kept = [
        (old_words[block.a + i], new_words[block.b + i])
        for block in matcher.get_matching_blocks()
        for i in range(block.size)
        if _inside(old_words[block.a + i], span) and not old_words[block.a + i].group().isspace()
    ]
    if sum(len(was.group()) for was, _ in kept) < _KEPT_SHARE * len(passage):
        return None
    return Span(kept[0][1].start(), kept[-1][1].end())


def _inside(word: re.Match[str], span: Span) -> bool:
    return word.end() > span.start and word.start() < span.end


def _view(items: list[tuple[str, int, int]]) -> _View:
    return _View("".join(item[0] for item in items), [item[1] for item in items], [item[2] for item in items])


def _trim(quote: str) -> str:
    """The quote without the marks around it and the ellipsis of a cut end."""
    before = None
    while quote != before:
        before = quote
        quote = quote.strip().strip("\"'“”‘’「」『』`")
        for mark in ("…", "⋯", "..."):
            quote = quote.removeprefix(mark).removesuffix(mark)
    return quote


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _nearest(wanted: str, text: str, slips: int) -> tuple[int, int] | None:
    """Bounds of the part of `text` at most `slips` insertions, deletions or changes away from `wanted`, the nearest."""
    distances = _distances(wanted, text, anywhere=True)
    best = min(distances, default=slips + 1)
    if best > slips:
        return None
    end = distances.index(best) + 1
    reach = text[max(0, end - len(wanted) - slips) : end]
    backward = _distances(wanted[::-1], reach[::-1], anywhere=False)
    length = min(range(len(backward)), key=lambda i: (backward[i], abs(i + 1 - len(wanted)))) + 1
    return end - length, end


def _distances(wanted: str, text: str, *, anywhere: bool) -> list[int]:
    """For each i, the edit distance of `wanted` to `text[:i + 1]`, or to the best of its ends when `anywhere`.

    Myers' bit-parallel algorithm (1999): a whole column of the table is two integers, so a long answer takes
    milliseconds. https://doi.org/10.1145/316542.316550
    """
    full, top = (1 << len(wanted)) - 1, 1 << (len(wanted) - 1)
    equal: dict[str, int] = {}
    for i, character in enumerate(wanted):
        equal[character] = equal.get(character, 0) | 1 << i
    up, down, score = full, 0, len(wanted)
    scores = []
    for character in text:
        same = equal.get(character, 0)
        vertical = same | down
        horizontal = (((same & up) + up) ^ up) | same
        right = down | (full & ~(horizontal | up))
        left = up & horizontal
        score += bool(right & top) - bool(left & top)
        scores.append(score)
        right = (right << 1 | (not anywhere)) & full
        left = left << 1 & full
        up = left | (full & ~(vertical | right))
        down = right & vertical
    return scores
