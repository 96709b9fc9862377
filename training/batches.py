"""The order of a whole run, fixed before it starts: which examples make which micro-batch of which step.

A micro-batch holds examples of like length, as many as a number of tokens allows with padding; a step is a fixed
number of them. The order is drawn from the seed alone, so a resumed run goes on where it was, and it does not know how
many processes share the work: process r of w takes every w-th micro-batch of each step, so the steps stay the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from training.errors import DatasetTooSmall

Rows = NDArray[np.int32]
_POOL = 16  # micro-batches that are sorted by length together: more would waste less and mix less


@dataclass(frozen=True, slots=True)
class Schedule:
    """`micro_batches` are rows of examples, `per_step` of which make a step; `epoch_ends` are steps."""

    micro_batches: tuple[Rows, ...]
    per_step: int
    epoch_ends: tuple[int, ...]

    @property
    def steps(self) -> int:
        return self.epoch_ends[-1]

    @property
    def hash(self) -> str:
        """Of the whole order."""
        digest = sha256(str(self.per_step).encode())
        for rows in self.micro_batches:
            digest.update(np.asarray([len(rows), *rows], "<i4").tobytes())
        return digest.hexdigest()

    def step(self, number: int) -> tuple[Rows, ...]:
        """The micro-batches of a step, from 0."""
        return self.micro_batches[number * self.per_step : (number + 1) * self.per_step]

    def share(self, process: int, processes: int) -> list[int]:
        """Which micro-batches a process computes, in order. `per_step` must be a multiple of `processes`."""
        return [at for at in range(len(self.micro_batches)) if at % self.per_step % processes == process]

    def evaluations(self, per_epoch: int) -> frozenset[int]:
        """Steps after which to measure: evenly in each epoch, and at its end."""
        found: set[int] = set()
        start = 0
        for end in self.epoch_ends:
            found |= {start + round((end - start) * part / per_epoch) for part in range(1, per_epoch + 1)}
            start = end
        return frozenset(found - {0})

    def epoch_of(self, step: int) -> float:
        """How many epochs are done after a step."""
        epoch = int(np.searchsorted(self.epoch_ends, step, side="left"))
        start = self.epoch_ends[epoch - 1] if epoch else 0
        return epoch + (step - start) / (self.epoch_ends[epoch] - start)


def schedule(lengths: Sequence[int], micro_tokens: int, per_step: int, epochs: int, seed: int) -> Schedule:
    """Raises DatasetTooSmall when there are fewer examples than a step has micro-batches."""
    if len(lengths) < per_step:
        raise DatasetTooSmall(found=len(lengths), required=per_step, reason="train")
    chance = np.random.default_rng(seed)
    sizes = np.asarray(lengths, np.int64)
    found: list[Rows] = []
    ends: list[int] = []
    for epoch in range(epochs):
        batches = list(_epoch(sizes, micro_tokens, chance))
        _fill_last_step(batches, per_step)
        order = chance.permutation(len(batches))
        batches = [batches[at] for at in order]
        if epoch == 0:
            # The dearest micro-batch first: what does not fit fails in the first step and not after an hour.
            dearest = max(range(len(batches)), key=lambda at: padded(sizes, batches[at]))
            batches[0], batches[dearest] = batches[dearest], batches[0]
        found += batches
        ends.append(len(found) // per_step)
    return Schedule(tuple(found), per_step, tuple(ends))


def by_length(lengths: Sequence[int], micro_tokens: int) -> list[Rows]:
    """All examples once, longest first: for measuring."""
    sizes = np.asarray(lengths, np.int64)
    return list(_cut(np.argsort(-sizes, kind="stable").astype(np.int32), sizes, micro_tokens))


def padded(sizes: NDArray[np.int64], rows: Rows) -> int:
    """Tokens of a micro-batch, padding included."""
    return int(sizes[rows].max()) * len(rows)


def _epoch(sizes: NDArray[np.int64], micro_tokens: int, chance: np.random.Generator) -> Iterator[Rows]:
    order = chance.permutation(len(sizes)).astype(np.int32)
    pool = max(1, round(_POOL * micro_tokens / float(sizes.mean())))
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        yield from _cut(rows[np.argsort(-sizes[rows], kind="stable")], sizes, micro_tokens)


def _cut(rows: Rows, sizes: NDArray[np.int64], micro_tokens: int) -> Iterator[Rows]:
    """Rows from long to short, cut where the next one would not fit; a single one always does."""
    start = 0
    while start < len(rows):
        count = max(1, int(micro_tokens // sizes[rows[start]]))
        yield rows[start : start + count]
        start += count


def _fill_last_step(batches: list[Rows], per_step: int) -> None:
    """Halve the fullest micro-batches until they make whole steps.

    Where every micro-batch is a single example already, those that are over wait for the next epoch: some of the
    pool that was drawn last, so others each time.
    """
    while over := len(batches) % per_step:
        at = max(range(len(batches)), key=lambda one: len(batches[one]))
        rows = batches[at]
        if len(rows) == 1:
            del batches[-over:]
            return
        middle = (len(rows) + 1) // 2
        batches[at : at + 1] = [rows[:middle], rows[middle:]]
