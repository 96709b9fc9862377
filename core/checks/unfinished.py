"""Text that stops in the middle: at the end of the answer, at the end of a paragraph, or trailing off in dots."""

import re
from collections.abc import Iterator

from core.checks.context import CheckContext
from core.checks.quoted import without_speech
from core.checks.wording import finding
from core.remark import Remark, Span
from core.text import sentences

_SHOWN = 30  # characters of an unfinished sentence that are marked, from its end
_HEADING = 35  # characters; a shorter line between paragraphs is one
_WRAPPED = 0.5  # share of broken lines from which the text was broken by a mail program, not left unfinished

_MARK = r"[.!?。！？…]"
_CLOSING = r"[\"'”’」』)\]）》〉>]"
_ENDED = re.compile(rf"{_MARK}{_CLOSING}*$|[”\"』」]$")
# A sentence may do without its full stop; a note may end in a noun form.
_ENDED_BARE = re.compile(r"[가-힣](?:다|까|요|죠|함|됨|음|임|짐|기|것)$")
# What no sentence ends with, not even before a full stop.
_GOES_ON = re.compile(
    r"(?:[가-힣](?:하고|하며|하여|하면|하지만|하는데|했고|했으며|했지만|했는데|하기|로써|로서|었고|았고|였고|었지만|았지만|었는데|았는데|면서"
    r"|아서|어서|해서|에서|에게|으로|까지|부터|을|를|의|와|과)|(?:그리고|그러나|하지만|또한|따라서|그래서|위해|통해|대해|대한|위한|관한))$"
)
_SENTENCE = re.compile(rf"[가-힣A-Za-z]{_MARK}")  # a text without one is a note
_I = re.compile(r"(?<![가-힣])(?:저는|제가|저의|저희|제) ")
_MARKS = " .,!?。！？…~^♥♡★☆*;:-\"'”’」』)]）》〉>"
_SIGNED = re.compile(r"(?:드림|올림|배상|拜上)\.?$")
_LIST = re.compile(r"[-–—•·*▶■□○●◆◇※>#<\[【「《①-⑳]|\d{1,2}[.)]|\([^()\n]{1,8}\)|[가-힣A-Za-z ]{1,10}:")
_DOTS = re.compile(r"(?<![.…\d])(?:\.{2,}|…+|⋯+|·{3,}|。{2,})(?![.…\d])")
_CUT_OUT = re.compile(r"[(\[][\s.…]*$")


def check(context: CheckContext) -> Iterator[Remark]:
    """Dots at the very end are told once, as an unfinished end is."""
    text = context.text
    if not any(map(str.isalnum, text)):
        return
    spoken = without_speech(text)
    trailing = [Span(*match.span()) for match in _DOTS.finditer(spoken) if not _CUT_OUT.search(text[: match.start()])]
    yield from (finding("unfinished.ellipsis", text, span) for span in trailing)
    paragraphs = _paragraphs(text)
    last = paragraphs.pop()
    yield from (finding("unfinished.paragraph", text, span) for span in _broken(text, paragraphs))
    end = len(text.rstrip())
    if not (trailing and trailing[-1].end >= end) and (span := _open_end(text, *last)):
        yield finding("unfinished.end", text, span)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Lines with something on them."""
    return [match.span() for match in re.finditer(r"[^\s][^\n\u2028\u2029]*", text)]


def _broken(text: str, paragraphs: list[tuple[int, int]]) -> list[Span]:
    """Paragraphs before the last that stop within a sentence; none when the whole text is in short lines."""
    open_ends = [
        span for start, end in paragraphs if not _is_title(text, start, end) and (span := _open_end(text, start, end))
    ]
    return open_ends if len(open_ends) < max(2, _WRAPPED * len(paragraphs)) else []


def _is_title(text: str, start: int, end: int) -> bool:
    line = text[start:end].rstrip()
    if _LIST.match(line):
        return True
    return len(line) <= _HEADING and len(sentences(line)) == 1 and not line.endswith(",")


def _open_end(text: str, start: int, end: int) -> Span | None:
    """The last words of a paragraph when they end no sentence; a note or an item of a list may end in a noun."""
    line = text[start:end].rstrip()
    words = line.rstrip(_MARKS)
    if not words or _SIGNED.search(line) or (not line.endswith(",") and _is_ended(text, line, words)):
        return None
    first, last = sentences(line)[-1]
    return Span(start + max(first, last - _SHOWN), start + last)


def _is_ended(text: str, line: str, words: str) -> bool:
    """`words` are the line without the marks at its end."""
    if _GOES_ON.search(words):
        return line[-1] in "?!…\"'”’」』"
    if _ENDED.search(line) or _ENDED_BARE.search(words):
        return True
    return bool(_LIST.match(line)) or not (_SENTENCE.search(text) or _I.search(line))
