"""How much of an answer stands, sentence by sentence, in other answers: collected ones, and the user's own.

A sketch of each sentence proposes near-duplicates (spacing, marks and the last ending aside), and the letters decide.
Only what is on this computer is compared; a screener compares more.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from core.remark import Span
from core.retrieval import sentences
from core.retrieval.generation import Generation
from core.retrieval.index import EvidenceIndex
from core.retrieval.matches import Match, Overlap, OwnAnswer
from core.retrieval.sentences import Sentence, Sketches

SIMILAR = 0.75  # share of a sentence's letters that must stand in the other one, in order
_PROPOSED = 0.25  # estimated similarity of letter pairs from which two sentences are compared
_MOST_PROPOSED = 8  # for one sentence
_BLOCK = 3  # letters in a row; fewer are shared by any two sentences


def overlap(
    text: str, index: EvidenceIndex, own: Iterable[OwnAnswer] = (), exclude_essays: Collection[str] = ()
) -> Overlap:
    """Compare an answer with everything in the index and with the user's own other answers."""
    mine = sentences.split(text)
    theirs = list(own)
    sketches = sentences.sketch([sentence.letters for sentence in mine])
    state = index.state
    places: list[_Collected | _Own] = [_Own(answer) for answer in theirs]
    if state is not None:
        places.append(_Collected(state, frozenset(exclude_essays)))
    matches = []
    for sentence, sketch in zip(mine, sketches, strict=True):
        found = [match for place in places for match in place.like(text, sentence, sketch)]
        if found:
            matches.append(max(found, key=lambda match: match.similarity))
    covered = sum(_letters(match.text) for match in matches)
    return Overlap(
        percent=round(100 * covered / max(1, _letters(text)), 1),
        compared=index.answers + len(theirs),
        matches=tuple(matches),
    )


class _Collected:
    """The sentences of the index."""

    def __init__(self, state: Generation, excluded: frozenset[str]) -> None:
        self._state = state
        self._excluded = excluded

    def like(self, text: str, sentence: Sentence, sketch: Sketches) -> list[Match]:
        found = []
        for number in _proposed(sketch, self._state.sketches):
            spot = self._state.spots[number]
            essay = self._state.essay(int(spot["essay"]))
            if essay.id in self._excluded:
                continue
            there = Span(int(spot["start"]), int(spot["end"]))
            its_text = essay.answers[spot["answer"]].text[there.start : there.end]
            similarity = likeness(sentence.letters, sentences.normalised(its_text))
            if similarity >= SIMILAR:
                match = _match(text, sentence, essay.id, int(spot["answer"]) + 1, there, its_text, similarity)
                found.append(replace(match, title=f"{essay.company} {essay.season}".strip(), url=essay.url))
        return found


class _Own:
    """The sentences of one answer of the user."""

    def __init__(self, answer: OwnAnswer) -> None:
        self._answer = answer
        self._sentences = sentences.split(answer.text)
        self._sketches = sentences.sketch([sentence.letters for sentence in self._sentences])

    def like(self, text: str, sentence: Sentence, sketch: Sketches) -> list[Match]:
        found = []
        for number in _proposed(sketch, self._sketches):
            other = self._sentences[number]
            similarity = likeness(sentence.letters, other.letters)
            if similarity >= SIMILAR:
                there = Span(other.start, other.end)
                its_text = self._answer.text[there.start : there.end]
                match = _match(text, sentence, self._answer.id, 0, there, its_text, similarity)
                found.append(replace(match, title=self._answer.title))
        return found


def likeness(here: str, there: str) -> float:
    """The share of the letters `here` that stand in the same order `there`, in blocks of some letters.

    A short sentence inside a long one is copied all the same; a long one of which a piece is there is not.
    """
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _BLOCK) / max(1, len(here))


def _match(  # noqa: PLR0917 - one field after the other
    text: str, sentence: Sentence, source: str, answer: int, there: Span, its_text: str, similarity: float
) -> Match:
    span = Span(sentence.start, sentence.end)
    return Match(span, text[span.start : span.end], source, answer, there, its_text, round(similarity, 3))


def _proposed(sketch: Sketches, many: Sketches) -> list[int]:
    if not len(many):
        return []
    alike = sentences.alike(sketch, many)
    rows = np.flatnonzero(alike >= _PROPOSED)
    best: list[int] = rows[np.lexsort((rows, -alike[rows]))][:_MOST_PROPOSED].tolist()
    return best


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
