"""Where a perfect, a shuffled, an empty, a copied and a random system land: one line for each measure."""

import math

import pytest

from training.evaluate.measures import MEASURES

NAN = "nothing to measure"
Figures = dict[str, float]

# measure: perfect, shuffled, empty, copied, at random. A pair is a range.
Where = float | str | tuple[float, float]
LANDING: dict[str, tuple[Where, Where, Where, Where, Where]] = {
    "hygiene.parses": (1, 1, 0, 1, 1),
    "hygiene.ends": (1, 1, 1, 1, 0),
    "hygiene.repetition": ((0, 0.1), (0, 0.1), NAN, (0.5, 1), (0, 0.1)),
    "hygiene.korean": ((0.9, 1), (0.9, 1), NAN, (0.9, 1), 1),
    "hygiene.length": ((200, 900), (200, 900), 0, (900, 4000), (50, 600)),
    "hygiene.remarks": ((2, 5), (2, 5), 0, (8, 20), (2, 5)),
    "hygiene.failed": (0, 0, 0, 0, 0),
    "grounding.quotes": (1, (0, 0.1), NAN, 1, 1),
    "grounding.verbatim": (1, (0, 0.05), NAN, (0.95, 1), (0.95, 1)),
    "grounding.quoting": (1, 1, NAN, 1, 1),
    "grounding.numbers": ((0.6, 1), (0, 0.5), NAN, 1, NAN),
    "grounding.names": ((0.5, 1), (0, 0.6), NAN, (0.95, 1), NAN),
    "grounding.raw": ((0.7, 1), (0, 0.1), NAN, (0.95, 1), 1),
    "grounding.borne_out": ((2, 5), (0, 0.3), 0, (8, 20), (2, 5)),
    "grounding.shown_quotes": (1, NAN, NAN, 1, 1),
    "grounding.shown_figures": ((0.7, 1), (0.3, 0.97), NAN, 1, 1),
    "specificity.top1": ((0.95, 1), (0, 0.15), 0.05, 0.05, (0, 0.15)),
    "specificity.mrr": ((0.95, 1), (0.1, 0.28), (0.179, 0.181), (0.179, 0.181), (0.1, 0.28)),
    "specificity.chance": (0.05, 0.05, 0.05, 0.05, 0.05),
    "coverage.precision": (1, 0, NAN, (0, 0.05), (0, 0.05)),
    "coverage.recall": (1, 0, 0, (0, 0.2), (0, 0.05)),
    "coverage.f1": (1, 0, 0, (0, 0.1), (0, 0.05)),
    "location.sentence_f1": (1, 0, 0, (0.3, 0.6), (0.2, 0.5)),
    "location.sentence_f1_random": ((0.2, 0.5), 0, 0, (0.3, 0.6), (0.2, 0.5)),
    "location.sentence_f1_over_random": ((0.5, 0.8), 0, 0, (-0.001, 0.001), (-0.12, 0.12)),
    "location.span_iou": (1, 0, 0, (0.15, 0.4), (0.05, 0.3)),
    "location.span_iou_random": ((0.1, 0.3), 0, 0, (0.15, 0.4), (0.05, 0.3)),
    "polarity.macro_f1": (1, NAN, NAN, (0.3, 0.65), (0.2, 0.5)),
    "polarity.mcc": (1, NAN, NAN, (-0.3, 0.3), 0),
    "grade.qwk": (1, (-0.5, 0.5), NAN, 0, (-0.4, 0.4)),
    "grade.spearman": (1, (-0.5, 0.5), NAN, NAN, (-0.4, 0.4)),
    "grade.exact": (1, (0, 0.5), NAN, (0, 0.4), (0, 0.5)),
    "grade.adjacent": (1, (0.3, 0.9), NAN, (0.4, 0.9), (0.2, 0.8)),
    "grade.bias": (0, (-1, 1), NAN, (-1, 1), (-1, 1)),
    "likelihood.loss": (NAN, NAN, NAN, NAN, NAN),
    "likelihood.preference": (NAN, NAN, NAN, NAN, NAN),
    "memorisation.copied": (NAN, NAN, NAN, NAN, NAN),
    "memorisation.canary": (NAN, NAN, NAN, NAN, NAN),
    "surface.chrf": (1, (0.1, 0.35), 0, (0.1, 0.5), (0, 0.35)),
    "surface.rouge_l": (1, (0.1, 0.5), 0, (0.05, 0.5), (0, 0.5)),
    "surface.bertscore": (1, (0.1, 0.6), 0, (0.05, 0.6), (0, 0.6)),
}
SYSTEMS = ("perfect", "shuffled", "empty", "copied", "at_random")


@pytest.mark.parametrize("name", [one.name for one in MEASURES if not one.name.startswith("cost.")])
@pytest.mark.parametrize("system", SYSTEMS)
def test_known_systems_land_where_they_must(name: str, system: str, request: pytest.FixtureRequest) -> None:
    found: Figures = request.getfixturevalue(system)
    value, where = found[name], LANDING[name][SYSTEMS.index(system)]
    match where:
        case str():
            assert math.isnan(value)
        case (low, high):
            assert low <= value <= high
        case _:
            assert value == pytest.approx(where, abs=1e-9)
