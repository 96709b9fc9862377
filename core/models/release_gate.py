"""The release gate: what must hold before an adapter is offered to users, as a pure function of two evaluations.

What is not known never passes. Limits and sentences are in `resources/release_gate.toml`.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from core.models.adapter_card import Evaluation, Figure, Gap
from core.paths import resources_dir

PRIMARY = "specificity.mrr"
_ISSUES = "coverage.f1"


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Goals:
    """Shares from 0 to 1, `issues_margin` a difference of F1, `first_token_s` seconds."""

    parses: float
    ends: float
    grounding: float
    p: float
    issues_margin: float
    first_token_s: float


@dataclass(frozen=True, slots=True)
class Judged:
    """An adapter as the gate sees it: its weights, and an evaluation that may be of other ones."""

    weights_sha256: str
    evaluation: Evaluation | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `why` names what is missing when the verdict is UNKNOWN; `reference` is "base" or "current"."""

    key: str
    verdict: Verdict
    value: float | None
    limit: float
    why: str = ""
    reference: str = "base"


def conditions(candidate: Judged, current: Judged | None, goals: Goals) -> tuple[Condition, ...]:
    """All conditions in a fixed order. `current` is what users have now; without one the base is to be beaten."""
    evaluation = candidate.evaluation
    reference = "current" if current else "base"
    limits = {
        "parses": goals.parses,
        "ends": goals.ends,
        "quotes": goals.grounding,
        "figures": goals.grounding,
        "canary": 0.0,
        "specificity": goals.p,
        "issues": goals.issues_margin,
        "first_token": goals.first_token_s,
    }
    why = ""
    if evaluation is None:
        why = "not_evaluated"
    elif evaluation.weights_sha256 != candidate.weights_sha256:
        why = "other_weights"
    if why or evaluation is None:
        return tuple(Condition(key, Verdict.UNKNOWN, None, limit, why, reference) for key, limit in limits.items())
    gaps, missing = _gaps(evaluation, current)
    measures = evaluation.measures
    return (
        _at_least("parses", measures.get("hygiene.parses"), goals.parses, reference),
        _at_least("ends", measures.get("hygiene.ends"), goals.ends, reference),
        _at_least("quotes", measures.get("grounding.shown_quotes"), goals.grounding, reference),
        _at_least("figures", measures.get("grounding.shown_figures"), goals.grounding, reference),
        _canary(evaluation, reference),
        _specificity(gaps.get(PRIMARY), goals.p, missing, reference),
        _issues(gaps.get(_ISSUES), goals.issues_margin, missing, reference),
        _first_token(measures.get("cost.first_token_s"), goals.first_token_s, reference),
    )


def passed(found: tuple[Condition, ...]) -> bool:
    """Whether all conditions are met."""
    return all(each.verdict is Verdict.PASSED for each in found)


def _gaps(evaluation: Evaluation, current: Judged | None) -> tuple[Mapping[str, Gap], str]:
    """Differences to what is to be beaten, or none and the word for what is missing."""
    if current is None:
        found = evaluation.against_base()
        return ({}, "not_compared") if found is None else (found, "not_measured")
    theirs = current.evaluation
    if theirs is not None and theirs.test_hash != evaluation.test_hash:
        return {}, "other_test"
    found = evaluation.against_adapter(current.weights_sha256)
    return ({}, "not_compared") if found is None else (found, "not_measured")


def _at_least(key: str, figure: Figure | None, limit: float, reference: str) -> Condition:
    if figure is None:
        return Condition(key, Verdict.UNKNOWN, None, limit, "not_measured", reference)
    return Condition(key, _verdict(figure.value >= limit), figure.value, limit, reference=reference)


def _canary(evaluation: Evaluation, reference: str) -> Condition:
    emitted = float(evaluation.emitted)
    if not evaluation.planted and not evaluation.emitted:
        return Condition("canary", Verdict.UNKNOWN, None, 0.0, "no_canary", reference)
    return Condition("canary", _verdict(not emitted), emitted, 0.0, reference=reference)


