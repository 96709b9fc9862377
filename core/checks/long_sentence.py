"""Sentences that nobody reads in one breath."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.wording import finding
from core.remark import Remark, Span
from core.text import grapheme_count, sentences

_LONGEST = 120  # characters with spaces


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each sentence that is too long."""
    for start, end in sentences(context.text):
        if end - start > _LONGEST and (length := grapheme_count(context.text[start:end])) > _LONGEST:
            yield finding("sentence.long", context.text, Span(start, end), length=length, limit=_LONGEST)
