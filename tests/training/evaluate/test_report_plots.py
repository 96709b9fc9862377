import re
from xml.etree import ElementTree

import pytest

from training.evaluate.report_plots import Point, intervals

POINTS = [Point("experts", 0.9, 0.85, 0.95, "90%"), Point("a<b & 'c'", 0.1, 0.0, 0.2, "10%")]


def circles(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg)]


def test_a_plot_is_whole_and_in_order() -> None:
    svg = intervals(POINTS, "근거 <1>")
    root = ElementTree.fromstring(svg)

    assert root.get("aria-label") == "근거 <1>"
    assert circles(svg)[0] > circles(svg)[1]
    assert "a<b & 'c'" in [element.text for element in root.iter("text")]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.0, 1.0, ["0", "0.25", "0.5", "0.75", "1"]),
        (-0.3, 0.4, ["-0.2", "0", "0.2", "0.4"]),
        (0, 37, ["0", "10", "20", "30"]),
    ],
)
def test_the_axis_has_round_numbers(low: float, high: float, ticks: list[str]) -> None:
    svg = intervals([Point("x", low, low, high, "")], "t", zero=low < 0)

    assert re.findall(r'class="axis"[^>]*>([^<]+)<', svg) == ticks
    assert ('class="zero"' in svg) is (low < 0)


def test_a_point_without_width_is_drawn() -> None:
    assert len(circles(intervals([Point("x", 0.0, 0.0, 0.0, "0")], "t", zero=True))) == 1
