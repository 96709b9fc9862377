"""Every example once an epoch, within the budget, in whole steps, in one order for any number of processes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.batches import by_length, padded, schedule
from training.errors import DatasetTooSmall

LENGTHS = st.lists(st.integers(4, 400), min_size=8, max_size=120)


@given(LENGTHS, st.integers(1, 8), st.integers(1, 3), st.integers(0, 5))
def test_every_epoch_has_every_example_once_in_whole_steps(
    lengths: list[int], per_step: int, epochs: int, seed: int
) -> None:
    plan = schedule(lengths, 512, per_step, epochs, seed)

    start = 0
    for end in plan.epoch_ends:
        batches = [batch for step in range(start, end) for batch in plan.step(step)]
        rows = sorted(int(row) for batch in batches for row in batch)
        waiting = len(lengths) - len(rows)
        assert len(set(rows)) == len(rows)
        assert waiting == 0 or (waiting < per_step and all(len(batch) == 1 for batch in batches))
        start = end
    assert len(plan.micro_batches) == plan.steps * per_step
    assert all(padded(np.asarray(lengths), rows) <= 512 for rows in plan.micro_batches)


@given(LENGTHS, st.sampled_from([1, 2, 4]))
def test_processes_share_each_step(lengths: list[int], processes: int) -> None:
    plan = schedule(lengths, 512, 4, 1, 1)

    shares = [plan.share(process, processes) for process in range(processes)]

    assert sorted(at for share in shares for at in share) == list(range(len(plan.micro_batches)))
    for step in range(plan.steps):
        counts = [sum(at // 4 == step for at in share) for share in shares]
        assert counts == [4 // processes] * processes


def test_the_seed_decides_the_order() -> None:
    lengths = list(range(50, 150))

    assert schedule(lengths, 512, 2, 2, 7).hash == schedule(lengths, 512, 2, 2, 7).hash
    assert schedule(lengths, 512, 2, 2, 7).hash != schedule(lengths, 512, 2, 2, 8).hash


def test_the_dearest_micro_batch_comes_first() -> None:
    sizes = np.random.default_rng(1).integers(50, 500, 200)
    plan = schedule(sizes.tolist(), 2048, 4, 2, 3)

    assert padded(sizes, plan.micro_batches[0]) == max(padded(sizes, rows) for rows in plan.micro_batches)


def test_little_is_wasted_on_padding() -> None:
    # As long as the samples are: half between 800 and 1,000 tokens.
    sizes = np.random.default_rng(1).normal(890, 150, 2000).clip(300, 1800).astype(np.int64)
    plan = schedule(sizes.tolist(), 4096, 4, 1, 1)
    random = np.random.default_rng(2).permutation(2000).reshape(-1, 4)

    waste = 1 - sizes.sum() / sum(padded(sizes, rows) for rows in plan.micro_batches)

    assert waste < 0.04
    assert 1 - sizes.sum() / sum(padded(sizes, rows.astype(np.int32)) for rows in random) > 0.1


def test_measurements_are_spread_over_an_epoch() -> None:
    plan = schedule([10] * 80, 20, 4, 2, 1)

    assert plan.epoch_ends == (10, 20)
    assert plan.evaluations(2) == {5, 10, 15, 20}
    assert plan.evaluations(100) == set(range(1, 21))
    assert [plan.epoch_of(step) for step in (0, 5, 10, 15, 20)] == [0.0, 0.5, 1.0, 1.5, 2.0]


def test_measuring_takes_each_example_once() -> None:
    found = by_length([5, 400, 30, 30], 64)

    assert [rows.tolist() for rows in found] == [[1], [2, 3], [0]]


def test_fewer_examples_than_a_step_needs() -> None:
    with pytest.raises(DatasetTooSmall):
        schedule([10, 10, 10], 512, 4, 1, 1)
