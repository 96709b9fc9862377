"""Davidson's Bradley–Terry model of pairs with ties, the log of the lengths' ratio beside the systems.

The worth of the first of a pair against the second is s₁ − s₂ + β·log(length₁/length₂) = d. Its chances to win, to
tie and to lose are as exp(d/2), ν and exp(−d/2) (Davidson 1970). Without the covariate a system that only writes
more, and is preferred for that, would pass for a better one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = 100
_ENOUGH = 1e-9
# A prior worth a hundredth of a pair: it moves nothing, and keeps the estimate finite when a system won every pair.
_RIDGE = 0.01

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Game:
    """`result` is 1 when the first won, 0 for a tie, -1 when the second did. Lengths in characters."""

    first: str
    second: str
    result: int
    first_length: int = 1
    second_length: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """`strength` is the log odds of winning against the average system, in decisive pairs of equal length."""

    system: str
    strength: float
    error: float

    @property
    def interval(self) -> tuple[float, float]:
        return (self.strength - 1.96 * self.error, self.strength + 1.96 * self.error)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. `tie` is the chance of a tie between equals; `length` the log odds that a text e times as long
    gains, with its standard error."""

    standings: tuple[Standing, ...]
    tie: float
    length: float
    length_error: float

    def odds(self, one: str, other: str) -> float:
        """The chance that `one` wins a decisive pair of equal length."""
        strength = {standing.system: standing.strength for standing in self.standings}
        return 1 / (1 + math.exp(strength[other] - strength[one]))


def rank(games: Sequence[Game]) -> Ranking | None:
    """Maximum likelihood by Newton's method; None without games. Strengths add up to 0."""
    if not games:
        return None
    systems = sorted({game.first for game in games} | {game.second for game in games})
    count = len(systems)
    place = {system: at for at, system in enumerate(systems)}
    design = np.zeros((len(games), count + 1))
    for row, game in zip(design, games, strict=True):
        row[place[game.first]] += 1
        row[place[game.second]] -= 1
        row[count] = math.log(max(1, game.first_length) / max(1, game.second_length))
    results = np.array([game.result for game in games], dtype=np.float64)
    # What is estimated: contrasts that add up to 0, the covariate, and log ν, which every game shares.
    basis = np.zeros((count + 1, count))
    basis[:count, : count - 1] = np.linalg.svd(np.ones((1, count)))[2][1:].T
    basis[count, count - 1] = 1
    found, information = _fit(design @ basis, results)
    covariance = basis @ np.linalg.inv(information)[:-1, :-1] @ basis.T
    values, errors = basis @ found[:-1], np.sqrt(np.diag(covariance))
    standings = [Standing(system, float(values[at]), float(errors[at])) for system, at in place.items()]
    nu = math.exp(float(found[-1]))
    return Ranking(
        tuple(sorted(standings, key=lambda one: -one.strength)), nu / (2 + nu), float(values[-1]), float(errors[-1])
    )


def _fit(design: Numbers, results: Numbers) -> tuple[Numbers, Numbers]:
    """Parameters (those of the design, then log ν) and their information."""
    width = design.shape[1]
    found = np.zeros(width + 1)
    ties = (results == 0).astype(np.float64)
    information = np.eye(width + 1)
    # The chances depend on (d/2, log ν) with statistics (result, tie); the model is an exponential family in them.
    scaled = design / 2
    for _ in range(_STEPS):
        win, lose, tie = _chances(scaled @ found[:width], float(found[width]))
        gradient = np.concatenate([scaled.T @ (results - win + lose), [np.sum(ties - tie)]]) - _RIDGE * found
        mean = win - lose
        own = win + lose - mean**2
        cross = -mean * tie
        information = np.zeros((width + 1, width + 1))
        information[:width, :width] = scaled.T @ (own[:, None] * scaled)
        information[:width, width] = information[width, :width] = scaled.T @ cross
        information[width, width] = np.sum(tie * (1 - tie))
        information += _RIDGE * np.eye(width + 1)
        step = np.linalg.solve(information, gradient)
        step *= min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        found += step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return found, information


def _chances(half: Numbers, log_tie: float) -> tuple[Numbers, Numbers, Numbers]:
    logs = np.stack([half, -half, np.full_like(half, log_tie)])
    weights = np.exp(logs - logs.max(axis=0))
    win, lose, tie = weights / weights.sum(axis=0)
    return win, lose, tie
