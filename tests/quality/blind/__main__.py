"""What the blind check finds and what it finds wrongly, as Markdown: `python -m tests.quality.blind [--show]`.

`--show` lists what was missed of the tuned half; what fails in the frozen ones is not looked at.
"""

import statistics
import sys
import time

from core.checks.context import BlindProfile
from core.checks.wording import level_label, profile_label
from core.remark import Level
from tests.quality.blind.measure import clean, negatives, recall, remarks
from tests.quality.blind.phrases import clean_answers

HALVES = {"seen": "tuned on", "held_out": "held out", "fresh": "fresh"}


def main() -> None:
    """Print the tables."""
    _print_recall()
    _print_negatives()
    _print_clean()
    _print_speed()
    if "--show" in sys.argv:
        for (kind, family), row in recall("seen").items():
            for text in (*row.missed, *row.milder):
                print(f"{kind} {family}: {text}")


def _print_recall() -> None:
    print("| told | class | " + " | ".join(f"{name} n | found | at 위반" for name in HALVES.values()) + " |")
    print("|---|---|" + "---|" * (3 * len(HALVES)))
    rows = {half: recall(half) for half in HALVES}
    for kind, family in rows["seen"]:
        cells = []
        for half in HALVES:
            row = rows[half].get((kind, family))
            cells += (
                [str(row.phrases), f"{row.recall:.0%}", f"{row.violations / row.phrases:.0%}"] if row else ["–"] * 3
            )
        print(f"| {kind} | {family} | " + " | ".join(cells) + " |")
    totals = []
    for half in HALVES:
        direct = [row for (kind, _), row in rows[half].items() if kind == "direct"]
        n, found, told = (sum(getattr(row, f) for row in direct) for f in ("phrases", "found", "violations"))
        totals += [str(n), f"{found / n:.1%}", f"{told / n:.1%}"]
    print("| direct | all | " + " | ".join(totals) + " |\n")


def _print_negatives() -> None:
    print("| harmless sentences | n | " + " | ".join(level_label(level) for level in Level) + " |")
    print("|---|---|" + "---|" * len(Level))
    for half, name in HALVES.items():
        found = negatives(half).values()
        counts = [sum(alarms.levels[level] for alarms in found) for level in Level]
        print(f"| {name} | {sum(alarms.texts for alarms in found)} | " + " | ".join(map(str, counts)) + " |")
    print()


def _print_clean() -> None:
    print("| clean answers, for 1,000 characters | " + " | ".join(level_label(level) for level in Level) + " |")
    print("|---|" + "---|" * len(Level))
    for profile in (BlindProfile.PUBLIC, BlindProfile.PRIVATE):
        found = clean(profile)
        cells = [f"{found.levels[level]} = {found.per_thousand(level):.3f}" for level in Level]
        print(f"| {profile_label(profile)} | " + " | ".join(cells) + " |")
    print()


def _print_speed() -> None:
    """CPU time, so that other programs on the machine do not count."""
    text = "\n".join(clean_answers())
    pieces = [text[at : at + 1000] for at in range(0, 100_000, 1000)]
    times = []
    for piece in pieces:
        began = time.process_time()
        remarks(piece)
        times.append(1000 * (time.process_time() - began))
    print(f"1,000 characters: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms of {len(times)}")


if __name__ == "__main__":
    main()
