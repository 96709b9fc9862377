"""The checks read composed text; macOS and some editors give it decomposed, one letter in several code points."""

from dataclasses import dataclass, replace
from itertools import accumulate

from core.checks.context import CheckContext
from core.remark import Remark, Span
from core.text import graphemes, nfc


@dataclass(frozen=True, slots=True)
class Composed:
    """`context` with everything composed, and the way back to the text as the user wrote it."""

    context: CheckContext
    original: str
    offsets: tuple[int, ...] | None  # of each code point of the composed text, and its end; None when nothing changed

    def in_original(self, remark: Remark) -> Remark:
        """The remark with span and quote in the user's own text."""
        if self.offsets is None or remark.span is None:
            return remark
        span = Span(self.offsets[remark.span.start], self.offsets[remark.span.end])
        return replace(remark, span=span, quote=self.original[span.start : span.end])


def compose(context: CheckContext) -> Composed:
    """Of almost every text nothing changes, and that is seen at once."""
    earlier = tuple(
        replace(answer, company=nfc(answer.company), question=nfc(answer.question), text=nfc(answer.text))
        for answer in context.earlier
    )
    text = context.text
    offsets: tuple[int, ...] | None = None
    if nfc(text) != text:
        clusters = graphemes(text)
        pieces = [nfc(cluster) for cluster in clusters]
        starts = [0, *accumulate(map(len, clusters))]
        offsets = (*(start for start, one in zip(starts, pieces, strict=False) for _ in one), len(text))
        text = "".join(pieces)
    composed = replace(
        context,
        text=text,
        question=nfc(context.question),
        company=nfc(context.company),
        role=nfc(context.role),
        own_name=nfc(context.own_name),
        earlier=earlier,
    )
    return Composed(composed, context.text, offsets)