def _specificity(gap: Gap | None, limit: float, missing: str, reference: str) -> Condition:
    if gap is None:
        return Condition("specificity", Verdict.UNKNOWN, None, limit, missing, reference)
    # The bootstrap's two-sided p of a difference above 0; one below it is no evidence at all.
    p = min(1.0, 2 * gap.below)
    return Condition("specificity", _verdict(gap.value > 0 and p < limit), p, limit, reference=reference)


def _issues(gap: Gap | None, limit: float, missing: str, reference: str) -> Condition:
    if gap is None:
        return Condition("issues", Verdict.UNKNOWN, None, limit, missing, reference)
    return Condition("issues", _verdict(gap.low > limit), gap.low, limit, reference=reference)


def _first_token(figure: Figure | None, limit: float, reference: str) -> Condition:
    if figure is None:
        return Condition("first_token", Verdict.UNKNOWN, None, limit, "not_measured", reference)
    return Condition("first_token", _verdict(figure.value <= limit), figure.value, limit, reference=reference)


def _verdict(met: bool) -> Verdict:
    return Verdict.PASSED if met else Verdict.FAILED


def load_goals() -> Goals:
    """The limits that the program ships with."""
    return Goals(**_words()["goals"])


def title(condition: Condition) -> str:
    """What the condition is about, in a word or two."""
    return str(_words()["conditions"][condition.key]["title"])


def sentence(condition: Condition) -> str:
    """What was found, and of a condition that is not met what it means."""
    words = _words()
    row, reference = words["conditions"][condition.key], words["references"][condition.reference]
    if condition.value is None:
        return str(words["unknown"][condition.why]).format(reference=reference)
    facts = {
        "value": shown(condition.value, row["unit"]),
        "limit": shown(condition.limit, row["unit"]),
        "reference": reference,
    }
    said = str(row["said"]).format(**facts)
    return said if condition.verdict is Verdict.PASSED else f"{said} {str(row['failed']).format(**facts)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of an evaluation as a card shows it. `verdict` is about the difference to the base and may be empty;
    `kind` is "better", "worse" or "same"."""

    title: str
    value: str
    verdict: str = ""
    kind: str = ""


def evaluation_lines(evaluation: Evaluation) -> tuple[Line, ...]:
    """The main figures with their intervals, and whether they differ from the base's."""
    words = _words()
    gaps = evaluation.against_base() or {}
    found = []
    for row in words["shown"]:
        figure = evaluation.measures.get(row["measure"])
        if figure is not None:
            value, low, high = (shown(each, row["unit"]) for each in (figure.value, figure.low, figure.high))
            form = words["words"]["exact" if low == high else "interval"]
            kind = _compared(gaps.get(row["measure"]), lower_is_better=row["unit"] == "seconds")
            verdict = words["words"][kind].format(reference=words["references"]["base"]) if kind else ""
            found.append(Line(row["title"], form.format(value=value, low=low, high=high), verdict, kind))
    return tuple(found)


def _compared(gap: Gap | None, *, lower_is_better: bool) -> str:
    """By the interval of the difference; empty where there is none."""
    if gap is None:
        return ""
    if gap.low > 0 or gap.high < 0:
        return "better" if (gap.low > 0) != lower_is_better else "worse"
    return "same"


def shown(value: float, unit: str) -> str:
    """A number as people read it."""
    match unit:
        case "percent":
            # Cut and not rounded: 97.96 must not read as the 98 that it misses.
            tenths = math.floor(value * 1000 + 1e-6) / 10
            return f"{tenths:.0f}%" if tenths.is_integer() else f"{tenths:.1f}%"
        case "points":
            return f"{value * 100:+.1f}점"
        case "seconds":
            return f"{value:.1f}초"
        case "p":
            return f"{value:.1%}" if value >= 0.001 else "0.1% 미만"
        case _:
            return f"{value:,.0f}"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources_dir() / "release_gate.toml").read_text(encoding="utf-8"))
