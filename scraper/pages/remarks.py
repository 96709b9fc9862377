"""An expert's remarks beside an answer, each with the passage that bears its label."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from core.remark import Polarity, Remark, Source
from scraper.pages import selectors
from scraper.pages.marks import Label, Mark, MarkedText, label_in_front, polarity_of
from scraper.pages.text import lines_of


@dataclass(frozen=True, slots=True)
class Aligned:
    """Remarks in the order of the page, and how many remarks, marks and labels do not fit."""

    remarks: tuple[Remark, ...]
    without_mark: int
    without_remark: int
    out_of_order: int


def align(marked: MarkedText, advice: Sequence[LexborNode]) -> Aligned | None:
    """`advice` are the paragraphs below the answer. None when the first one does not say what kind of remark it is.

    A remark belongs to the mark of its kind and number. Marks that bear no number, or one that another bears before
    them, go to the remarks that are left, in order, when there are as many of the kind; and count as out of order.
    """
    said = _labelled(advice)
    if said is None:
        return None
    free = list(marked.marks)
    chosen: list[Mark | None] = []
    for label, _ in said:
        mark = next((one for one in free if one.label == label), None)
        if mark is not None:
            free.remove(mark)
        chosen.append(mark)
    by_order = 0
    for polarity in Polarity:
        unclear = [one for one in free if one.polarity is polarity and _is_unclear(one, marked.marks)]
        waiting = [i for i, (label, _) in enumerate(said) if label.polarity is polarity and chosen[i] is None]
        if unclear and len(unclear) == len(waiting):
            by_order += len(unclear)
            for i, mark in zip(waiting, unclear, strict=True):
                chosen[i] = mark
                free.remove(mark)
    remarks = tuple(_remark(label, text, mark, marked.text) for (label, text), mark in zip(said, chosen, strict=True))
    return Aligned(
        remarks,
        without_mark=sum(remark.span is None for remark in remarks),
        without_remark=len(free),
        out_of_order=max(by_order, _disorder(one.label for one in marked.marks), _gaps(label for label, _ in said)),
    )


def _labelled(advice: Sequence[LexborNode]) -> list[tuple[Label, str]] | None:
    said: list[tuple[Label, str]] = []
    for node in advice:
        label, text = label_in_front(lines_of(node))
        if label is None:
            polarity = next((found for found in map(polarity_of, (node, *node.css(selectors.EVERY))) if found), None)
            if polarity is not None and text:
                label = Label(polarity, 1 + sum(one.polarity is polarity for one, _ in said))
        if label is not None:
            said.append((label, text))
        elif text and not said:
            return None
        elif text:
            # A paragraph without a label goes on with the remark before it.
            said[-1] = (said[-1][0], f"{said[-1][1]}\n{text}")
    return said


def _is_unclear(mark: Mark, marks: Iterable[Mark]) -> bool:
    return mark.label is None or sum(one.label == mark.label for one in marks) > 1


def _remark(label: Label, text: str, mark: Mark | None, answer: str) -> Remark:
    span = mark.span if mark is not None else None
    quote = answer[span.start : span.end] if span is not None else ""
    return Remark(Source.EXPERT, label.polarity, span, quote, reason=text)


def _disorder(labels: Iterable[Label | None]) -> int:
    """How many labels in the answer do not count up. A gap is a mark that is missing, and said otherwise."""
    last: Counter[Polarity] = Counter()
    wrong = 0
    for label in labels:
        if label is not None:
            wrong += label.number <= last[label.polarity]
            last[label.polarity] = max(last[label.polarity], label.number)
    return wrong


def _gaps(labels: Iterable[Label]) -> int:
    """How many remarks are not numbered 1, 2, 3 of their kind."""
    seen: Counter[Polarity] = Counter()
    wrong = 0
    for label in labels:
        seen[label.polarity] += 1
        wrong += label.number != seen[label.polarity]
    return wrong
