from pathlib import Path

import pytest

from training.evaluate.bench import Bench
from training.evaluate.data import Data
from training.evaluate.items import Pool, content_hash
from training.evaluate.pairs import plan_pairs
from training.evaluate.run import Samples, sample


@pytest.fixture
def folder(pool: Pool, tmp_path: Path) -> Path:
    bench = Bench(Data("samples", pool, pool.items, pool.items, content_hash(pool.items)), tmp_path)
    done: dict[str, Samples] = {}
    for name in ("experts", "mismatched:experts", "template"):
        done[name] = sample(bench, name, done, lambda _name, todo: todo)
    return tmp_path


def test_quotes_do_not_give_the_control_away(folder: Path, pool: Pool) -> None:
    versus = [("experts", "mismatched:experts")]
    found = plan_pairs(folder, pool, versus, most=10, seed=1)

    assert len(found.pairs) == 10
    for pair in found.pairs:
        assert {one.quote for side in (pair.first, pair.second) for one in side.remarks} == {""}
        control = next(side for side in (pair.first, pair.second) if side.system.startswith("mismatched"))
        assert control.remarks
        own = {one.reason for one in pool.by_id[pair.answer.id].remarks}
        assert not own & {one.reason for one in control.remarks}


def test_other_pairs_keep_their_quotes_and_unlike_lengths_are_counted(folder: Path, pool: Pool) -> None:
    found = plan_pairs(folder, pool, [("experts", "template")], most=50)

    assert len(found.pairs) + found.unmatched == len(pool.items)
    assert all(one.quote for pair in found.pairs for one in (*pair.first.remarks, *pair.second.remarks))


def test_a_system_without_samples_is_no_plan(folder: Path, pool: Pool) -> None:
    with pytest.raises(FileNotFoundError):
        plan_pairs(folder, pool, [("experts", "rules")], most=5)
