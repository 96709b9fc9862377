"""Which findings the user wants to see no more, and how a place is found again in a text edited since. No Qt."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.remark import Span
from core.storage.ignored import Ignored, IgnoreScope
from desktop.checks.finding import Finding

_REACH = 24  # letters at either side of a place by which it is known
_ENOUGH = 4  # of them that must be the same


def entry(scope: IgnoreScope, finding: Finding, *, entry_id: str, at: datetime, question_id: str, text: str) -> Ignored:
    """What is kept when `finding`, in `text`, is to be ignored."""
    rule, quote = finding.remark.rule, finding.remark.quote
    if scope is IgnoreScope.RULE:
        return Ignored(entry_id, scope, rule, at)
    if scope is IgnoreScope.EXPRESSION:
        return Ignored(entry_id, scope, rule, at, quote)
    before, after = _around(text, finding.span)
    return Ignored(entry_id, scope, rule, at, quote, question_id, before, after)


def visible(
    findings: Sequence[Finding], entries: Iterable[Ignored], question_id: str, text: str
) -> tuple[Finding, ...]:
    """Those of `findings`, all in `text`, that are not ignored. A place hides one finding at most."""
    entries = tuple(entries)
    rules = {one.rule for one in entries if one.scope is IgnoreScope.RULE}
    expressions = {(one.rule, one.quote) for one in entries if one.scope is IgnoreScope.EXPRESSION}
    left = [
        finding
        for finding in findings
        if finding.remark.rule not in rules and (finding.remark.rule, finding.remark.quote) not in expressions
    ]
    for place in entries:
        if place.scope is IgnoreScope.PLACE and place.question_id == question_id:
            alike = [one for one in left if (one.remark.rule, one.remark.quote) == (place.rule, place.quote)]
            best = max(alike, key=lambda one: _likeness(place, text, one.span), default=None)
            if best is not None and _likeness(place, text, best.span) >= _ENOUGH:
                left.remove(best)
    return tuple(left)


def _around(text: str, span: Span | None) -> tuple[str, str]:
    if span is None:
        return "", ""
    before = "".join(text[max(0, span.start - 2 * _REACH) : span.start].split())
    after = "".join(text[span.end : span.end + 2 * _REACH].split())
    return before[-_REACH:], after[:_REACH]


def _likeness(place: Ignored, text: str, span: Span | None) -> int:
    """How many letters around the place are those around `span`. The edge of a text is as good as letters."""
    if span is None:
        return _ENOUGH
    before, after = _around(text, span)
    return _common(place.before[::-1], before[::-1]) + _common(place.after, after)


def _common(one: str, other: str) -> int:
    if not one and not other:
        return _ENOUGH
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
