"""Sentences as sketches by which near-duplicates are found: spacing, marks and the ending of a verb do not count."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.anchor import fold
from core.text import sentences

SHORTEST = 12  # letters; of less, such as 감사합니다, everybody has the same
_PERMUTATIONS, _SEED = 48, 2026
_GRAM = 2

Sketches = NDArray[np.uint16]

# Who copies a sentence makes 했다 of 하였습니다, 했으며 of 했고.
_ENDING = re.compile(r"(?:했|해|한|할|하)?(?:습니다|니다|었다|았다|다|으며|며|고|음|어요|아요|요|는데|지만)?$")
_SPELLINGS = (("하였", "했"), ("하여", "해"), ("되었", "됐"), ("되어", "돼"), ("저는", ""), ("나는", ""))


class Sentence(NamedTuple):
    """A sentence of an answer: its place and its letters, without what a copy may change."""

    start: int
    end: int
    letters: str


def split(text: str) -> list[Sentence]:
    """The sentences that are long enough to be compared."""
    found = (Sentence(start, end, normalised(text[start:end])) for start, end in sentences(text))
    return [sentence for sentence in found if len(sentence.letters) >= SHORTEST]


def normalised(sentence: str) -> str:
    """The letters and digits of a sentence without the ending of its last verb, contractions in one spelling."""
    letters = "".join(filter(str.isalnum, fold(sentence)))
    for long, short in _SPELLINGS:
        letters = letters.replace(long, short)
    return _ENDING.sub("", letters, count=1)


def sketch(letters: Sequence[str]) -> Sketches:
    """A row of MinHash values for each text; the share of equal values estimates the Jaccard similarity of pairs."""
    if not letters:
        return np.empty((0, _PERMUTATIONS), np.uint16)
    from rensa import RMinHash

    grams = [sorted(_grams(text)) for text in letters]
    matrix = RMinHash.digest_matrix_from_token_sets(grams, _PERMUTATIONS, _SEED)
    # 16 of 32 bits: two values that differ agree by chance once in 65,536.
    return np.array(matrix.to_rows(), np.uint32).astype(np.uint16)


def alike(one: Sketches, many: Sketches) -> NDArray[np.float32]:
    """The estimated similarity of one sketch to each of many."""
    shares: NDArray[np.float32] = (many == one).mean(axis=1, dtype=np.float32)
    return shares


@cache
def form() -> str:
    """Changes when the same sentence may get another sketch."""
    return f"1 rensa {version('rensa')}"


def width() -> int:
    """Values of a sketch."""
    return _PERMUTATIONS


def _grams(text: str) -> set[str]:
    return {text[i : i + _GRAM] for i in range(max(1, len(text) - _GRAM + 1))}
