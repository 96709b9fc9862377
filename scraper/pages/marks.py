"""An answer apart from what an expert left in it: the passages marked, and the labels that number them."""

import re
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from core.remark import Polarity, Span
from core.text import nfc
from scraper.pages import selectors
from scraper.pages.text import Lines, Step, classes, line_of, unread, walk

_LABEL = r"(좋은|아쉬운)\s*점\s*(\d+)"
_LABEL_ANYWHERE = re.compile(_LABEL)
_LABEL_IN_FRONT = re.compile(rf"\s*{_LABEL}\s*[.:)]?\s*")
_LABEL_AT_END = re.compile(rf"\s*{_LABEL}\s*$")
_POLARITY_OF_WORD = {"좋은": Polarity.GOOD, "아쉬운": Polarity.IMPROVE}
_POLARITY_OF_CLASS = {selectors.GOOD_MARK: Polarity.GOOD, selectors.IMPROVE_MARK: Polarity.IMPROVE}


@dataclass(frozen=True, slots=True)
class Label:
    """The page's "좋은점 2" is (GOOD, 2)."""

    polarity: Polarity
    number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked passage. `label` is None when it bears none; the label's polarity wins over the mark's.

    `span` is None when nothing but space is marked.
    """

    polarity: Polarity
    label: Label | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """An answer without labels and counter: NFC, lines divided by "\\n", no space at either end.

    `marks` come in the order in which they end; `loose` are labels beside which no passage is marked.
    """

    text: str
    marks: tuple[Mark, ...]
    loose: tuple[Label, ...]


def polarity_of(node: LexborNode) -> Polarity | None:
    """What the class of an element says."""
    return next((_POLARITY_OF_CLASS[name] for name in classes(node) if name in _POLARITY_OF_CLASS), None)


def label_in_front(text: str) -> tuple[Label | None, str]:
    """The label that a remark begins with, and the rest; None and the whole text without one."""
    match = _LABEL_IN_FRONT.match(text)
    return (_label(match), text[match.end() :]) if match else (None, text)


def read_answer(node: LexborNode) -> MarkedText:
    """The answer in a `div.tx`."""
    return _Reader().read(node)


def _label(match: re.Match[str]) -> Label:
    return Label(_POLARITY_OF_WORD[match[1]], int(match[2]))


@dataclass(slots=True)
class _Passage:
    """A marked element: where it begins and ends in the lines so far, and the labels found in it."""

    polarity: Polarity
    start: int
    end: int = -1
    labels: list[Label] = field(default_factory=list)


class _Reader:
    """Goes once through an answer. Spans are of the raw lines until the end."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._open: list[tuple[int, _Passage]] = []  # with the identity of the element
        self._closed: list[_Passage] = []
        self._loose: list[Label] = []

    def read(self, root: LexborNode) -> MarkedText:
        for step, node in walk(root, _is_apart):
            if node.is_text_node:
                self._lines.add(node.text_content or "")
            elif node.is_element_node:
                if step is Step.ENTER:
                    self._enter(node)
                else:
                    self._leave(node)
        return _finish(self._lines.text, _joined(self._closed, self._lines.text), self._loose)

    def _enter(self, node: LexborNode) -> None:
        if _is_apart(node):
            match = _LABEL_ANYWHERE.search(line_of(node)) if selectors.MARK_LABEL in classes(node) else None
            if match:
                self._take(_label(match))
            return
        self._lines.add_tag(node.tag)
        polarity = polarity_of(node)
        if polarity is not None:
            self._open.append((node.mem_id, _Passage(polarity, len(self._lines))))

    def _leave(self, node: LexborNode) -> None:
        if self._open and self._open[-1][0] == node.mem_id:
            passage = self._open.pop()[1]
            bare = None if passage.labels else _LABEL_AT_END.search(self._lines.text, passage.start)
            if bare:
                # The label stands in the text itself, and must not stay there.
                passage.labels.append(_label(bare))
                self._lines.cut(bare.start())
            passage.end = len(self._lines)
            self._closed.append(passage)
        if node.tag != "br":
            self._lines.add_tag(node.tag)

    def _take(self, label: Label) -> None:
        """Give a label to the passage that it ends: the innermost of its kind, or the one just before it."""
        around = [passage for _, passage in reversed(self._open)]
        if around:
            same = (passage for passage in around if passage.polarity is label.polarity)
            next(same, around[0]).labels.append(label)
        elif self._closed and not self._closed[-1].labels and self._closed[-1].end == len(self._lines):
            self._closed[-1].labels.append(label)
        else:
            self._loose.append(label)


def _is_apart(node: LexborNode) -> bool:
    """Whether an element in an answer is not the applicant's words: a label, the counter, a script."""
    names = classes(node)
    return unread(node) or selectors.MARK_LABEL in names or selectors.COUNTER_CLASS in names


def _joined(passages: list[_Passage], text: str) -> list[_Passage]:
    """A passage cut in several elements, as at a paragraph's end, bears its label on the last only: make one of it."""
    joined: list[_Passage] = []
    for passage in passages:
        before = joined[-1] if joined else None
        if (
            before is not None
            and not before.labels
            and before.polarity is passage.polarity
            and before.end <= passage.start
            and not text[before.end : passage.start].strip()
        ):
            passage.start = before.start
            joined.pop()
        joined.append(passage)
    return joined


def _finish(raw: str, passages: list[_Passage], loose: list[Label]) -> MarkedText:
    text = nfc(raw)
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    marks: list[Mark] = []
    for passage in passages:
        start, end = (_composed_offset(raw, offset) - lead for offset in (passage.start, passage.end))
        span = _without_space(text, max(0, start), min(len(text), end))
        mark = Mark(passage.polarity, None, span)
        # Two labels in one passage are two remarks on it.
        marks += [replace(mark, polarity=one.polarity, label=one) for one in passage.labels] or [mark]
    return MarkedText(text, tuple(marks), tuple(loose))


def _composed_offset(raw: str, offset: int) -> int:
    """Where an offset into `raw` is in its composed form."""
    return len(nfc(raw[:offset]))


def _without_space(text: str, start: int, end: int) -> Span | None:
    passage = text[start:end]
    start += len(passage) - len(passage.lstrip())
    end = start + len(passage.strip())
    return Span(start, end) if start < end else None
