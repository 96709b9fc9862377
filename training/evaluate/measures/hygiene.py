"""Whether a reply is in order before anybody reads it: its form, its end, repetition, language, length."""

import re

from core.anchor import fold
from core.critique.prompt import LABELS, OVERALL_LABEL
from core.engine.protocol import FinishReason
from training.evaluate.measures.measure import Case, Measure

_WORD = re.compile(r"[^\s|\"]+")
_OWN_END = {FinishReason.END_OF_TEXT, FinishReason.STOP}


def parses(case: Case) -> tuple[float, float]:
    """At least one remark with quote and reason, and 총평."""
    reply = case.critique.parsed()
    whole = any(one.quote and one.reason for one in reply.remarks)
    return (float(whole and bool(reply.overall)), 1.0)


def ends(case: Case) -> tuple[float, float] | None:
    """By the model's own end of text, and not by the limit, by repetition or by an error."""
    if not case.critique.finish and not case.critique.error:
        return None
    return (float(case.critique.finish in _OWN_END and not case.critique.error), 1.0)


def repetition(case: Case) -> tuple[float, float]:
    """Word trigrams that stood in the reply before, of all; labels do not count."""
    text = case.critique.raw
    for label in (*LABELS.values(), OVERALL_LABEL):
        text = text.replace(f"{label} |", " ")
    words = _WORD.findall(text)
    trigrams = list(zip(words, words[1:], words[2:], strict=False))
    return (float(len(trigrams) - len(set(trigrams))), float(len(trigrams)))


def korean(case: Case) -> tuple[float, float]:
    """Hangul, of all letters of what is said."""
    letters = [c for c in fold(" ".join((*case.said, case.critique.parsed().overall))) if c.isalpha()]
    return (float(sum("가" <= c <= "힣" for c in letters)), float(len(letters)))


def length(case: Case) -> tuple[float, float]:
    """Characters of the reply."""
    return (float(len(case.critique.raw)), 1.0)


def remarks(case: Case) -> tuple[float, float]:
    """Remarks that a user sees."""
    return (float(len(case.critique.remarks)), 1.0)


def failed(case: Case) -> tuple[float, float]:
    """Ended by an error."""
    return (float(bool(case.critique.error)), 1.0)


MEASURES = (
    Measure("hygiene.parses", parses),
    Measure("hygiene.ends", ends),
    Measure("hygiene.repetition", repetition, better=-1),
    Measure("hygiene.korean", korean),
    Measure("hygiene.length", length, better=0, unit="characters"),
    Measure("hygiene.remarks", remarks, better=0, unit="remarks"),
    Measure("hygiene.failed", failed, better=-1),
)
