"""An answer as a model may read it: composed, without what the site printed into it, its anchors still right.

The site writes a label behind each marked sentence ("…줄였습니다.좋은점 1") and a counter behind the answer. Left in,
they would tell a model how many points an expert made, and where.
"""

import re
from collections.abc import Sequence

from core.remark import Span
from core.storage.ids import storable
from core.text import nfc

_BREAK = re.compile(r"\r\n?|[\u2028\u2029]")
# People write 좋은 점 with a space and number nothing after it; the site does neither.
_PRINTED = re.compile(
    r"[ \t]?\[?(?:좋은점|아쉬운점)[ \t]?\d{1,2}\]?(?!\d)"
    r"|\s*글자[ \t]*수[ \t]*[\d,]+[ \t]*자[ \t]*[\d,]+[ \t]*[Bb]yte\s*"
    r"|\r(?=\n)"
)


def clean(text: str, spans: Sequence[Span | None]) -> tuple[str, list[Span | None]]:
    """The text and where the spans are in it; None for a span that held nothing but what was taken out."""
    typed = storable(text)
    whole = nfc(typed)
    kept, at = [], 0
    for match in _PRINTED.finditer(whole):
        kept.append((at, match.start()))
        at = match.end()
    kept.append((at, len(whole)))
    short = "".join(whole[start:end] for start, end in kept)
    lead = len(short) - len(short.lstrip())
    result = _BREAK.sub("\n", short.strip())

    def moved(offset: int) -> int:
        # Composing what stands before an offset gives its place: a span never begins inside a character.
        place = offset if whole == typed else len(nfc(typed[:offset]))
        before = sum(min(end, place) - start for start, end in kept if start < place)
        return min(max(0, before - lead), len(result))

    return result, [None if span is None else _trimmed(moved(span.start), moved(span.end), result) for span in spans]


def composed(text: str) -> str:
    """A question, a reason, a company's name: composed, on its own lines, without space around it."""
    return nfc(_BREAK.sub("\n", storable(text))).strip()


def _trimmed(start: int, end: int, text: str) -> Span | None:
    """Without the space that a label left at either end."""
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
    return Span(start, end) if start < end else None
