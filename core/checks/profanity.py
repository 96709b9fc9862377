"""Swearing and slurs, also with marks or figures between their letters."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.word_lists import entries, places
from core.checks.wording import finding
from core.remark import Remark, Span

_LIST = "gazetteers/profanity.toml"


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each; `mild` words are what an applicant may have meant in another sense."""
    for place in places(context.text, [(kind, entries(_LIST, kind)) for kind in ("strong", "mild")]):
        yield finding(f"profanity.{place.name}", context.text, Span(place.start, place.end))
