"""Experts' remarks beside a model's: what to ask for, where the answer belongs, and what it means for the order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from core.language.protocol import Found, Passage
from core.remark import Remark, Source


def passages(remarks: Sequence[Remark], asked: Collection[int] = ()) -> tuple[Passage, ...]:
    """What to ask the language process about: each remark of a model that nobody has looked up yet.

    The key is the ordinal of the remark. `asked` are ordinals whose answer is still to come.
    """
    return tuple(
        Passage(str(ordinal), remark.quote, remark.reason, remark.polarity)
        for ordinal, remark in enumerate(remarks)
        if remark.source is Source.MODEL and remark.evidence is None and ordinal not in asked
    )


def with_evidence(remarks: Sequence[Remark], found: Iterable[Found]) -> tuple[Remark, ...]:
    """The remarks with the evidence that was found for them; a key that names none is left out."""
    by_key = {one.key: one.evidence for one in found}
    return tuple(
        replace(remark, evidence=by_key[str(ordinal)]) if str(ordinal) in by_key else remark
        for ordinal, remark in enumerate(remarks)
    )


def ranked(remarks: Sequence[Remark]) -> tuple[int, ...]:
    """Ordinals in the order in which to show them: what no expert bears out (근거 없음) comes last.

    What was not looked up keeps its place: nobody can say yet.
    """
    return tuple(sorted(range(len(remarks)), key=lambda ordinal: remarks[ordinal].evidence == ()))
