"""What is evaluated on, and what each answer must be kept apart from."""

import random
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from itertools import combinations

from training.records import Record
from training.splits import group_of

CANDIDATES = 20  # essays among which a critique must find its own
_SHINGLE = 5  # characters
_NEAR = 0.5  # Jaccard of shingles above which two answers are one


def content_hash(records: Iterable[Record]) -> str:
    """Of the ids and of all that is judged: two runs with the same hash were about the same answers."""
    digest = sha256()
    for record in sorted(records, key=lambda one: one.id):
        digest.update(record.to_json().encode() + b"\0")
    return digest.hexdigest()


class Pool:
    """All answers of a run. `groups` has the company of each: what a resample takes or leaves as a whole."""

    def __init__(self, items: Sequence[Record]) -> None:
        self.items = tuple(items)
        self.by_id = {item.id: item for item in items}
        if len(self.by_id) != len(self.items):
            raise ValueError("two items have one id")
        self.groups = {item.id: group_of(item) for item in items}
        self._near = _near_duplicates(self.items)

    def candidates(self, item: Record, count: int = CANDIDATES) -> tuple[Record, ...]:
        """`count` items with the same type of question, the own one among them, in an order that tells nothing.

        The others are of other companies, and none is a near-duplicate. The choice depends on the id alone, so every
        system is asked the same. Fewer when there are not so many.
        """
        others = [
            other
            for other in self.items
            if other.question_type is item.question_type
            and self.groups[other.id] != self.groups[item.id]
            and other.id not in self._near[item.id]
        ]
        chance = random.Random(f"candidates {item.id}")
        chosen = [item, *chance.sample(sorted(others, key=lambda one: one.id), min(count - 1, len(others)))]
        chance.shuffle(chosen)
        return tuple(chosen)

    def unrelated(self, item: Record, seed: int = 0, among: Collection[str] | None = None) -> Record | None:
        """Another company's item with the same type of question, `among` these ids; None when there is no other.

        Rather one that is not among the candidates: its critique would point there, and the control would find its
        answer less often than by chance.
        """
        apart = [
            one
            for one in self.items
            if one.question_type is item.question_type and self._apart(one, item) and (among is None or one.id in among)
        ]
        asked = {one.id for one in self.candidates(item)}
        outside = [one for one in apart if one.id not in asked]
        found = sorted(outside or apart, key=lambda one: one.id)
        return random.Random(f"unrelated {seed} {item.id}").choice(found) if found else None

    def _apart(self, one: Record, other: Record) -> bool:
        return self.groups[one.id] != self.groups[other.id] and one.id not in self._near[other.id]

    def hidden_from_retrieval(self, item: Record) -> frozenset[str]:
        """Essays whose remarks must not speak of this item: its company's, its near-duplicates', and those among
        which its critique is looked for, because quoting the expert of one of them would point to that one."""
        own = {one.essay_id for one in self.items if self.groups[one.id] == self.groups[item.id]}
        near = {self.by_id[one].essay_id for one in self._near[item.id]}
        return frozenset(own | near | {one.essay_id for one in self.candidates(item)})


def _near_duplicates(items: Sequence[Record]) -> dict[str, set[str]]:
    shingles = {item.id: _shingles(item.answer) for item in items}
    near: dict[str, set[str]] = {item.id: set() for item in items}
    for one, other in combinations(near, 2):
        a, b = shingles[one], shingles[other]
        # The smaller set bounds the overlap, so most pairs need no intersection.
        if min(len(a), len(b)) < _NEAR * max(len(a), len(b)):
            continue
        common = len(a & b)
        if common >= _NEAR * (len(a) + len(b) - common):
            near[one].add(other)
            near[other].add(one)
    return near


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(text.split())
    return frozenset(letters[i : i + _SHINGLE] for i in range(max(1, len(letters) - _SHINGLE + 1)))
