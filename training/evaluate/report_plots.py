"""Figures of a measure, system by system, as a line of points with intervals: SVG as text, no library."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_ROW, _TOP, _LABELS, _WIDTH, _END = 26, 8, 190, 720, 92


class Point(NamedTuple):
    """A system's figure with its interval; `shown` is the figure as text."""

    name: str
    value: float
    low: float
    high: float
    shown: str


def intervals(points: Sequence[Point], title: str, *, zero: bool = False) -> str:
    """One plot. The axis spans what is shown, 0 to 1 when everything lies there; `zero` draws the line of no
    difference."""
    low = min(*(point.low for point in points), 0.0)
    high = max(*(point.high for point in points), 0.0)
    if not zero and low >= 0 and high <= 1:
        high = 1.0
    span = (high - low) or 1.0
    height = _TOP + _ROW * len(points) + 24

    def x(value: float) -> float:
        return _LABELS + (value - low) / span * (_WIDTH - _LABELS - _END)

    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
    ]
    for at in _ticks(low, high):
        parts.append(f'<line class="grid" x1="{x(at):.1f}" x2="{x(at):.1f}" y1="0" y2="{height - 20}"/>')
        parts.append(f'<text class="axis" x="{x(at):.1f}" y="{height - 6}" text-anchor="middle">{at:.2g}</text>')
    if zero:
        parts.append(f'<line class="zero" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="0" y2="{height - 20}"/>')
    for place, point in enumerate(points):
        y = _TOP + _ROW * place + _ROW / 2
        parts += [
            f'<text x="{_LABELS - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(_short(point.name))}</text>',
            f'<line class="range" x1="{x(point.low):.1f}" x2="{x(point.high):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>',
            f'<circle cx="{x(point.value):.1f}" cy="{y:.1f}" r="4.5"/>',
            f'<text x="{_WIDTH - _END + 12}" y="{y + 4:.1f}">{escape(point.shown)}</text>',
        ]
    return "".join([*parts, "</svg>"])


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers within a range, four or so."""
    rough = ((high - low) or 1.0) / 4
    magnitude = 10 ** math.floor(math.log10(rough))
    step = magnitude * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * place for place in range(first, last + 1)]


def _short(name: str, most: int = 26) -> str:
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-most // 2 + 1 :]}"
