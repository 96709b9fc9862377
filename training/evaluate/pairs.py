"""From samples to pairs that people compare blind (`core.comparison`)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.comparison.pairs import Answer, Candidate, Pair, Plan, ShownRemark, plan
from training.evaluate.bench import stem
from training.evaluate.critiques import Critique
from training.evaluate.items import Pool
from training.evaluate.samples_file import read_samples

_CONTROL = "mismatched:"


def plan_pairs(folder: Path, pool: Pool, versus: Sequence[tuple[str, str]], *, most: int, seed: int = 0) -> Plan:
    """Pairs of what systems said in `folder` (their first seed), as users would see it.

    A control is shown as it was written: the gate would leave nothing of it. Its quotes would tell what it is, so
    beside one neither side shows any. Raises FileNotFoundError for a system that has no samples there.
    """
    systems = dict.fromkeys(name for pair in versus for name in pair)
    critiques = {name: _candidates(folder, name) for name in systems}
    answers = [Answer(one.id, one.question, one.answer, pool.groups[one.id]) for one in pool.items]
    found = plan(answers, critiques, versus, most=most, seed=seed)
    return replace(found, pairs=tuple(map(_without_quotes, found.pairs)))


def _without_quotes(pair: Pair) -> Pair:
    sides = (pair.first, pair.second)
    if not any(side.system.startswith(_CONTROL) for side in sides):
        return pair
    first, second = (
        replace(side, remarks=tuple(replace(remark, quote="") for remark in side.remarks)) for side in sides
    )
    return replace(pair, first=first, second=second)


def _candidates(folder: Path, system: str) -> dict[str, Candidate]:
    _, found = read_samples(folder / "samples" / f"{stem(system)}.jsonl")
    return {one.item_id: _candidate(system, one) for one in found if one.seed == 0}


def _candidate(system: str, critique: Critique) -> Candidate:
    if system.startswith(_CONTROL):
        reply = critique.parsed()
        said = tuple(ShownRemark(one.polarity, one.quote, one.reason, one.advice) for one in reply.remarks)
        return Candidate(system, said, reply.overall)
    remarks = (ShownRemark(one.polarity, one.quote, one.reason, one.advice) for one in critique.remarks)
    return Candidate(system, tuple(remarks), critique.overall)
