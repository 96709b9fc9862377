"""What the report says beside the figures."""

import tomllib
from typing import Any

from core.paths import resources_dir
from training.evaluate.items import Pool
from training.evaluate.measures import MEASURES, PRIMARY
from training.evaluate.report import render

FIGURE = {"value": 0.4, "low": 0.3, "high": 0.5, "unit": "share", "better": 1, "groups": 9}


def result(system: str, **more: Any) -> dict[str, Any]:
    return {
        "system": system,
        "data": "abc",
        "data_name": "data",
        "answers": 9,
        "companies": 9,
        "machine": {"system": "Linux", "cores": 2, "memory_bytes": 8_000_000_000, "gpus": []},
        "resamples": 100,
        "primary": PRIMARY,
        "measures": {PRIMARY: FIGURE, "cost.peak_bytes": {**FIGURE, "value": 7e8, "low": None, "unit": "bytes"}},
        "against": {},
        **more,
    }


def test_every_measure_has_a_name() -> None:
    words = tomllib.loads((resources_dir() / "evaluation.toml").read_text(encoding="utf-8"))

    assert list(words["measures"]) == [one.name for one in MEASURES]
    assert {one.name.partition(".")[0] for one in MEASURES} == words["groups"].keys()


def test_a_system_that_does_not_beat_its_control_is_called_generic(pool: Pool) -> None:
    gap = {"value": 0.02, "low": -0.01, "high": 0.05, "p": 0.2, "p_holm": 0.2, "below": 0.1}
    better = {**gap, "low": 0.01}
    for found, warned in ((gap, True), (better, False)):
        one = result("tuned:m@a", against={"mismatched:tuned:m@a": {PRIMARY: found}})
        assert ("어느 글에나 하는 말" in render([one], {}, pool)) is warned


def test_an_adapter_that_hides_its_training_is_told(pool: Pool) -> None:
    facts = {"model": "m", "adapter": "f00", "sampling": {}}
    for known in (True, False):
        page = render([result("tuned:m@a", training_ids_known=known, **facts)], {}, pool)
        assert ("확인하지 못했습니다" in page) is not known


def test_figures_without_an_interval_are_shown_as_they_are(pool: Pool) -> None:
    page = render([result("rules")], {}, pool)

    assert "700 MB" in page
    assert "40.0%<small>30.0% – 50.0%</small>" in page
