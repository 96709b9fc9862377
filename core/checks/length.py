"""Nothing written, too little, or more than the form takes, counted as the form counts."""

from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.wording import finding
from core.counting import count, cut_at
from core.remark import Remark, Span

_FEW = 0.6  # of the limit; screening software calls less careless


def check(context: CheckContext) -> Iterator[Remark]:
    """At most one remark: an empty answer is not also a short one."""
    text, limit = context.text, context.limit
    if not any(map(str.isalnum, text)):
        yield finding("blank", text, None)
        return
    if not limit.value:
        return
    length = count(text.rstrip(), limit.profile)
    cut = cut_at(text.rstrip(), limit)
    if cut is not None:
        over = length - limit.value
        yield finding("length.over", text, Span(cut, len(text.rstrip())), length=length, limit=limit.value, over=over)
    elif length < _FEW * limit.value:
        percent = 100 * length // limit.value
        yield finding("length.short", text, None, length=length, limit=limit.value, percent=percent)
