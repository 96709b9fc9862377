"""What a check says of a text, in short."""

from typing import Any

from core.checks.context import Check, CheckContext


def told(check: Check, text: str, **facts: Any) -> list[tuple[str, str]]:
    """Rule and quote of each remark, whose quote is the text of its span."""
    found = []
    for remark in check(CheckContext(text, **facts)):
        if remark.span is not None:
            assert remark.quote == text[remark.span.start : remark.span.end]
        found.append((remark.rule, remark.quote))
    return found
