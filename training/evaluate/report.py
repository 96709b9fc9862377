"""The results of a folder as one HTML file that needs nothing else: plots, figures, differences, critiques."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from core.critique.prompt import LABELS, OVERALL_LABEL
from core.paths import resources_dir
from training.evaluate.bench import stem
from training.evaluate.critiques import Critique
from training.evaluate.items import Pool
from training.evaluate.report_plots import Point, intervals
from training.evaluate.samples_file import read_samples
from training.records import Record

SHOWN = 12  # answers whose critiques stand side by side
_PLOTTED = (
    "hygiene.parses",
    "grounding.raw",
    "specificity.top1",
    "specificity.mrr",
    "coverage.f1",
    "location.sentence_f1_over_random",
    "polarity.mcc",
    "likelihood.preference",
    "cost.first_token_s",
)
_MISMATCHED = "mismatched:"

Result = Mapping[str, Any]


def write_report(folder: Path, pool: Pool) -> Path:
    """`report.html` from the results and samples in `folder`. Raises FileNotFoundError without results."""
    results = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "results").glob("*.json"))]
    if not results:
        raise FileNotFoundError(folder / "results")
    results.sort(key=lambda one: (bool(one["against"]), one["system"]))
    samples = {one["system"]: _first_seed(folder, one["system"]) for one in results}
    page = folder / "report.html"
    unfinished = page.with_name(page.name + ".part")
    unfinished.write_text(render(results, samples, pool), encoding="utf-8")
    unfinished.replace(page)
    return page


def render(results: Sequence[Result], samples: Mapping[str, Mapping[str, Critique]], pool: Pool) -> str:
    """The page. Whatever a model or a person wrote is escaped."""
    words = _words()
    body = [
        f"<h1>{escape(words['title'])}</h1>",
        f"<p>{escape(words['intro'])}</p><p>{escape(words['caveat'])}</p>",
        *(f"<p>{escape(words['samples_caveat'])}</p>" for one in results[:1] if one["data_name"] == "samples"),
        _facts(results),
        *(f'<p class="warning">{escape(warning)}</p>' for warning in _warnings(results)),
        f"<h2>{escape(words['plots'])}</h2>",
        *_plots(results),
        f"<h2>{escape(words['figures'])}</h2>",
        _figures(results),
        *_differences(results),
        f"<h2>{escape(words['side_by_side'])}</h2>",
        *(_side_by_side(record, samples) for record in _chosen(pool, samples)),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{words["title"]}</title>'
    head += f"<style>{_STYLE}</style>"
    return f'<!doctype html><html lang="ko"><head>{head}</head><body>{"".join(body)}</body></html>\n'


def _facts(results: Sequence[Result]) -> str:
    words, first = _words(), results[0]
    machine = first["machine"]
    rows = {
        words["data"]: words["data_is"].format(**first),
        words["hash"]: first["data"],
        words["machine"]: " · ".join([words["machine_is"].format(**machine), *machine["gpus"]]),
        words["resamples"]: f"{first['resamples']:,}",
    }
    for one in results:
        if "model" in one:
            rows[one["system"]] = f"{one['model']} · {one['adapter'] or words['no_adapter']} · {one['sampling']}"
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows.items())
    return f"<table>{lines}</table>"


def _warnings(results: Sequence[Result]) -> Iterable[str]:
    words = _words()
    for one in results:
        if one.get("adapter") and not one["training_ids_known"]:
            yield words["training_unknown"].format(system=one["system"])
        control = one["against"].get(f"{_MISMATCHED}{one['system']}")
        if control is not None and not control.get(one["primary"], {}).get("low", 0) > 0:
            yield words["generic"].format(system=one["system"])


def _plots(results: Sequence[Result]) -> Iterable[str]:
    for name in _PLOTTED:
        points = [
            Point(one["system"], found["value"], found["low"], found["high"], _shown(found["value"], found["unit"]))
            for one in results
            if (found := one["measures"].get(name)) and found["low"] is not None
        ]
        if points:
            title = f"{_group(name)}: {_label(name)}"
            yield f"<figure><figcaption>{escape(title)}</figcaption>{intervals(points, title)}</figure>"


def _figures(results: Sequence[Result]) -> str:
    words = _words()
    names = [name for name in words["measures"] if any(name in one["measures"] for one in results)]
    head = "".join(f"<th>{escape(one['system'])}</th>" for one in results)
    rows = []
    group = ""
    for name in names:
        if _group(name) != group:
            group = _group(name)
            rows.append(f'<tr class="group"><th colspan="{len(results) + 1}">{escape(group)}</th></tr>')
        cells = "".join(f"<td>{_cell(one['measures'].get(name))}</td>" for one in results)
        rows.append(f"<tr><th>{escape(_label(name))}</th>{cells}</tr>")
    return f'<div class="wide"><table><tr><th>{escape(words["measure"])}</th>{head}</tr>{"".join(rows)}</table></div>'


def _differences(results: Sequence[Result]) -> Iterable[str]:
    words = _words()
    for one in results:
        for reference, found in one["against"].items():
            title = f"{one['system']} − {reference}"
            points = [
                Point(_label(name), gap["value"], gap["low"], gap["high"], f"{gap['value']:+.3f}")
                for name, gap in found.items()
                if name in _PLOTTED and gap["low"] is not None and not name.startswith("cost.")
            ]
            note = words["differences_note"].format(primary=_label(one["primary"]))
            rows = "".join(_difference(name, gap) for name, gap in found.items())
            yield f"<h2>{escape(title)}</h2><p>{escape(note)}</p>"
            if points:
                yield f"<figure>{intervals(points, title, zero=True)}</figure>"
            yield f"<details><summary>{escape(words['figures'])}</summary><table>{rows}</table></details>"


def _difference(name: str, gap: Mapping[str, Any]) -> str:
    p = "—" if gap["p_holm"] is None else f"{gap['p_holm']:.4f}"
    where = "—" if gap["low"] is None else f"{gap['low']:+.3f} … {gap['high']:+.3f}"
    label = f"{_group(name)}: {_label(name)}"
    return f"<tr><th>{escape(label)}</th><td>{gap['value']:+.3f}</td><td>{where}</td><td>{p}</td></tr>"


def _side_by_side(record: Record, samples: Mapping[str, Mapping[str, Critique]]) -> str:
    words = _words()
    columns = "".join(
        f"<section><h4>{escape(system)}</h4>{_critique(critiques.get(record.id))}</section>"
        for system, critiques in samples.items()
    )
    return (
        f"<details><summary>{escape(record.company)} · {escape(record.question)}</summary>"
        f"<h4>{escape(words['answer'])}</h4><p class='answer'>{escape(record.answer)}</p>"
        f'<div class="columns">{columns}</div></details>'
    )


def _critique(critique: Critique | None) -> str:
    if critique is None or not (critique.remarks or critique.overall):
        return f"<p class='nothing'>{escape(_words()['nothing'])}</p>"
    remarks = "".join(
        f'<li class="{one.polarity.value}"><b>{LABELS[one.polarity]}</b> <q>{escape(one.quote)}</q>'
        f"<br>{escape(one.reason)}<br><i>{escape(one.advice)}</i></li>"
        for one in critique.remarks
    )
    overall = f"<p><b>{OVERALL_LABEL}</b> {escape(critique.overall)}</p>" if critique.overall else ""
    return f"<ul>{remarks}</ul>{overall}"


def _first_seed(folder: Path, system: str) -> dict[str, Critique]:
    _, found = read_samples(folder / "samples" / f"{stem(system)}.jsonl")
    return {one.item_id: one for one in found if one.seed == 0}


def _chosen(pool: Pool, samples: Mapping[str, Mapping[str, Critique]]) -> Sequence[Record]:
    """Answers of every type of question that some system was asked about, the same in every report of the same data."""
    asked = {item for critiques in samples.values() for item in critiques}
    by_type: dict[str, list[Record]] = {}
    for record in (one for one in pool.items if one.id in asked):
        by_type.setdefault(record.question_type, []).append(record)
    each = -(-SHOWN // max(1, len(by_type)))
    return [record for records in by_type.values() for record in records[:each]][:SHOWN]


def _cell(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "—"
    value = _shown(found["value"], found["unit"])
    if found["low"] is None:
        return value
    return f"{value}<small>{_shown(found['low'], found['unit'])} – {_shown(found['high'], found['unit'])}</small>"


def _shown(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.1f}%"
    if unit == "bytes":
        return f"{value / 1e6:,.0f} MB"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _label(name: str) -> str:
    return str(_words()["measures"].get(name, name))


def _group(name: str) -> str:
    return str(_words()["groups"][name.partition(".")[0]])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources_dir() / "evaluation.toml").read_text(encoding="utf-8"))


_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #6b7280; --line: #d9dde3; --mark: #2f6f4f; --ground: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa3ad; --line: #3a4048; --mark: #7cc5a0;
--ground: #16191d; } }
body { font: 15px/1.6 Pretendard, "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; color: var(--ink);
background: var(--ground); max-width: 1100px; margin: 40px auto; padding: 0 20px; word-break: keep-all; }
h1 { font-size: 26px; } h2 { font-size: 19px; margin-top: 40px; }
table { border-collapse: collapse; } th, td { text-align: left; padding: 5px 14px 5px 0; vertical-align: top;
border-bottom: 1px solid var(--line); font-weight: 400; font-variant-numeric: tabular-nums; }
tr.group th { font-weight: 600; padding-top: 16px; } small { display: block; color: var(--soft); }
.wide { overflow-x: auto; } figure { margin: 18px 0; } figcaption { font-weight: 600; }
svg { width: 100%; max-width: 760px; font-size: 12px; fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .axis { fill: var(--soft); font-size: 11px; } svg .zero { stroke: var(--soft); }
svg .range { stroke: var(--mark); stroke-width: 2.5; } svg circle { fill: var(--mark); }
.warning { border-left: 3px solid #c2701c; padding-left: 12px; }
details { border-top: 1px solid var(--line); padding: 10px 0; } summary { cursor: pointer; }
.answer { white-space: pre-wrap; } .columns { display: grid; gap: 20px;
grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); } .columns ul { padding-left: 18px; }
.columns li { margin-bottom: 10px; } .nothing { color: var(--soft); } q { color: var(--soft); }
"""
