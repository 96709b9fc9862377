"""두괄식: whether the first sentence answers the question. Patterns: `gazetteers/lead.toml`.

A scene, a figure or a claim may open an answer; only openings that could stand before any answer, and those that say
no more than where somebody was, are told.
"""

import re
from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.word_lists import entries
from core.checks.wording import finding
from core.question_type import QUESTION_TYPE_LABELS, QuestionType, question_type
from core.remark import Remark, Span
from core.text import sentences

_LISTS = "gazetteers/lead.toml"
_FEW = 3  # sentences; of so short an answer the first one is not an opening
_TITLE = re.compile(r"[\[【<〈《「『■#\"“‘'(][^\n]{0,60}[\]】>〉》」』\"”’')]?$|[^\n.!?]{1,35}$")


def check(context: CheckContext) -> Iterator[Remark]:
    """At most one remark, on the first sentence behind a title."""
    text = context.text
    ranges = sentences(text)
    if len(ranges) < _FEW:
        return
    first = text[slice(*ranges[0])]
    titled = bool(_TITLE.match(first)) and text[ranges[0][1] : ranges[1][0]].count("\n") > 0
    start, end = ranges[1] if titled else ranges[0]
    opening = text[start:end]
    kind = question_type(context.question) if context.question else QuestionType.OTHER
    if _matches("general", opening):
        yield finding("lead.general", text, Span(start, end))
    elif not titled and kind is not QuestionType.OTHER and _only_where(opening, kind):
        yield finding("lead.missing", text, Span(start, end), kind=QUESTION_TYPE_LABELS[kind])


def _only_where(opening: str, kind: QuestionType) -> bool:
    return _matches("where", opening) and not _matches("outcome", opening) and not _matches(kind.value, opening)


def _matches(table: str, sentence: str) -> bool:
    return any(entry.pattern.search(sentence) for entry in entries(_LISTS, table))
