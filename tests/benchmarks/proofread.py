"""Recall and precision of proofreading, overall and by kind; speed; false alarms on the written sample answers.

`python -m tests.benchmarks.proofread [seen|held_out|fresh ...] [--hunspell] [--show]`; `--show` prints misses of `seen`
only: what fails in the held-out parts is nobody's business. `--hunspell`: with the dictionary that is installed here.
"""

import sys
import time
import tomllib

from core.paths import resources_dir
from core.proofread import hunspell, rules
from core.proofread.passes import proofread
from core.proofread.unlikely import Speller
from core.text import sentences
from tests.core.proofread.measure import Result, measure


def main(args: list[str]) -> None:
    """See above."""
    show = "--show" in args
    installed = hunspell.installed() if "--hunspell" in args else None
    speller = None if installed is None else installed.suggestions
    print(f"rules: {rules.count()}; hunspell: {'yes' if speller else 'no'}")
    start = time.perf_counter()
    proofread("데워 두기")
    print(f"start: {time.perf_counter() - start:.1f} s")
    for name in [a for a in args if not a.startswith("-")] or ["seen", "held_out", "fresh", "held_out+fresh"]:
        result = measure(*name.split("+"), speller=speller)
        _table(name, result)
        if show and name == "seen":
            print(*result.missed, "", *result.wrong, *result.touched, sep="\n")
    _samples(speller, show=show)


def _table(name: str, result: Result) -> None:
    print(
        f"\n{name}: recall {result.recall:.1%} of {result.mistakes.total()}, precision {result.precision:.1%} of "
        f"{result.made}, of the confident {result.sure_precision:.1%} of {result.sure_made}; "
        f"clean sentences touched {len(result.touched)} of {result.clean}"
    )
    for kind, total in result.mistakes.most_common():
        print(f"  {result.found[kind]:3} of {total:3}  {kind}")


def _samples(speller: Speller | None, *, show: bool) -> None:
    letters = corrections = confident = 0
    seconds = []
    remarks = remark_corrections = 0
    for path in sorted((resources_dir() / "samples" / "corpus").glob("*.toml")):
        for essay in tomllib.loads(path.read_text(encoding="utf-8"))["essay"]:
            start = time.perf_counter()
            found = proofread(essay["answer"], speller=speller)
            seconds.append((time.perf_counter() - start) / len(essay["answer"]) * 1e6)
            letters += len(essay["answer"])
            corrections += len(found)
            confident += sum(correction.confident for correction in found)
            for remark in essay["remark"]:
                for prose in (remark["reason"], remark["advice"]):
                    remarks += len(sentences(prose))
                    remark_corrections += len(proofread(prose, speller=speller))
            if show:
                for c in found:
                    around = essay["answer"][max(0, c.span.start - 12) : c.span.end + 10].replace("\n", " ")
                    print(f"  {c.rule}: {c.original} → {c.suggestions[0]} | {around}")
    seconds.sort()
    print(
        f"\nsample answers: {corrections} corrections, {confident} of them confident, in {letters:,} characters; "
        f"for 1,000 characters {seconds[len(seconds) // 2]:.0f} ms (median), {seconds[-1]:.0f} ms at most"
    )
    print(f"their remarks: {remark_corrections} corrections in {remarks:,} sentences")


if __name__ == "__main__":
    main(sys.argv[1:])
