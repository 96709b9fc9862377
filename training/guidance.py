"""`python -m training guidance`: the weights by which the program chooses what to judge, from experts' choices.

Multinomial logistic regression over the signs of `core.critique.guidance`, saying nothing as the reference. The
penalty was chosen by ten folds over the companies of the 240 samples; from 0.3 to 30 it makes little difference.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.critique.guidance import SIGNS, Sentence, read_sentences
from core.remark import Polarity
from training.records import Record

PENALTY = 3.0  # half the sum of squares is weighed by it against the sum of log-likelihoods
Numbers = NDArray[np.float64]
_KINDS = tuple(Polarity)


def judged(record: Record) -> Iterator[tuple[Sentence, Polarity | None]]:
    """Each sentence with what the expert made of it: of the remark that overlaps it most."""
    found = read_sentences(record.request)
    kinds: dict[int, Polarity] = {}
    for remark in record.remarks:
        if remark.span is None:
            continue
        overlaps = [min(one.span.end, remark.span.end) - max(one.span.start, remark.span.start) for one in found]
        if overlaps and max(overlaps) > 0:
            kinds[int(np.argmax(overlaps))] = remark.polarity
    return ((sentence, kinds.get(at)) for at, sentence in enumerate(found))


def fit(records: Iterable[Record], penalty: float = PENALTY) -> dict[Polarity, dict[str, float]]:
    """The weights by kind of judgement and sign, with the intercept."""
    rows = [row for record in records for row in judged(record)]
    signs = np.array([[1.0, *(sign(sentence) for sign in SIGNS.values())] for sentence, _ in rows])
    # Column 0: nothing is said.
    kinds = np.array([0 if kind is None else 1 + _KINDS.index(kind) for _, kind in rows])
    weights = _minimise(signs, kinds, penalty)
    names = ("intercept", *SIGNS)
    return {
        kind: dict(zip(names, (round(float(one), 3) for one in row), strict=True))
        for kind, row in zip(_KINDS, weights, strict=True)
    }


def write(weights: dict[Polarity, dict[str, float]], path: Path) -> None:
    """The file that `core.critique.guidance` reads."""
    lines = ["# Made by `python -m training guidance`: chances that an expert speaks of a sentence, against silence."]
    for kind, row in weights.items():
        lines += ["", f"[{kind.value}]", *(f"{name} = {value}" for name, value in row.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _minimise(signs: Numbers, kinds: NDArray[np.intp], penalty: float) -> Numbers:
    from scipy.optimize import minimize

    shape = (len(_KINDS), signs.shape[1])
    told = np.eye(1 + len(_KINDS))[kinds]

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(shape)
        scores = np.hstack([np.zeros((len(signs), 1)), signs @ weights.T])
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        free = weights.copy()
        free[:, 0] = 0  # the intercept is not held down
        gradient = (np.exp(logs) - told)[:, 1:].T @ signs + penalty * free
        return float(-(logs * told).sum() + penalty / 2 * (free**2).sum()), gradient.ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    return np.asarray(found.x, np.float64).reshape(shape)
