"""Where an answer stands among passed answers to the same type of question."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.counting import CHARS, count
from core.question_type import QuestionType
from core.text import sentences

FEWEST = 30  # passed answers; of fewer nothing is shown

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

CountCliches = Callable[[str], int]


class Measure(StrEnum):
    LENGTH_USED = "length_used"  # percent of the limit; only where the question has one
    FIGURES = "figures"  # numbers per 100 characters
    SENTENCE_LENGTH = "sentence_length"  # characters, mean
    CLICHES = "cliches"  # per 1,000 characters


@dataclass(frozen=True, slots=True)
class Standing:
    """`value` is the user's; `percentile` the share of passed answers below it, those equal counting half.

    `values` are those of the `n` passed answers in ascending order, for a plot.
    """

    measure: Measure
    value: float
    percentile: float
    n: int
    values: tuple[float, ...]


class PassedAnswers:
    """What is measured of passed answers to one type of question. Samples are written examples and nobody passed."""

    def __init__(self, essays: Iterable[CollectedEssay], question_type: QuestionType, cliches: CountCliches) -> None:
        self._cliches = cliches
        self._values: dict[Measure, list[float]] = {measure: [] for measure in Measure}
        for essay in essays:
            if essay.origin is Origin.SAMPLE:
                continue
            for answer in essay.answers:
                if answer.question_type is question_type and answer.text.strip():
                    self._add(answer)
        for values in self._values.values():
            values.sort()

    def standing(self, text: str, limit: int | None = None) -> tuple[Standing, ...]:
        """Where an answer with this limit in characters stands; without the measures that have too few answers."""
        if not text.strip():
            return ()
        mine = measures(text, limit, self._cliches)
        return tuple(
            Standing(
                measure,
                value,
                _percentile(value, self._values[measure]),
                len(self._values[measure]),
                tuple(self._values[measure]),
            )
            for measure, value in mine.items()
            if len(self._values[measure]) >= FEWEST
        )

    def _add(self, answer: CollectedAnswer) -> None:
        for measure, value in measures(answer.text, answer.limit, self._cliches).items():
            self._values[measure].append(value)


def measures(text: str, limit: int | None, cliches: CountCliches) -> dict[Measure, float]:
    """Every measure that can be taken of a text."""
    length = max(1, count(text, CHARS))
    spans = sentences(text)
    found = {
        Measure.FIGURES: 100 * len(_FIGURE.findall(text)) / length,
        Measure.SENTENCE_LENGTH: sum(end - start for start, end in spans) / max(1, len(spans)),
        Measure.CLICHES: 1000 * cliches(text) / length,
    }
    if limit:
        found[Measure.LENGTH_USED] = 100 * length / limit
    return found


def _percentile(value: float, ascending: list[float]) -> float:
    below, up_to = bisect_left(ascending, value), bisect_right(ascending, value)
    return 100 * (below + up_to) / 2 / len(ascending)
