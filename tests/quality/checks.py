"""How many planted defects the checks find, and how often they speak about clean answers.

`python -m tests.quality.checks [--show]` prints Markdown; `--show` adds what was missed, of the tuned halves only:
what fails in a held-out half is nobody's business.
"""

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from core.checks.registry import check
from core.checks.wording import level_label
from core.remark import Level
from tests.quality.seeding import HALVES, Case, cases, clean, harmless


@dataclass(slots=True)
class Recall:
    """Cases of one family and half."""

    found: int = 0
    total: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.found / self.total


@dataclass(frozen=True, slots=True)
class Alarms:
    """Remarks of the checks before submission on the clean answers, by level and by rule."""

    answers: int
    characters: int
    levels: Counter[Level]
    rules: Counter[str]
    most: int

    def each(self, level: Level) -> float:
        """For 1,000 characters."""
        return 1000 * self.levels[level] / self.characters


def recalls() -> dict[tuple[str, str], Recall]:
    """By family and half, in the order of the seeder."""
    found: dict[tuple[str, str], Recall] = defaultdict(Recall)
    for case in cases():
        one = found[case.family, case.half]
        one.total += 1
        if case.found(check(case.context)):
            one.found += 1
        else:
            one.missed.append(_excerpt(case))
    return found


def alarms() -> Alarms:
    """Of the answers as they are; every one of the written samples is taken as free of violations."""
    levels: Counter[Level] = Counter()
    rules: Counter[str] = Counter()
    most = 0
    contexts = clean()
    for context in contexts:
        remarks = check(context)
        most = max(most, len(remarks))
        levels.update(remark.level for remark in remarks if remark.level)
        rules.update(remark.rule for remark in remarks)
    return Alarms(len(contexts), sum(len(one.text) for one in contexts), levels, rules, most)


def _excerpt(case: Case) -> str:
    if case.planted is None:
        return f"{case.family}: {case.context.text[:40]!r}"
    start, end = case.planted
    return f"{case.family}: …{case.context.text[max(0, start - 12) : start]}⟦{case.context.text[start:end]}⟧"


def main(show: bool) -> None:
    print("| family | half | n | found | recall |\n|---|---|---|---|---|")
    found = recalls()
    for (family, half), one in found.items():
        print(f"| {family} | {half} | {one.total} | {one.found} | {one.share:.1%} |")
    on_clean = alarms()
    print(f"\n{on_clean.answers} clean answers, {on_clean.characters:,} characters; for 1,000 characters:\n")
    print("| level | remarks | for 1,000 characters |\n|---|---|---|")
    for level in Level:
        print(f"| {level_label(level)} | {on_clean.levels[level]} | {on_clean.each(level):.2f} |")
    print(f"\nmost on one answer: {on_clean.most}; by rule: {dict(on_clean.rules.most_common())}")
    for half in HALVES:
        sentences = [one for one in harmless() if one.half == half]
        wrong = [(one, told) for one in sentences if (told := one.alarms(check(one.context)))]
        print(f"\nharmless sentences that look like defects, {half}: {len(wrong)} of {len(sentences)} with an alarm")
        if show and half != "held_out":
            print(
                *((one.context.text[slice(*one.place)], [told.rule for told in all_of]) for one, all_of in wrong),
                sep="\n",
            )
    if show:
        for (_, half), one in found.items():
            if half != "held_out" and one.missed:
                print(*one.missed, sep="\n")


if __name__ == "__main__":
    main("--show" in sys.argv[1:])
