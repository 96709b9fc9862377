"""Whether what a critique says can be found in what it was given: quotes, figures, names.

Written apart from `core.critique.gate`, which lets through what is borne out: a measure that used the gate's own
rules could not see its mistakes. "raw" is the reply as written, "shown" what a user sees of it.
"""

import re
import unicodedata
from collections.abc import Iterable

from core.anchor import QuoteFinder, letters
from core.text import nfc
from training.evaluate.measures.measure import Case, Measure

_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LATIN = re.compile(r"[a-z][a-z0-9+#]*(?:[.&-][a-z0-9]+)*")


def figures(text: str) -> frozenset[str]:
    """Numbers in one spelling: 1,000 is 1000."""
    plain = unicodedata.normalize("NFKC", text)
    return frozenset(found.replace(",", "") for found in _FIGURE.findall(plain))


def latin(text: str) -> frozenset[str]:
    """Words in Latin letters, of two letters or more."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(found for found in _LATIN.findall(plain) if len(found) > 1)


def quotes(case: Case) -> tuple[float, float]:
    """Quotes that mean a passage of the answer, slips allowed, of all quotes."""
    quoted = [one.quote for one in case.critique.parsed().remarks if letters(one.quote)]
    finder = QuoteFinder(case.item.answer)
    return (float(sum(finder.locate(quote) is not None for quote in quoted)), float(len(quoted)))


def verbatim(case: Case) -> tuple[float, float]:
    """Quotes that stand in the answer letter by letter, spaces aside."""
    quoted = [one.quote for one in case.critique.parsed().remarks if letters(one.quote)]
    answer = "".join(nfc(case.item.answer).split())
    return (float(sum("".join(nfc(quote).split()) in answer for quote in quoted)), float(len(quoted)))


def quoting(case: Case) -> tuple[float, float]:
    """Remarks that quote anything."""
    found = case.critique.parsed().remarks
    return (float(sum(bool(letters(one.quote)) for one in found)), float(len(found)))


def numbers(case: Case) -> tuple[float, float]:
    """Figures in what is said that were given, of all of them."""
    said = [figure for text in case.said for figure in figures(text)]
    known = figures(case.known)
    return (float(sum(figure in known for figure in said)), float(len(said)))


def names(case: Case) -> tuple[float, float]:
    """Latin words and proper nouns in what is said that were given, of all of them."""
    said = [name for text in case.said for name in _names(case, text)]
    return (float(sum(_is_known(case, name) for name in said)), float(len(said)))


def raw(case: Case) -> tuple[float, float]:
    """Remarks with a quote that is found, and no figure and no name that was not given."""
    finder = QuoteFinder(case.item.answer)
    found = case.critique.parsed().remarks
    borne_out = sum(
        finder.locate(one.quote) is not None and _invents_nothing(case, (f"{one.reason} {one.advice}".strip(),))
        for one in found
    )
    return (float(borne_out), float(len(found)))


def shown_quotes(case: Case) -> tuple[float, float]:
    """Shown remarks on a passage whose quote is that passage, letter by letter."""
    marked = [one for one in case.critique.remarks if one.span is not None]
    right = sum(
        case.item.answer[one.span.start : one.span.end] == one.quote and bool(one.quote)
        for one in marked
        if one.span is not None
    )
    return (float(right), float(len(marked)))


def shown_figures(case: Case) -> tuple[float, float]:
    """Shown remarks without a figure or a Latin word that was not given."""
    known = figures(case.known) | latin(case.known)
    right = sum(
        figures(said) | latin(said) <= known for said in (f"{one.reason} {one.advice}" for one in case.critique.remarks)
    )
    return (float(right), float(len(case.critique.remarks)))


def borne_out(case: Case) -> tuple[float, float]:
    """Raw remarks that are borne out, in a critique: a system that says nothing invents nothing, but has none."""
    return (raw(case)[0], 1.0)


def _names(case: Case, text: str) -> Iterable[str]:
    return sorted({name.casefold() for name in case.language.names(text)} | latin(text))


def _is_known(case: Case, name: str) -> bool:
    return name in latin(case.known) or letters(name) in letters(case.known)


def _invents_nothing(case: Case, said: tuple[str, ...]) -> bool:
    known = figures(case.known)
    return all(figures(text) <= known and all(_is_known(case, name) for name in _names(case, text)) for text in said)


MEASURES = (
    Measure("grounding.quotes", quotes),
    Measure("grounding.verbatim", verbatim),
    Measure("grounding.quoting", quoting, better=0),
    Measure("grounding.numbers", numbers),
    Measure("grounding.names", names),
    Measure("grounding.raw", raw),
    Measure("grounding.borne_out", borne_out, unit="remarks"),
    Measure("grounding.shown_quotes", shown_quotes),
    Measure("grounding.shown_figures", shown_figures),
)
