"""Spoken endings and words in an answer that is written language; direct speech is left alone."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.quoted import without_speech
from core.checks.word_lists import entries, places
from core.checks.wording import finding
from core.remark import Remark, Span

_LIST = "gazetteers/colloquial.toml"
_RULES = {"endings": "colloquial.ending", "marks": "colloquial.mark", "words": "colloquial.word"}


def check(context: CheckContext) -> Iterator[Remark]:
    """A remark for each, with what a written text says instead where there is one word for it."""
    for place in places(without_speech(context.text), [(name, entries(_LIST, name)) for name in _RULES]):
        instead = place.facts[0] if place.facts else ""
        yield finding(_RULES[place.name], context.text, Span(place.start, place.end), instead=instead)
