"""All measures, and the vectors of one system's critiques."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from training.evaluate.measures import (
    cost,
    coverage,
    grade,
    grounding,
    hygiene,
    likelihood,
    location,
    memorisation,
    polarity,
    specificity,
    surface,
)
from training.evaluate.measures.measure import Case, Measure, Numbers

MEASURES: tuple[Measure, ...] = (
    *hygiene.MEASURES,
    *grounding.MEASURES,
    *specificity.MEASURES,
    *coverage.MEASURES,
    *location.MEASURES,
    *polarity.MEASURES,
    *grade.MEASURES,
    *likelihood.MEASURES,
    *memorisation.MEASURES,
    *surface.MEASURES,
    *cost.MEASURES,
)

# The hypothesis of a run, tested as it stands; all others are corrected for being many.
PRIMARY = "specificity.mrr"

Of = Callable[[Case], Sequence[float] | None]


def by_group(cases: Iterable[Case], measures: Sequence[Measure], groups: Sequence[str]) -> dict[Of, Numbers]:
    """The sums of each vector for each group (rows, in this order). A measure that says nothing adds nothing."""
    functions = list(dict.fromkeys(measure.of for measure in measures))
    row = {group: at for at, group in enumerate(groups)}
    sums: dict[Of, Numbers] = {}
    for case in cases:
        for of in functions:
            if (vector := of(case)) is None:
                continue
            if of not in sums:
                sums[of] = np.zeros((len(groups), len(vector)))
            sums[of][row[case.setting.pool.groups[case.item.id]]] += vector
    return sums
