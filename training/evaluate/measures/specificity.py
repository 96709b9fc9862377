"""Given a critique, which of 20 answers to the same type of question is it about?

A critique that fits every essay finds none: chance is one in twenty. Quotes are left out, and so is every longer
passage that stands in any of the twenty, or copying a line of the answer would be the most specific critique of all.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from core.text import nfc, sentences
from training.evaluate.measures.measure import Case, Measure, Numbers, divided
from training.records import Record

LONGEST_SHARED = 12  # letters in a row; an expert names things in fewer
_K1, _B = 1.2, 0.75

Scorer = Callable[[Case, Sequence[str], Sequence[Record]], Numbers]


def by_words(case: Case, said: Sequence[str], candidates: Sequence[Record]) -> Numbers:
    """BM25 of the critique's content words in each answer; a word is as rare as it is among all items.

    Chosen on the experts' remarks of one half of the companies and confirmed on the other, against meaning alone and
    both together: two remarks without 총평 find their answer with 0.94 by words, with 0.49 by meaning, and with no
    weight of both better than by words alone.
    """
    language = case.language
    rarity, mean_length = case.setting.rarity, case.setting.mean_length
    asked = Counter(word for text in said for word in language.words(text))
    scores = np.zeros(len(candidates))
    for at, candidate in enumerate(candidates):
        words = Counter(language.words(candidate.answer))
        norm = _K1 * (1 - _B + _B * words.total() / mean_length)
        scores[at] = sum(
            rarity.get(word, 0.0) * words[word] * (_K1 + 1) / (words[word] + norm) for word in asked if word in words
        )
    return scores


def without_copies(text: str, candidates: Sequence[Record]) -> str:
    """`text`, in small letters, without what stands letter by letter in a candidate's answer: whole sentences, and
    any part of LONGEST_SHARED letters or more."""
    text = nfc(text).casefold()
    plain = [_plain(one.answer) for one in candidates]
    kept = [text[start:end] for start, end in sentences(text)]
    text = " ".join(part for part in kept if not any(_letters(part) in answer for answer in plain))
    places = [at for at, character in enumerate(text) if character.isalnum()]
    said = "".join(text[at] for at in places)
    shared = [False] * len(said)
    pieces = [_pieces(one.answer) for one in candidates]
    for start in range(len(said) - LONGEST_SHARED + 1):
        if any(said[start : start + LONGEST_SHARED] in known for known in pieces):
            shared[start : start + LONGEST_SHARED] = [True] * LONGEST_SHARED
    dropped = {places[at] for at, copied in enumerate(shared) if copied}
    return "".join(" " if at in dropped else character for at, character in enumerate(text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@lru_cache(maxsize=1024)
def _plain(answer: str) -> str:
    return _letters(nfc(answer).casefold())


@lru_cache(maxsize=1024)
def _pieces(answer: str) -> frozenset[str]:
    plain = _plain(answer)
    return frozenset(plain[at : at + LONGEST_SHARED] for at in range(len(plain) - LONGEST_SHARED + 1))


def ranking(case: Case, scorer: Scorer = by_words) -> tuple[float, float, float, float] | None:
    """The chance to be first, the reciprocal rank, the chance of a critique that tells nothing, and 1.

    Equal candidates are in random order. None without any other candidate.
    """
    candidates = case.setting.pool.candidates(case.item)
    if len(candidates) < 2:
        return None
    said = [without_copies(text, candidates) for text in (*case.said, case.critique.parsed().overall)]
    scores = scorer(case, said, candidates)
    own = scores[candidates.index(case.item)]
    higher = int((scores > own + 1e-9).sum())
    equal = int((abs(scores - own) <= 1e-9).sum())
    reciprocal = sum(1 / rank for rank in range(higher + 1, higher + equal + 1)) / equal
    return (1 / equal if higher == 0 else 0.0, reciprocal, 1 / len(candidates), 1.0)


def _rank_of(place: int) -> Callable[[Numbers], Numbers]:
    return lambda sums: divided(sums[..., place], sums[..., 3])


MEASURES = (
    Measure("specificity.top1", ranking, _rank_of(0)),
    Measure("specificity.mrr", ranking, _rank_of(1), unit="reciprocal rank"),
    Measure("specificity.chance", ranking, _rank_of(2), better=0),
)
