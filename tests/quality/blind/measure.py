"""What the blind check finds of the phrases, seeded into clean answers, and what it finds where nothing is."""

from collections import Counter
from dataclasses import dataclass, field

from core.checks.blind import check
from core.checks.context import BlindProfile, CheckContext
from core.remark import Level, Remark
from tests.quality.blind.phrases import Phrase, clean_answers, phrases, seeded

OWN_NAME = "한지우"  # of the writer in the phrases about names

# A fact may be told under a neighbouring rule: 외동딸 is family and sex at once.
_RULES = {
    "school": {"school", "gender", "contact"},
    "age": {"age", "gender", "school"},
    "region": {"region"},
    "family": {"family", "gender", "school", "religion", "region"},
    "gender": {"gender"},
    "body": {"body"},
    "marriage": {"marriage", "gender"},
    "religion": {"religion"},
    "disability": {"disability"},
    "traits": {"gender", "body", "marriage", "religion", "disability", "military"},
    "military": {"military"},
    "contact": {"contact", "name", "school"},
}


@dataclass(slots=True)
class Row:
    """Of one kind and family: how many phrases, how many found at all, how many at 위반; `missed` ones."""

    phrases: int = 0
    found: int = 0
    violations: int = 0
    missed: list[str] = field(default_factory=list)
    milder: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.phrases


@dataclass(slots=True)
class Alarms:
    """Findings on harmless text, by level."""

    texts: int = 0
    letters: int = 0
    levels: Counter[Level] = field(default_factory=Counter)
    remarks: list[tuple[str, Remark]] = field(default_factory=list)

    def per_thousand(self, level: Level) -> float:
        """Of 1,000 characters."""
        return 1000 * self.levels[level] / self.letters


def remarks(text: str, profile: BlindProfile = BlindProfile.PUBLIC) -> list[Remark]:
    """What the check says."""
    return list(check(CheckContext(text, own_name=OWN_NAME, profile=profile)))


def recall(half: str) -> dict[tuple[str, str], Row]:
    """By kind and family, in public recruitment. Notes are said once an answer, so they are read alone."""
    rows: dict[tuple[str, str], Row] = {}
    for phrase in phrases(half):
        if phrase.kind == "negative":
            continue
        row = rows.setdefault((phrase.kind, phrase.family), Row())
        row.phrases += 1
        levels = _levels(phrase if phrase.kind == "note" else seeded(phrase))
        row.found += bool(levels)
        row.violations += Level.VIOLATION in levels
        shown = f"{phrase.text[: phrase.start]}{{{phrase.text[phrase.start : phrase.end]}}}{phrase.text[phrase.end :]}"
        if not levels:
            row.missed.append(shown)
        elif phrase.kind == "direct" and Level.VIOLATION not in levels:
            row.milder.append(shown)
    return rows


def negatives(half: str) -> dict[str, Alarms]:
    """By family, on the sentences in which nothing is told."""
    found: dict[str, Alarms] = {}
    for phrase in phrases(half):
        if phrase.kind == "negative":
            _add(found.setdefault(phrase.family, Alarms()), phrase.text, BlindProfile.PUBLIC)
    return found


def clean(profile: BlindProfile) -> Alarms:
    """On the clean answers."""
    found = Alarms()
    for answer in clean_answers():
        _add(found, answer, profile)
    return found


def _add(alarms: Alarms, text: str, profile: BlindProfile) -> None:
    alarms.texts += 1
    alarms.letters += len(text)
    for remark in remarks(text, profile):
        if remark.level:
            alarms.levels[remark.level] += 1
            alarms.remarks.append((text, remark))


def _levels(phrase: Phrase) -> set[Level]:
    """Of the remarks of a fitting class on the marked passage."""
    return {
        remark.level
        for remark in remarks(phrase.text)
        if remark.level
        and remark.span
        and remark.span.start < phrase.end
        and phrase.start < remark.span.end
        and (phrase.kind == "note" or remark.rule.split(".")[1] in _RULES[phrase.family])
    }
