"""What the ratings of a comparison show, in words with the figures beside them: for the window, the terminal and a
file.

The sentences are `resources/comparison/report.toml`. Making a report takes seconds: agreement is resampled.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.comparison.agreement import Agreement
from core.comparison.outcome import GENERIC_BELOW, Outcome, Versus, power_table
from core.comparison.packet import wording
from core.comparison.pairs import Check
from core.comparison.ranking import Ranking
from core.comparison.significance import LEVEL, WinRate, not_inferior, wilson
from core.paths import resources_dir

EXPERTS = "experts"
_CONTROL = "mismatched:"
_GOOD, _FAIR = 0.8, 0.667  # of alpha, from which on Krippendorff draws conclusions, firm ones and tentative ones


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and the figures it rests on."""

    words: str
    figures: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`note` says how to read it."""

    title: str
    statements: tuple[Statement, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`summary` is one sentence; without ratings there is nothing else but how many are needed."""

    summary: str
    sections: tuple[Section, ...]

    def as_text(self, title: str = "") -> str:
        """For a terminal or a file, the words before their figures."""
        blocks = ["\n".join(part for part in (title, self.summary) if part)]
        for section in self.sections:
            head = [f"[{section.title}]", section.note]
            rows = [f"- {one.words}" + (f"\n  {one.figures}" if one.figures else "") for one in section.statements]
            blocks.append("\n".join([*(part for part in head if part), *rows]))
        return "\n\n".join(blocks) + "\n"


def report(found: Outcome, margin: float) -> Report:
    """`margin` of non-inferiority, fixed before anybody rated."""
    words, titles, notes = _part("words"), _part("titles"), _part("notes")
    summary = words["rated"].format(pairs=found.rated, raters=found.raters) if found.rated else words["nothing"]
    sections = [
        Section(titles["versus"], tuple(_versus(found.versus)), notes["versus"]),
        Section(titles["claims"], tuple(_claims(found, margin))),
        *_ranking(found.ranking),
        Section(titles["scores"], tuple(_scores(found.scores)), notes["scores"]),
        *_checks(found),
        *_agreement(found),
        Section(titles["power"], tuple(_power()), notes["power"]),
    ]
    return Report(summary, tuple(section for section in sections if section.statements))


def system_name(system: str) -> str:
    """What a system is called in a report."""
    names = _part("systems")
    if system.startswith(_CONTROL):
        return names["mismatched"].format(system=system_name(system.removeprefix(_CONTROL)))
    return names.get(system, system)


def _versus(found: Sequence[Versus]) -> Iterator[Statement]:
    words, figures = _part("words"), _part("figures")
    for pair in found:
        # The one that was chosen more often is spoken of first.
        one, other, result = pair.one, pair.other, pair.result
        if result.losses > result.wins:
            one, other, result = other, one, WinRate(result.losses, result.wins, result.ties)
        key = "even" if result.wins == result.losses else "better" if result.p <= LEVEL else "ahead"
        said = words[key].format(one=system_name(one), other=system_name(other))
        counts = {"wins": result.wins, "losses": result.losses, "ties": result.ties}
        if result.rate is None:
            yield Statement(said, figures["ties_only"].format(**counts))
        else:
            low, high = map(_share, result.interval)
            p = "< 0.0001" if result.p < 0.0001 else f"{result.p:.4f}"
            line = figures["versus"].format(**counts, rate=_share(result.rate), low=low, high=high, p=p)
            yield Statement(said, line.replace("= <", "<"))
        shows = result.shows
        yield Statement(words["shows_none"] if shows is None else words["shows"].format(rate=_share(shows)))


