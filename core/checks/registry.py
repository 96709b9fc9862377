"""Every check there is, and all of them on one answer.

Importing this compiles some hundred patterns, a fifth of a second: in the window it is done in the checks' thread.
"""

from core.checks import (
    blind,
    cliche,
    colloquial,
    company,
    figures,
    lead,
    length,
    long_sentence,
    meaningless,
    profanity,
    question,
    repetition,
    reuse,
    unfinished,
)
from core.checks.composing import compose
from core.checks.context import Check, CheckContext
from core.remark import Level, Remark

__all__ = ["CHECKS", "Check", "CheckContext", "check"]

CHECKS: tuple[Check, ...] = (
    length.check,
    unfinished.check,
    meaningless.check,
    repetition.check,
    question.check,
    profanity.check,
    company.check,
    reuse.check,
    long_sentence.check,
    colloquial.check,
    figures.check,
    lead.check,
    cliche.check,
    blind.check,
)

# What the second says of a passage, the first says better where both speak of it.
_SAID_BETTER = (
    ("meaningless.", "colloquial.mark"),
    ("meaningless.", "unfinished."),
    ("meaningless.", "repetition."),
    ("repetition.sentence", "repetition.word"),
    ("figures.", "cliche"),
    ("lead.general", "cliche"),
)
_ORDER = tuple(Level)


def check(context: CheckContext) -> tuple[Remark, ...]:
    """Everything the rules find, in the order of the text; what is about the whole answer comes first."""
    composed = compose(context)
    found = [remark for one in CHECKS for remark in one(composed.context)]
    told = [remark for remark in found if not any(_better(other, remark) for other in found)]
    return tuple(composed.in_original(remark) for remark in sorted(told, key=_place))


def _better(other: Remark, remark: Remark) -> bool:
    if other.span is None or remark.span is None:
        return False
    overlap = other.span.start < remark.span.end and remark.span.start < other.span.end
    return overlap and any(other.rule.startswith(a) and remark.rule.startswith(b) for a, b in _SAID_BETTER)


def _place(remark: Remark) -> tuple[int, int, int, str]:
    level = _ORDER.index(remark.level) if remark.level else len(_ORDER)
    return (remark.span.start, level, -remark.span.end, remark.rule) if remark.span else (-1, level, 0, remark.rule)
