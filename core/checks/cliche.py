"""Phrases that stand in thousands of answers, each with a question that leads to what only this person can write."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.word_lists import entries, places
from core.checks.wording import finding
from core.remark import Remark, Span


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each phrase of `resources/checks/cliches.toml`; where two overlap the longer one tells."""
    for place in places(context.text, [("cliche", entries("checks/cliches.toml", "cliche/entries"))]):
        why, ask = place.facts
        yield finding("cliche", context.text, Span(place.start, place.end), why=why, ask=ask)