def _claims(found: Outcome, margin: float) -> Iterator[Statement]:
    """What was asked beforehand: not worse than experts, and about this text rather than any."""
    words, figures = _part("words"), _part("figures")
    systems = sorted({name for one in found.versus for name in (one.one, one.other)})
    for system in systems:
        result = found.between(system, EXPERTS)
        if result is not None and not system.startswith(_CONTROL):
            total = result.decisive + result.ties
            low = wilson(result.wins + result.ties / 2, total)[0]
            key = "not_inferior" if not_inferior(result, margin) else "not_inferior_unknown"
            line = figures["margin"].format(low=_share(low), bound=_share(0.5 - margin))
            yield Statement(words[key].format(system=system_name(system)), line)
    for system in systems:
        generic = found.generic(system)
        result = found.between(system, f"{_CONTROL}{system}")
        if generic is not None and result is not None and result.rate is not None:
            line = figures["generic"].format(rate=_share(result.rate), bound=_share(GENERIC_BELOW))
            yield Statement(words["generic" if generic else "specific"].format(system=system_name(system)), line)


def _ranking(found: Ranking | None) -> Iterator[Section]:
    if found is None:
        return
    words, figures = _part("words"), _part("figures")
    rows = []
    for place, standing in enumerate(found.standings, 1):
        low, high = standing.interval
        line = figures["standing"].format(strength=f"{standing.strength:+.2f}", low=f"{low:+.2f}", high=f"{high:+.2f}")
        rows.append(Statement(words["place"].format(place=place, system=system_name(standing.system)), line))
    sure = abs(found.length) > 1.96 * found.length_error
    key = "length_none" if not sure else "length_longer" if found.length > 0 else "length_shorter"
    length = figures["length"].format(length=f"{found.length:+.2f}", error=f"{found.length_error:.2f}")
    tie = figures["tie"].format(tie=_share(found.tie))
    rows.append(Statement(words[key], f"{length} · {tie}"))
    yield Section(_part("titles")["ranking"], tuple(rows), _part("notes")["ranking"])


def _scores(found: Mapping[str, tuple[float, int]]) -> Iterator[Statement]:
    for system, (mean, count) in sorted(found.items(), key=lambda item: -item[1][0]):
        yield Statement(system_name(system), _part("figures")["score"].format(mean=f"{mean:.2f}", count=count))


def _checks(found: Outcome) -> Iterator[Section]:
    questions, notes = wording()["checks"], _part("notes")
    for system, rates in found.checks.items():
        rows = []
        for check in Check:
            if check not in rates:
                continue
            rate = rates[check]
            low, high = map(_share, rate.interval)
            line = _part("figures")["check"].format(
                rate=_share(rate.yes / rate.total), yes=rate.yes, total=rate.total, low=low, high=high
            )
            more = f" {notes['harmful']}" if check is Check.HARMFUL else ""
            rows.append(Statement(questions[check.value] + more, line))
        yield Section(_part("titles")["checks"].format(system=system_name(system)), tuple(rows), notes["checks"])


def _agreement(found: Outcome) -> Iterator[Section]:
    if not found.rated:
        return
    words = _part("words")
    asked = ((words["choices"], found.choices), (words["scores"], found.scores_agreement))
    rows = tuple(_agreed(what, one) for what, one in (*asked, (words["checks"], found.checks_agreement)))
    yield Section(_part("titles")["agreement"], rows, _part("notes")["agreement"])


def _agreed(what: str, found: Agreement) -> Statement:
    words = _part("words")
    if found.alpha is None or found.low is None or found.high is None:
        return Statement(words["agree_unknown"].format(what=what))
    key = "agree_well" if found.alpha >= _GOOD else "agree_some" if found.alpha >= _FAIR else "agree_little"
    line = _part("figures")["alpha"].format(
        alpha=f"{found.alpha:.2f}", low=f"{found.low:.2f}", high=f"{found.high:.2f}", units=found.units
    )
    return Statement(words[key].format(what=what), line)


def _power() -> Iterator[Statement]:
    for rate, pairs in power_table():
        line = _part("figures")["needed"].format(pairs=pairs)
        yield Statement(_part("words")["needed"].format(rate=_share(rate)), line)


def _share(value: float) -> str:
    return f"{value:.2f}"


def _part(name: str) -> Mapping[str, str]:
    part: Mapping[str, str] = _words()[name]
    return part


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources_dir() / "comparison" / "report.toml").read_text(encoding="utf-8"))
