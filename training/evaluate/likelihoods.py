"""What a model thinks of the experts' remarks, asked through the engine's process, in the form that ships.

OUT/likelihoods/SYSTEM.jsonl has a line for each answer, added to by the next run. The reply is scored after the very
prompt that the system would be asked with. A remark is set against another one as in training
(`training.preference`): after the same prompt and the same quote, by log probability a token.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from core.critique.pipeline import Job
from core.errors import AnswerTooLong
from training.evaluate.bench import Bench, source_of, stem
from training.evaluate.measures.measure import Likelihood
from training.evaluate.model_systems import ModelSystem
from training.evaluate.run import Walk
from training.evaluate.samples_file import LinesFile
from training.preference import Match, matches
from training.records import Record

_SEED = 0  # of the choice of other remarks: the same for every system


def has_likelihoods(bench: Bench, name: str) -> bool:
    """Whether there is a model to ask. Raises what `Bench.about` raises."""
    return source_of(name) is None and "model" in bench.about(name)


def likelihoods(bench: Bench, name: str, walk: Walk) -> dict[str, Likelihood]:
    """By answer, for one system; those that are on disk already are not asked for again.

    Answers that do not fit into the model are left out. Raises AppError when the engine fails: what is done stays.
    """
    path = bench.folder / "likelihoods" / f"{stem(name)}.jsonl"
    judged = bench.data.judged
    pairs: dict[str, list[Match]] = defaultdict(list)
    for match in matches(bench.data.pool.items, _SEED):
        pairs[match.record.id].append(match)
    system = bench.open(name, {})
    try:
        if not isinstance(system, ModelSystem):
            raise TypeError(f"{name} has no model")
        with LinesFile(path, {**bench.about(name), "pairs": _SEED}) as file:
            found = dict(map(_read, file.lines))
            for record, _ in walk(f"{name} likelihood", [(one, 0) for one in judged if one.id not in found]):
                found[record.id] = one = _ask(system, record, pairs[record.id])
                file.write(_line(record.id, one))
    finally:
        system.close()
    return {one.id: told for one in judged if (told := found[one.id]) is not None}


def _ask(system: ModelSystem, record: Record, pairs: Iterable[Match]) -> Likelihood | None:
    """None for an answer that is too long for the model."""
    try:
        job = system.job(record, 0)
        # What the program would write itself is part of the reply here.
        prompt = job.prompt.text.removesuffix(job.prompt.opening)
        (reply,) = system.scores(job, prompt, (record.reply(job.form),))
        foreign = tuple(reply.log_prob + _gap(system, job, prompt, match, reply.tokens) for match in pairs)
    except AnswerTooLong:
        return None
    return Likelihood(reply.log_prob, reply.tokens, foreign)


def _gap(system: ModelSystem, job: Job, prompt: str, match: Match, tokens: int) -> float:
    """How much more likely a reply of so many tokens would be if each were as likely as the other remark's."""
    true, other = system.scores(job, prompt + match.head, (match.true, match.other))
    return tokens * (other.log_prob / other.tokens - true.log_prob / true.tokens)


def _line(item: str, one: Likelihood | None) -> str:
    return json.dumps({"item": item, "likelihood": None if one is None else asdict(one)}, ensure_ascii=False)


def _read(line: str) -> tuple[str, Likelihood | None]:
    row: dict[str, Any] = json.loads(line)
    told: Mapping[str, Any] | None = row["likelihood"]
    return row["item"], None if told is None else Likelihood(told["true"], told["tokens"], tuple(told["foreign"]))
