"""How serious a finding is under the rules of a private employer. The files of sentences say it for public ones.

Public recruitment asks that none of these facts be in an answer. A private employer may ask for the school and the
name; the act on fair hiring (채용절차법 제4조의3) forbids it to ask for body, home region, marriage, property, and
schooling, occupation and property of the family, and other acts forbid choosing by age, sex, religion or disability.
"""

from core.checks.context import BlindProfile
from core.remark import Level

# None: not a finding there. What is not listed is as in public recruitment.
_PRIVATE: dict[str, Level | None] = {
    "blind.school": Level.NOTE,
    "blind.school.other": None,
    "blind.school.high": Level.NOTE,
    "blind.school.rank": Level.NOTE,
    "blind.school.degree": None,
    "blind.school.hint": None,
    "blind.school.mail": Level.NOTE,
    "blind.age": Level.CHECK,
    "blind.age.class": Level.NOTE,
    "blind.age.graduation": Level.NOTE,
    "blind.age.hint": Level.NOTE,
    "blind.age.grade": None,
    "blind.region.hint": Level.NOTE,
    "blind.family.relation": None,
    "blind.family.mention": None,
    "blind.gender": Level.CHECK,
    "blind.gender.hint": None,
    "blind.religion": Level.CHECK,
    "blind.religion.hint": None,
    "blind.disability": Level.CHECK,
    "blind.military": None,
    "blind.military.branch": None,
    "blind.name": Level.NOTE,
    "blind.contact.account": None,
}
_ORDER = (Level.NOTE, Level.CHECK, Level.VIOLATION)


def level(rule: str, usual: Level, profile: BlindProfile) -> Level | None:
    """`usual` under a profile; None when it is no finding there."""
    if profile is BlindProfile.OFF:
        return None
    if profile is BlindProfile.PRIVATE and rule in _PRIVATE:
        most = _PRIVATE[rule]
        return most and min(most, usual, key=_ORDER.index)
    return usual


def severity(known: Level) -> int:
    """Greater is more serious."""
    return _ORDER.index(known)
