"""What a measure is: a vector for each critique, and a figure made of the sums of such vectors.

Every figure (a mean, an F1, a correlation of a table) is a function of sums over critiques. So a resample of companies
is a sum with weights, and an interval of any measure costs one multiplication of matrices.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.text import nfc
from training.evaluate.critiques import Critique
from training.evaluate.items import Pool
from training.records import Record

Numbers = NDArray[np.float64]

NOTHING = float("nan")  # the figure of measures that had nothing to measure


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What a model gives to an expert's remarks: log probability and number of tokens of the whole reply.

    `foreign` are the log probabilities of remarks on other answers to the same type of question, brought to the same
    number of tokens by whoever asked the model.
    """

    true: float
    tokens: int
    foreign: tuple[float, ...] = ()


class Language:
    """Kiwi and the embeddings, each text asked for once. `words` are content words, `names` proper nouns."""

    def __init__(
        self,
        words: Callable[[str], Sequence[str]],
        names: Callable[[str], Sequence[str]],
        forms: Callable[[str], Sequence[str]],
        embed: Callable[[Sequence[str]], NDArray[np.float32]],
    ) -> None:
        self._ask = {"words": words, "names": names, "forms": forms}
        self._embed = embed
        self._said: dict[tuple[str, str], tuple[str, ...]] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def words(self, text: str) -> tuple[str, ...]:
        """Content words in their dictionary form."""
        return self._asked("words", text)

    def names(self, text: str) -> frozenset[str]:
        """Proper nouns."""
        return frozenset(self._asked("names", text))

    def forms(self, text: str) -> tuple[str, ...]:
        """All morphemes."""
        return self._asked("forms", text)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text; zeros for a text without a letter."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embed(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def _asked(self, what: str, text: str) -> tuple[str, ...]:
        key = (what, text)
        if key not in self._said:
            self._said[key] = tuple(self._ask[what](nfc(text)))
        return self._said[key]


@dataclass(frozen=True)
class Setting:
    """What is the same for every critique of a run.

    `trained_on` gives the longest passage that a text shares with the training remarks, in letters; `canaries` are
    strings that were planted among them. `tokens` gives the vectors of a text's tokens (`TokenVectors`).
    """

    pool: Pool
    language: Language
    trained_on: Callable[[str], int] | None = None
    canaries: tuple[str, ...] = ()
    tokens: Callable[[str], NDArray[np.float32]] | None = None

    @cached_property
    def rarity(self) -> dict[str, float]:
        """BM25's weight of each content word, by the answers that have it."""
        answers = [frozenset(self.language.words(item.answer)) for item in self.pool.items]
        frequency = Counter(word for words in answers for word in words)
        return {word: math.log(1 + (len(answers) - n + 0.5) / (n + 0.5)) for word, n in frequency.items()}

    @cached_property
    def mean_length(self) -> float:
        """Content words of an answer."""
        return max(1.0, sum(len(self.language.words(item.answer)) for item in self.pool.items) / len(self.pool.items))


@dataclass(frozen=True)
class Case:
    """One critique of one item, and all that measures look at beside it."""

    item: Record
    critique: Critique
    setting: Setting
    likelihood: Likelihood | None = None

    @property
    def language(self) -> Language:
        return self.setting.language

    @cached_property
    def said(self) -> tuple[str, ...]:
        """What each remark of the reply says, the quote aside, before the gate."""
        return tuple(f"{one.reason} {one.advice}".strip() for one in self.critique.parsed().remarks)

    @cached_property
    def known(self) -> str:
        """All that the system was told."""
        limit = "" if self.item.limit is None else str(self.item.limit)
        return "\n".join((self.item.answer, self.item.question, self.item.company, self.item.job, limit))


def ratio(sums: Numbers) -> Numbers:
    """The first sum by the second."""
    return divided(sums[..., 0], sums[..., 1])


def f1(sums: Numbers) -> Numbers:
    """Of (found by both, found, to be found)."""
    return divided(2 * sums[..., 0], sums[..., 1] + sums[..., 2])


def divided(above: Numbers, below: Numbers) -> Numbers:
    """NOTHING where there is nothing below."""
    found: Numbers = np.divide(above, below, out=np.full(np.shape(below), NOTHING), where=np.asarray(below) != 0)
    return found


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` gives the vector of a case, always as long, or None when it says nothing about it.

    `better` is 1 when more is better, -1 when less is, 0 when neither: such a measure is looked at and not compared.
    `unit` is "share" (of 1), or that of the figure.
    """

    name: str
    of: Callable[[Case], Sequence[float] | None]
    value: Callable[[Numbers], Numbers] = ratio
    better: int = 1
    unit: str = "share"
