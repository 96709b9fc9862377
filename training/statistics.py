"""Lengths of records in numbers and as a plot."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from core.critique.prompt import PromptFormat, estimate_tokens
from training.records import Record

_PERCENTILES = (0, 5, 25, 50, 75, 95, 100)
_WIDTH, _HEIGHT, _BINS = 460, 150, 24
_TITLES = {
    "answer": "답변 (자)",
    "reply": "첨삭 전체 (자)",
    "remark": "첨삭 하나 (자)",
    "remarks": "답변 하나의 첨삭 수",
    "plain": "프롬프트와 첨삭, polyglot-ko (토큰, 어림)",
    "chatml": "프롬프트와 첨삭, Qwen (토큰, 어림)",
}


@dataclass(slots=True)
class Lengths:
    """Filled record by record; keeps numbers, no text."""

    values: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in _TITLES})
    kinds: Counter[str] = field(default_factory=Counter)
    polarities: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    seasons: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        reply = record.reply()
        self.values["answer"].append(len(record.answer))
        self.values["reply"].append(len(reply))
        self.values["remark"] += [len(remark.reason) + len(remark.advice) for remark in record.remarks]
        self.values["remarks"].append(len(record.remarks))
        for form in PromptFormat:
            self.values[form].append(estimate_tokens(record.prompt(form).text + reply, form))
        self.kinds[record.question_type.value] += 1
        self.polarities.update(remark.polarity.value for remark in record.remarks)
        self.grades[str(record.grade or "")] += 1
        self.seasons[record.season] += 1
        self.origins[record.origin] += 1

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, values in self.values.items():
            points = np.percentile(values, _PERCENTILES).tolist() if values else []
            found[name] = {
                "count": len(values),
                "mean": round(float(np.mean(values)), 1) if values else 0.0,
                **{f"p{point}": round(value, 1) for point, value in zip(_PERCENTILES, points, strict=False)},
            }
        counts = {"question_types": self.kinds, "polarities": self.polarities, "grades": self.grades}
        counts |= {"seasons": self.seasons, "origins": self.origins}
        return {"lengths": found} | {name: dict(sorted(counter.items())) for name, counter in counts.items()}

    def to_svg(self) -> str:
        """One histogram below the other, readable in light and dark."""
        plots = "".join(
            _histogram(_TITLES[name], values, number * _HEIGHT)
            for number, (name, values) in enumerate(self.values.items())
        )
        size = f'width="{_WIDTH}" height="{_HEIGHT * len(self.values)}"'
        style = "<style>text{font:12px sans-serif;fill:#57606a}rect{fill:#4c78a8}line{stroke:#8c959f}</style>"
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">{style}{plots}</svg>\n'


def _histogram(title: str, values: Iterable[int], top: int) -> str:
    numbers = np.asarray(list(values))
    if not len(numbers):
        return ""
    low, high = int(numbers.min()), int(numbers.max())
    counts, _ = np.histogram(numbers, bins=min(_BINS, high - low + 1), range=(low, high + 1))
    width = (_WIDTH - 40) / len(counts)
    tall = _HEIGHT - 60
    bars = "".join(
        f'<rect x="{20 + place * width:.1f}" y="{top + 30 + tall * (1 - count / counts.max()):.1f}"'
        f' width="{width - 1:.1f}" height="{tall * count / counts.max():.1f}"/>'
        for place, count in enumerate(counts.tolist())
    )
    base = top + 30 + tall
    middle = float(np.median(numbers))
    words = (
        f'<text x="20" y="{top + 18}">{escape(title)}</text>'
        f'<text x="20" y="{base + 16}">{low:,}</text>'
        f'<text x="{_WIDTH / 2}" y="{base + 16}" text-anchor="middle">가운데 {middle:,.0f}</text>'
        f'<text x="{_WIDTH - 20}" y="{base + 16}" text-anchor="end">{high:,}</text>'
    )
    return f'{bars}<line x1="20" x2="{_WIDTH - 20}" y1="{base}" y2="{base}"/>{words}'
