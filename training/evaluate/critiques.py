"""One critique as a system wrote it: a line of the file of samples."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.critique.parse import RawRemark, ReplyParser, parse
from core.critique.prompt import render_reply
from core.remark import Level, Polarity, Remark, Source, Span


@dataclass(frozen=True, slots=True)
class Critique:
    """What one system said of one item.

    `raw` is the reply as it was written, in the form of `core.critique.prompt`. `remarks` and `overall` are what a
    user would see of it, the gate behind. `finish` is a value of `core.engine.protocol.FinishReason`, empty when
    there is no end to judge. `costs` are seconds, tokens, rates and bytes by name. `error` is the code of what
    failed; then the rest is what had arrived.
    """

    item_id: str
    seed: int
    raw: str
    remarks: tuple[Remark, ...] = ()
    overall: str = ""
    finish: str = ""
    grade: int | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return (self.item_id, self.seed)

    def parsed(self) -> ReplyParser:
        """The reply, read; nothing is gated."""
        return parse(self.raw)


def written(item_id: str, remarks: tuple[Remark, ...], overall: str, **more: Any) -> Critique:
    """A critique of a system that writes no text of its own: the reply is what a model would have written."""
    raw = render_reply((RawRemark(one.polarity, one.quote, one.reason, one.advice) for one in remarks), overall)
    return Critique(item_id, more.pop("seed", 0), raw if remarks or overall else "", remarks, overall, **more)


def to_line(critique: Critique) -> str:
    """One line of JSON, without its end."""
    row = {
        "item": critique.item_id,
        "seed": critique.seed,
        "raw": critique.raw,
        "remarks": [_remark_row(remark) for remark in critique.remarks],
        "overall": critique.overall,
        "finish": critique.finish,
        "grade": critique.grade,
        "costs": dict(critique.costs),
        "error": critique.error,
    }
    return json.dumps(row, ensure_ascii=False)


def from_line(line: str) -> Critique:
    """Raises ValueError for what is no whole line of ours."""
    try:
        row = json.loads(line)
        return Critique(
            item_id=row["item"],
            seed=row["seed"],
            raw=row["raw"],
            remarks=tuple(_remark(one) for one in row["remarks"]),
            overall=row["overall"],
            finish=row["finish"],
            grade=row["grade"],
            costs=row["costs"],
            error=row["error"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a sample: {error!r}") from error


def _remark_row(remark: Remark) -> dict[str, Any]:
    return {
        "source": remark.source.value,
        "polarity": remark.polarity.value,
        "span": [remark.span.start, remark.span.end] if remark.span else None,
        "quote": remark.quote,
        "reason": remark.reason,
        "advice": remark.advice,
        "rule": remark.rule,
        "level": remark.level.value if remark.level else None,
    }


def _remark(row: Mapping[str, Any]) -> Remark:
    return Remark(
        source=Source(row["source"]),
        polarity=Polarity(row["polarity"]),
        span=Span(*row["span"]) if row["span"] else None,
        quote=row["quote"],
        reason=row["reason"],
        advice=row["advice"],
        rule=row["rule"],
        level=Level(row["level"]) if row["level"] else None,
    )
