"""What experts ask for again and again in a type of question: groups of like remarks, mined from the index.

Nothing is written by a model: a group is shown by the words that are typical of it, by how many remarks it has, and by
three of them with their sources.
"""

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.corpus import CollectedEssay
from core.question_type import QuestionType
from core.remark import Polarity, Remark
from core.retrieval import entries
from core.retrieval.evidence import shortened
from core.retrieval.generation import Generation
from core.retrieval.index import EvidenceIndex
from core.retrieval.intent_groups import Example, IntentGroup
from core.retrieval.vectors import Vectors
from core.retrieval.words import content_words
from core.text import nfc

_MOST_ROWS = 10_000  # of a larger corpus so many are taken, evenly
_PER_GROUP = 12  # remarks that a group has on average in a small corpus
_MOST_GROUPS = 12
_SMALLEST = 4  # fewer remarks are no habit
_ROUNDS = 25
_WORDS = 4
_LIFT = 1.5  # how much more frequent than elsewhere a typical word is
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 90
_SEED = 2026


def mine(
    index: EvidenceIndex, question_type: QuestionType, polarity: Polarity = Polarity.IMPROVE
) -> tuple[IntentGroup, ...]:
    """The groups of remarks on answers to this type of question, the largest first. The same index, the same groups.

    About a second for thousands of remarks: keep the result as long as the index does not change.
    """
    state = index.state
    if state is None:
        return ()
    wanted = (state.rows["type"] == entries.TYPES.index(question_type)) & (
        state.rows["polarity"] == entries.POLARITIES.index(polarity)
    )
    rows = np.flatnonzero(wanted)
    rows = rows[:: max(1, math.ceil(len(rows) / _MOST_ROWS))]
    if len(rows) < _SMALLEST:
        return ()
    said = state.vectors.quantised[rows, 1] * state.vectors.scales[rows, 1, None]
    number = min(_MOST_GROUPS, max(1, len(rows) // _PER_GROUP))
    groups, nearness = _grouped(said, number)
    remarks = [_Placed.of(state, int(row)) for row in rows]
    words = [Counter(content_words(nfc(f"{one.remark.reason} {one.remark.advice}"))) for one in remarks]
    common = sum((Counter(set(one)) for one in words), Counter[str]())
    found = []
    for group in range(number):
        members = np.flatnonzero(groups == group)
        if len(members) >= _SMALLEST:
            nearest = members[np.argsort(-nearness[members], kind="stable")].tolist()
            typical = _typical([words[member] for member in nearest], common, len(words))
            examples = _examples([remarks[member] for member in nearest])
            found.append(IntentGroup(typical, len(members), len(rows), examples))
    return tuple(sorted(found, key=lambda one: (-one.count, one.words)))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A remark with the essay that it is from."""

    essay: CollectedEssay
    answer: int
    remark: Remark

    @classmethod
    def of(cls, state: Generation, row: int) -> "_Placed":
        place = state.rows[row]
        essay = state.essay(int(place["essay"]))
        return cls(essay, int(place["answer"]) + 1, essay.answers[place["answer"]].remarks[place["remark"]])

    def example(self) -> Example:
        return Example(
            text=shortened(self.remark.advice or self.remark.reason, _EXAMPLE_CHARACTERS),
            essay_id=self.essay.id,
            answer=self.answer,
            company=self.essay.company,
            season=self.essay.season,
            url=self.essay.url,
            origin=self.essay.origin,
        )


def _grouped(points: Vectors, number: int) -> tuple[NDArray[np.int64], Vectors]:
    """Spherical k-means: the group of each point, and how near it is to the middle of its group."""
    chance = np.random.default_rng(_SEED)
    middles = points[:1].copy()
    while len(middles) < number:  # k-means++: far points are likelier to begin a group
        far = np.clip(1 - (points @ middles.T).max(axis=1), 0, None) ** 2
        at = chance.choice(len(points), p=far / far.sum()) if far.sum() > 0 else chance.integers(len(points))
        middles = np.vstack([middles, points[at]])
    groups = np.full(len(points), -1)
    for _ in range(_ROUNDS):
        before, groups = groups, (points @ middles.T).argmax(axis=1)
        if (before == groups).all():
            break
        for group in range(number):
            members = points[groups == group]
            if len(members):
                middle = members.mean(axis=0)
                middles[group] = middle / max(float(np.linalg.norm(middle)), 1e-9)
    nearness: Vectors = (points @ middles.T)[np.arange(len(points)), groups]
    return groups, nearness


def _typical(members: list[Counter[str]], common: Counter[str], total: int) -> tuple[str, ...]:
    """Words in many remarks of the group and in fewer others."""
    inside = sum((Counter(set(one)) for one in members), Counter[str]())

    def weight(word: str) -> float:
        # Dunning's G², the side on which the word is over-represented.
        expected = common[word] * len(members) / total
        return inside[word] * math.log(inside[word] / expected) if inside[word] > _LIFT * expected else 0.0

    candidates = [word for word, often in inside.items() if often > 1 and len(word) > 1 and not word.isdecimal()]
    return tuple(sorted(filter(weight, candidates), key=lambda word: (-weight(word), word))[:_WORDS])


def _examples(nearest: list[_Placed]) -> tuple[Example, ...]:
    """Of the nearest ones, no two from one essay."""
    distinct: dict[str, Example] = {}
    for one in nearest:
        distinct.setdefault(one.essay.id, one.example())
        if len(distinct) == _EXAMPLES:
            break
    return tuple(distinct.values())
