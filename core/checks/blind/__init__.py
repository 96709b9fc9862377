"""블라인드 채용 점검: what in an answer tells who its writer is. Rules and lists of names only; no model has a say.

Each class is a file with `check(reading)`, which yields where it sees something; here that becomes remarks for the
profile. That nothing was found is no promise that the answer passes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from core.checks.blind import (
    age,
    body,
    campus,
    contact,
    disability,
    family,
    gender,
    high_school,
    marriage,
    military,
    person_name,
    region,
    religion,
    school,
)
from core.checks.blind.levels import level, severity
from core.checks.blind.reading import Reading, Sign
from core.checks.context import BlindProfile, CheckContext
from core.checks.wording import finding, rules
from core.remark import Level, Remark, Span

_CLASSES: tuple[Callable[[Reading], Iterator[Sign]], ...] = (
    school.check,
    high_school.check,
    campus.check,
    age.check,
    region.check,
    family.check,
    gender.check,
    body.check,
    marriage.check,
    religion.check,
    disability.check,
    military.check,
    person_name.check,
    contact.check,
)
# Said once: that somebody had a second school year or a mother is not worth a card each time.
_ONCE = frozenset(
    {"blind.age.grade", "blind.family.mention", "blind.family.relation", "blind.military", "blind.school.degree"}
)


def check(context: CheckContext) -> Iterator[Remark]:
    """Remarks on composed text (`core.checks.composing`), in its order; nothing when the profile is off."""
    if context.profile is BlindProfile.OFF or not context.text:
        return
    text = context.text
    reading = Reading(text, context.own_name, context.company)
    known = rules()
    judged: list[tuple[Sign, Level]] = []
    for find in _CLASSES:
        for sign in find(reading):
            told = level(sign.rule, sign.level or known[sign.rule].level, context.profile)
            if told is not None:
                judged.append((sign, told))
    said: set[tuple[str, Level]] = set()
    for sign, told in _apart(judged, len(text)):
        if sign.rule in _ONCE:
            if (sign.rule, told) in said:
                continue
            said.add((sign.rule, told))
        span = Span(sign.start, sign.end)
        yield finding(sign.rule, text, span, level=told, word=text[sign.start : sign.end])


def _apart(judged: Iterable[tuple[Sign, Level]], length: int) -> list[tuple[Sign, Level]]:
    """Of overlapping signs of one class the most serious and longest; a mere note yields to whatever says more."""
    kept: list[tuple[Sign, Level]] = []
    taken: defaultdict[str, bytearray] = defaultdict(lambda: bytearray(length))
    for sign, told in sorted(judged, key=lambda one: (-severity(one[1]), one[0].start - one[0].end, one[0].start)):
        kind = sign.rule.split(".")[1]
        if any(taken["any" if told is Level.NOTE else kind][sign.start : sign.end]):
            continue
        for mask in ("any", kind):
            taken[mask][sign.start : sign.end] = b"\1" * (sign.end - sign.start)
        kept.append((sign, told))
    return sorted(kept, key=lambda one: (one[0].start, one[0].end))
