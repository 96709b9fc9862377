"""The systems that need no model: rules, retrieval, both as the program ships them, the experts, a template.

A system says of one answer what it would say to a user. None may see what the expert said of that answer, and
retrieval none of `Pool.hidden_from_retrieval`; only "experts" is the expert, the ceiling of most measures.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.checks.context import CheckContext
from core.checks.registry import check
from core.counting import Limit
from core.critique.gate import Gate
from core.critique.parse import RawRemark
from core.engine.protocol import FinishReason
from core.language.without_model import ExpertCritique, chosen_findings
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source
from core.retrieval.index import EvidenceIndex
from core.text import sentences
from training.evaluate.critiques import Critique, written
from training.evaluate.items import Pool
from training.records import Record

_END = FinishReason.END_OF_TEXT.value


class System(Protocol):
    """`seeds` is how often its chance is drawn: 1 for what has none."""

    @property
    def name(self) -> str: ...

    @property
    def seeds(self) -> int: ...

    def critique(self, record: Record, seed: int) -> Critique: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Simple:
    """A system without a process and without chance."""

    name: str
    say: Callable[[Record], tuple[tuple[Remark, ...], str]]
    seeds: int = 1

    def critique(self, record: Record, seed: int) -> Critique:
        started = time.monotonic()
        remarks, overall = self.say(record)
        costs = {"total_s": time.monotonic() - started}
        return written(record.id, remarks, overall, seed=seed, finish=_END, costs=costs)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Experts:
    """What the expert said, with the grade."""

    name: str = "experts"
    seeds: int = 1

    def critique(self, record: Record, seed: int) -> Critique:
        return written(record.id, record.remarks, record.overall, seed=seed, finish=_END, grade=record.grade)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Mismatched:
    """Another system's critique of an answer of another company to the same type of question.

    What a user would see of it is what the gate lets through on this answer.
    """

    source: str
    of: Mapping[tuple[str, int], Critique]
    pool: Pool
    seeds: int = 1

    @property
    def name(self) -> str:
        return f"mismatched:{self.source}"

    def critique(self, record: Record, seed: int) -> Critique:
        sampled = {item for item, at in self.of if at == seed}
        other = self.pool.unrelated(record, seed, sampled)
        found = None if other is None else self.of[other.id, seed]
        if found is None:
            return Critique(record.id, seed, "")
        gate = Gate(record.answer, f"{record.question} {record.company} {record.job}")
        reply = found.parsed()
        remarks = tuple(remark for raw in reply.remarks if (remark := gate.remark(raw)) is not None)
        return Critique(
            record.id, seed, found.raw, remarks, gate.overall(reply.overall), found.finish, found.grade, {}, found.error
        )

    def close(self) -> None:
        """Nothing is open."""


def rules() -> Simple:
    return Simple("rules", lambda record: _without_model(record, None, Source.RULE, frozenset()))


def retrieval(index: EvidenceIndex, pool: Pool) -> Simple:
    def say(record: Record) -> tuple[tuple[Remark, ...], str]:
        return _without_model(record, index, Source.EXPERT, pool.hidden_from_retrieval(record))

    return Simple("retrieval", say)


def without_model(index: EvidenceIndex, pool: Pool) -> Simple:
    """Rules and retrieval, as the program shows them when there is no model."""

    def say(record: Record) -> tuple[tuple[Remark, ...], str]:
        return _without_model(record, index, None, pool.hidden_from_retrieval(record))

    return Simple("without-model", say)


def template() -> Simple:
    """The same words for every answer, on its first and its last sentence: what a measure must not reward."""

    def say(record: Record) -> tuple[tuple[Remark, ...], str]:
        bounds = sentences(record.answer)
        quotes = dict.fromkeys(record.answer[start:end] for start, end in (bounds[0], bounds[-1]))
        gate = Gate(record.answer, record.question)
        shown = (
            gate.remark(RawRemark(polarity, quote, reason, advice))
            for quote, (polarity, reason, advice) in zip(quotes, _TEMPLATE, strict=False)
        )
        return tuple(remark for remark in shown if remark is not None), _TEMPLATE_OVERALL

    return Simple("template", say)


_TEMPLATE = (
    (
        Polarity.IMPROVE,
        "내용이 추상적이어서 지원자가 실제로 무엇을 했는지 알기 어렵습니다.",
        "구체적인 경험과 수치를 넣어 다시 써 보세요.",
    ),
    (
        Polarity.GOOD,
        "지원자의 태도와 의지가 잘 드러납니다.",
        "직무와 연결해 한 문장을 더하면 더 좋습니다.",
    ),
)
_TEMPLATE_OVERALL = "전반적으로 성실하게 쓴 글입니다. 경험을 더 구체적으로 쓰고 직무와 연결하면 좋은 글이 될 것입니다."


def _without_model(
    record: Record, index: EvidenceIndex | None, only: Source | None, hidden: frozenset[str]
) -> tuple[tuple[Remark, ...], str]:
    context = CheckContext(record.answer, record.question, Limit(record.limit), record.company, record.job)
    if index is None:
        return tuple(chosen_findings(check(context))), ""
    kind = None if record.question_type is QuestionType.OTHER else record.question_type
    critique = ExpertCritique(context, index, kind, hidden)
    remarks = tuple(remark for remark in critique.remarks() if remark is not None)
    return tuple(one for one in remarks if only is None or one.source is only), critique.overall()
