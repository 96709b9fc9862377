"""What is compared and what a rater says: pairs in random balanced order, the systems hidden, lengths matched."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from core.remark import Polarity

MATCHED = 0.75  # of two critiques the shorter has at least this share of the longer one's characters
LONGEST_NOTE = 2000


class Choice(StrEnum):
    """어느 첨삭이 이 글을 고치는 데 더 쓸모 있나. Stored by value."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"


class Check(StrEnum):
    """The eight questions about a remark, answered yes or no. Stored by value; the words are in
    `resources/comparison/words.toml`. Yes is good for all but HARMFUL."""

    TRUE = "true"
    ANCHORED = "anchored"
    INTENT = "intent"
    WHY = "why"
    NEXT = "next"
    UNSATISFIED = "unsatisfied"
    TONE = "tone"
    HARMFUL = "harmful"


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """A remark as raters see it: without its source."""

    polarity: Polarity
    quote: str
    reason: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One system's critique of one answer. Raters never see `system`."""

    system: str
    remarks: tuple[ShownRemark, ...]
    overall: str = ""

    @property
    def length(self) -> int:
        """Characters that a rater reads, quotes aside: those are the answer's."""
        return len(self.overall) + sum(len(one.reason) + len(one.advice) for one in self.remarks)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was judged. `group` is its company."""

    id: str
    question: str
    text: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two critiques of one answer in the order in which everybody sees them."""

    id: str
    answer: Answer
    first: Candidate
    second: Candidate

    def of(self, choice: Choice) -> str | None:
        """The system that was chosen; None for a tie."""
        return {Choice.FIRST: self.first.system, Choice.SECOND: self.second.system}.get(choice)


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer of the checklist: about the remark with this ordinal of the first or the second critique."""

    side: Choice
    ordinal: int
    check: Check
    yes: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater said of one pair. Scores are 1 to 5, None when they were not given; `note` is in the rater's own
    words, at most LONGEST_NOTE code points."""

    pair_id: str
    rater: str
    choice: Choice
    rated_at: datetime
    first_score: int | None = None
    second_score: int | None = None
    marks: tuple[Mark, ...] = ()
    seconds: float = 0.0
    note: str = ""

    def __post_init__(self) -> None:
        for score in (self.first_score, self.second_score):
            if score is not None and not 1 <= score <= 5:
                raise ValueError(f"a score is 1 to 5, not {score}")
        if not self.rater.strip():
            raise ValueError("a rater has a name")
        if any(mark.side is Choice.TIE or mark.ordinal < 0 for mark in self.marks):
            raise ValueError("a mark is about a remark of one side")
        if len(self.note) > LONGEST_NOTE:
            raise ValueError(f"a note has at most {LONGEST_NOTE} characters")


@dataclass(frozen=True, slots=True)
class Plan:
    """The pairs, and how many were left out by the reason."""

    pairs: tuple[Pair, ...]
    unmatched: int = 0
    alike: int = 0
    silent: int = 0


def plan(
    answers: Sequence[Answer],
    critiques: Mapping[str, Mapping[str, Candidate]],
    versus: Sequence[tuple[str, str]],
    *,
    most: int,
    seed: int = 0,
) -> Plan:
    """At most `most` pairs of each two systems, in random order, each system first in half of them.

    `critiques` are by system and id of the answer. Left out is a pair whose lengths differ too much, that says the
    same, or in which one says nothing: none of these asks which critique is better. The same seed gives the same plan.
    """
    chance = random.Random(f"pairs {seed}")
    pairs: list[Pair] = []
    unmatched = alike = silent = 0
    for one, other in versus:
        order = sorted(answers, key=lambda answer: answer.id)
        chance.shuffle(order)
        taken: list[tuple[Answer, Candidate, Candidate]] = []
        for answer in order:
            a, b = critiques[one].get(answer.id), critiques[other].get(answer.id)
            if a is None or b is None or not a.length or not b.length:
                silent += 1
            elif (a.remarks, a.overall) == (b.remarks, b.overall):
                alike += 1
            elif min(a.length, b.length) < MATCHED * max(a.length, b.length):
                unmatched += 1
            elif len(taken) < most:
                taken.append((answer, a, b))
        turned = [place % 2 == 0 for place in range(len(taken))]
        chance.shuffle(turned)
        pairs += [
            _pair(answer, *((b, a) if turn else (a, b)), seed)
            for (answer, a, b), turn in zip(taken, turned, strict=True)
        ]
    chance.shuffle(pairs)
    return Plan(tuple(pairs), unmatched, alike, silent)


def _pair(answer: Answer, first: Candidate, second: Candidate, seed: int) -> Pair:
    """The id tells nothing of the systems, and the same plan gets the same ids."""
    name = "\0".join((str(seed), answer.id, *sorted((first.system, second.system))))
    return Pair(sha256(name.encode()).hexdigest()[:16], answer, first, second)
