"""The losses of a run as a plot, from what training wrote down. SVG, so that no plotting library is needed."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 640, 260, 56, 34, 34
_STYLE = (
    "<style>text{font:12px sans-serif;fill:#57606a}.axis{stroke:#8c959f}.grid{stroke:#8c959f;stroke-opacity:.25}"
    ".train{stroke:#4c78a8;fill:none;stroke-width:1.5}.held{stroke:#e45756;fill:none;stroke-width:2}"
    ".point{fill:#e45756}.key{fill:#4c78a8}</style>"
)

Row = dict[str, Any]


def read_metrics(path: Path) -> list[Row]:
    """The rows of metrics.jsonl. None yet: an empty list. A line that is being written is left for the next time."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("}\n")]


def losses_svg(rows: Iterable[Row]) -> str:
    """Loss of each step as a line, held-out loss as points, by step. Readable in light and dark."""
    found = list(rows)
    train = [(row["step"], row["loss"]) for row in found if math.isfinite(row.get("loss", math.nan))]
    held = [(row["step"], row["eval_loss"]) for row in found if math.isfinite(row.get("eval_loss", math.nan))]
    if not train and not held:
        return _svg('<text x="20" y="40">아직 그릴 것이 없습니다.</text>')
    steps = [step for step, _ in train + held]
    values = [loss for _, loss in train + held]
    low, high = min(values), max(values)
    room = (high - low or 1.0) / 20
    across = _Scale(min(steps), max(steps), _LEFT, _WIDTH - 20)
    down = _Scale(low - room, high + room, _HEIGHT - _BOTTOM, _TOP)
    points = "".join(
        f'<circle class="point" cx="{across(step):.1f}" cy="{down(loss):.1f}" r="3.5"/>' for step, loss in held
    )
    return _svg(_frame(across, down) + _line("train", train, across, down) + _line("held", held, across, down) + points)


class _Scale:
    """From what is measured, `low` to `high`, to a place, `start` to `end`."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self._start, self._end = low, high, start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self._start + share * (self._end - self._start)


def _line(kind: str, points: Sequence[tuple[int, float]], across: _Scale, down: _Scale) -> str:
    places = " ".join(f"{across(step):.1f},{down(loss):.1f}" for step, loss in points)
    return f'<polyline class="{kind}" points="{places}"/>'


def _frame(across: _Scale, down: _Scale) -> str:
    base, right = _HEIGHT - _BOTTOM, _WIDTH - 20
    marks = [down.low + (down.high - down.low) * part / 4 for part in range(1, 4)]
    grid = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{down(mark):.1f}" y2="{down(mark):.1f}"/>'
        f'<text x="{_LEFT - 8}" y="{down(mark) + 4:.1f}" text-anchor="end">{mark:.3g}</text>'
        for mark in marks
    )
    key = (
        f'<rect class="key" x="{_LEFT}" y="12" width="12" height="3"/><text x="{_LEFT + 18}" y="18">훈련 손실</text>'
        f'<circle class="point" cx="{_LEFT + 106}" cy="14" r="3.5"/><text x="{_LEFT + 116}" y="18">검증 손실</text>'
    )
    words = (
        f'<text x="{_LEFT}" y="{base + 20}">{across.low:,.0f}걸음</text>'
        f'<text x="{right}" y="{base + 20}" text-anchor="end">{across.high:,.0f}걸음</text>'
    )
    return f'{grid}<line class="axis" x1="{_LEFT}" x2="{right}" y1="{base}" y2="{base}"/>{key}{words}'


def _svg(inside: str) -> str:
    size = f'width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">{_STYLE}{inside}</svg>\n'
