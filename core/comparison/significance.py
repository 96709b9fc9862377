"""What few ratings can show: the exact sign test, the interval of a win rate, and how many pairs a difference needs."""

import math
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

LEVEL = 0.05  # two-sided
POWER = 0.8
_MOST_PAIRS = 100_000


def sign_test(wins: int, losses: int) -> float:
    """Two-sided p of as uneven a result or more, when either side wins every pair with 1/2. Ties do not count.

    1 without any pair.
    """
    total, fewer = wins + losses, min(wins, losses)
    tail = sum(math.comb(total, k) for k in range(fewer + 1))
    # Whole numbers up to the division: a float has no room for the sum of a thousand pairs.
    return min(1.0, float(Fraction(2 * tail, 1 << total)))


def wilson(wins: float, total: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's score interval of a rate; (0, 1) when nothing was seen. Half wins are ties."""
    if total <= 0:
        return (0.0, 1.0)
    z = NormalDist().inv_cdf(1 - level / 2)
    rate = wins / total
    middle = (rate + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    return (max(0.0, middle - half), min(1.0, middle + half))


def pairs_needed(rate: float, power: float = POWER, level: float = LEVEL) -> int:
    """Decisive pairs (ties dropped) with which the sign test finds this win rate with this power, and from which on
    it always does: the exact power goes up and down with the number of pairs."""
    if not 0.5 < rate < 1:
        raise ValueError("a win rate between a half and 1")
    needed, total = 1, 1
    while total <= _MOST_PAIRS:
        if exact_power(total, rate, level) < power:
            needed = total + 1
        elif total > 2 * needed + 50:
            return needed
        total += 1
    raise ValueError(f"more than {_MOST_PAIRS} pairs")


def pairs_about(rate: float, power: float = POWER, level: float = LEVEL) -> int:
    """The same by the normal approximation, as tables of sample sizes print it."""
    alpha, beta = NormalDist().inv_cdf(1 - level / 2), NormalDist().inv_cdf(power)
    return math.ceil(((alpha * 0.5 + beta * math.sqrt(rate * (1 - rate))) / (rate - 0.5)) ** 2)


def exact_power(pairs: int, rate: float, level: float = LEVEL) -> float:
    """How often the sign test is significant with so many decisive pairs at this win rate."""
    fewest = significant_from(pairs, level)
    if fewest is None:
        return 0.0
    return sum(_binomial(pairs, k, rate) for k in (*range(fewest, pairs + 1), *range(pairs - fewest + 1)))


def significant_from(pairs: int, level: float = LEVEL) -> int | None:
    """Wins from which on the sign test is significant; None when not even all of them are enough."""
    tail, found = 0.0, None
    for wins in range(pairs, pairs // 2, -1):
        tail += _binomial(pairs, wins, 0.5)
        if 2 * tail > level:
            break
        found = wins
    return found


def shows_from(pairs: int, power: float = POWER, level: float = LEVEL) -> float | None:
    """The smallest win rate, in hundredths, that so many decisive pairs would show with this power; None for none."""
    for hundredths in range(51, 100):
        if exact_power(pairs, hundredths / 100, level) >= power:
            return hundredths / 100
    return None


@dataclass(frozen=True, slots=True)
class WinRate:
    """One system against another. `low` and `high` are of the rate among decisive pairs."""

    wins: int
    losses: int
    ties: int

    @property
    def decisive(self) -> int:
        return self.wins + self.losses

    @property
    def rate(self) -> float | None:
        return self.wins / self.decisive if self.decisive else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.wins, self.decisive)

    @property
    def p(self) -> float:
        return sign_test(self.wins, self.losses)

    @property
    def shows(self) -> float | None:
        """The smallest win rate that so many decisive pairs would show."""
        return shows_from(self.decisive)


def not_inferior(result: WinRate, margin: float) -> bool:
    """Whether the win rate, a tie being half a win, is above 1/2 - `margin` with its whole one-sided 97.5 % interval.

    The margin is fixed before anybody rates.
    """
    total = result.decisive + result.ties
    return total > 0 and wilson(result.wins + result.ties / 2, total)[0] > 0.5 - margin


def _binomial(total: int, k: int, rate: float) -> float:
    log = math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
    return math.exp(log + k * math.log(rate) + (total - k) * math.log1p(-rate))
