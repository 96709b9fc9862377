"""What the ratings of a comparison show so far: who wins, how sure that is, and how far raters agree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.comparison.agreement import Agreement, agreement, nominal, ordinal
from core.comparison.pairs import Check, Choice, Pair, Rating
from core.comparison.ranking import Game, Ranking, rank
from core.comparison.significance import WinRate, pairs_needed, wilson

GENERIC_BELOW = 0.75  # win rate against its own critiques of other answers below which a system says what fits all
_TABLE = (0.60, 0.65, 0.70, 0.75)


@dataclass(frozen=True, slots=True)
class Versus:
    """Two systems, pair by pair: what most raters of a pair chose, a tie when no side has more.

    One pair counts once however many rated it: raters of one pair are not independent of each other.
    """

    one: str
    other: str
    result: WinRate


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a yes was given, with Wilson's interval."""

    yes: int
    total: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.yes, self.total)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`checks` by system; `scores` the mean of 1 to 5 and how many were given."""

    versus: tuple[Versus, ...]
    ranking: Ranking | None
    choices: Agreement
    scores_agreement: Agreement
    checks_agreement: Agreement
    checks: Mapping[str, Mapping[Check, Rate]]
    scores: Mapping[str, tuple[float, int]]
    rated: int
    raters: int

    def between(self, one: str, other: str) -> WinRate | None:
        """From the side of `one`."""
        for found in self.versus:
            if (found.one, found.other) == (one, other):
                return found.result
            if (found.other, found.one) == (one, other):
                return WinRate(found.result.losses, found.result.wins, found.result.ties)
        return None

    def generic(self, system: str) -> bool | None:
        """Whether a system fails to beat its own critiques of other answers; None when nobody compared them."""
        result = self.between(system, f"mismatched:{system}")
        return None if result is None or result.rate is None else result.rate < GENERIC_BELOW


def outcome(pairs: Iterable[Pair], ratings: Iterable[Rating]) -> Outcome:
    """Ratings of pairs that are not there are left out; of two by one rater of one pair the later counts."""
    by_id = {pair.id: pair for pair in pairs}
    latest = {
        (one.pair_id, one.rater): one for one in sorted(ratings, key=lambda one: one.rated_at) if one.pair_id in by_id
    }
    by_pair: dict[str, list[Rating]] = defaultdict(list)
    for one in latest.values():
        by_pair[one.pair_id].append(one)
    kept = list(latest.values())
    rated = {by_id[key]: found for key, found in by_pair.items()}
    choices = [[float(list(Choice).index(one.choice)) for one in found] for found in rated.values()]
    scores = _score_units(rated)
    return Outcome(
        versus=_versus(rated),
        ranking=rank([_game(by_id[one.pair_id], one) for one in kept]),
        choices=agreement(choices, nominal),
        scores_agreement=agreement(scores, ordinal(scores)),
        checks_agreement=agreement(_mark_units(kept), nominal),
        checks=_checks(by_id, kept),
        scores=_scores(by_id, kept),
        rated=len(rated),
        raters=len({one.rater for one in kept}),
    )


def power_table() -> tuple[tuple[float, int], ...]:
    """Win rates and the decisive pairs that each needs."""
    return tuple((rate, pairs_needed(rate)) for rate in _TABLE)


def _versus(rated: Mapping[Pair, Sequence[Rating]]) -> tuple[Versus, ...]:
    counts: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    for pair, found in rated.items():
        one, other = sorted((pair.first.system, pair.second.system))
        votes = Counter(pair.of(rating.choice) for rating in found)
        ahead = votes[one] - votes[other]
        counts[one, other][one if ahead > 0 else other if ahead < 0 else None] += 1
    return tuple(
        Versus(one, other, WinRate(found[one], found[other], found[None]))
        for (one, other), found in sorted(counts.items())
    )


def _game(pair: Pair, rating: Rating) -> Game:
    result = {Choice.FIRST: 1, Choice.TIE: 0, Choice.SECOND: -1}[rating.choice]
    return Game(pair.first.system, pair.second.system, result, pair.first.length, pair.second.length)


def _score_units(rated: Mapping[Pair, Sequence[Rating]]) -> list[list[float]]:
    sides = (
        [one.first_score if first else one.second_score for one in found]
        for found in rated.values()
        for first in (True, False)
    )
    return [[float(score) for score in scores if score is not None] for scores in sides]


def _mark_units(ratings: Iterable[Rating]) -> list[list[float]]:
    said: dict[tuple[str, Choice, int, Check], list[float]] = defaultdict(list)
    for one in ratings:
        for mark in one.marks:
            said[one.pair_id, mark.side, mark.ordinal, mark.check].append(float(mark.yes))
    return list(said.values())


def _system(pair: Pair, side: Choice) -> str:
    return pair.first.system if side is Choice.FIRST else pair.second.system


def _checks(pairs: Mapping[str, Pair], ratings: Iterable[Rating]) -> dict[str, dict[Check, Rate]]:
    yes: Counter[tuple[str, Check]] = Counter()
    total: Counter[tuple[str, Check]] = Counter()
    for one in ratings:
        for mark in one.marks:
            key = (_system(pairs[one.pair_id], mark.side), mark.check)
            yes[key] += mark.yes
            total[key] += 1
    found: dict[str, dict[Check, Rate]] = defaultdict(dict)
    for (system, check), count in sorted(total.items()):
        found[system][check] = Rate(yes[system, check], count)
    return dict(found)


def _scores(pairs: Mapping[str, Pair], ratings: Iterable[Rating]) -> dict[str, tuple[float, int]]:
    given: dict[str, list[int]] = defaultdict(list)
    for one in ratings:
        for side, score in ((Choice.FIRST, one.first_score), (Choice.SECOND, one.second_score)):
            if score is not None:
                given[_system(pairs[one.pair_id], side)].append(score)
    return {system: (sum(scores) / len(scores), len(scores)) for system, scores in sorted(given.items())}
