"""Tokens a second and peak memory of our trainer's steps against TRL's SFTTrainer, pair by pair in turns.

    python -m tests.benchmarks.training --work DIR [--rounds 3] [--tiny]

Same model, texts, budget of tokens, LoRA, precision; loss on the reply only. TRL is measured as it comes and as fast
as it can be set (tests/benchmarks/training_trl.py). It is installed into DIR, never into the project. On the processor
always, and on a GPU, where there is one, in the shape of polyglot-ko-1.3b. Each measurement is a process of its own.
Prints a table and writes DIR/training.json. On two quiet cores about twelve minutes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil

from tests.benchmarks.engine import _processor
from tests.fakes.measured_steps import Steps, measure
from tests.fakes.random_neox import Size, write_base

TRL = "1.16.0"
OURS, DEFAULT, BEST = "ours", "TRL as it comes", "TRL at its best"
_GOALS = {"speed": 1.3, "memory": 0.8}
_CPU = Size(hidden=512, layers=8, heads=8, inner=2048)
_TINY = Size(hidden=64, layers=2, heads=2, inner=256)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    place = _install(options.work)
    result: dict[str, Any] = {"machine": _machine(), "runs": {}}
    for name, steps in _cases(options).items():
        print(f"\n{name}: {len(steps.lengths)} texts, {steps.quantisation}, {steps.precision}", flush=True)
        runs: dict[str, list[dict[str, float]]] = {OURS: [], DEFAULT: [], BEST: []}
        for number in range(options.rounds):
            for system, rows in runs.items():
                rows.append(_measured(system, steps, options.work, place))
                print(f"round {number + 1}, {system}: {rows[-1]}", flush=True)
        result["runs"][name] = {"systems": runs, "ratios": _ratios(runs)}
        _show(result["runs"][name])
    (options.work / "training.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print("\n" + ", ".join(f"{key}: {value}" for key, value in result["machine"].items()))
    return 0


def _cases(options: argparse.Namespace) -> dict[str, Steps]:
    """What is measured on this machine."""
    size = _TINY if options.tiny else _CPU
    texts, mean, budget = (8, 120, 512) if options.tiny else (32, 690, 2048)
    base = _base(options.work, "tiny" if options.tiny else "cpu", size)
    cpu = Steps("", str(base), _lengths(texts, mean), precision="fp32", micro_tokens=budget)
    cases = {"cpu, fp32": cpu, "cpu, NF4": replace(cpu, quantisation="nf4")}
    if _has_gpu() and not options.tiny:
        base = _base(options.work, "polyglot", Size())
        gpu = Steps("", str(base), _lengths(256, 690), "nf4", "bf16", 4096, 4, machine="auto")
        cases["GPU, NF4, polyglot-ko-1.3b"] = gpu
    return cases


def _base(work: Path, name: str, size: Size) -> Path:
    if not (work / name / "model.safetensors.index.json").exists():
        write_base(work / name, size)
    return work / name


def _lengths(texts: int, mean: int) -> tuple[tuple[int, int], ...]:
    """Prompt and reply as long as those of the corpus: a third to a half is the reply."""
    chance = np.random.default_rng(5)
    whole = chance.normal(mean, mean / 5, texts).clip(mean / 3, 2 * mean).astype(int)
    replies = (whole * chance.uniform(0.3, 0.5, texts)).astype(int)
    return tuple((int(one - reply), int(reply)) for one, reply in zip(whole, replies, strict=True))


def _install(work: Path) -> Path:
    """TRL in a folder of its own, without what it depends on: the rest is here already, in the same versions."""
    place = work / f"trl-{TRL}"
    if not place.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), f"trl=={TRL}"]
        subprocess.run(pip, check=True)
    return place


def _measured(system: str, steps: Steps, work: Path, place: Path) -> dict[str, float]:
    """Real tokens a second over all steps; and peaks in MB, with the libraries' part and without."""
    steps = replace(steps, folder=str(work / f"run-{time.time_ns()}"))
    if system == OURS:
        told = measure(steps)
    else:
        settings = "default" if system == DEFAULT else "best"
        path = os.pathsep.join(filter(None, (str(place), os.environ.get("PYTHONPATH"))))
        told = measure(steps, "tests.benchmarks.training_trl", settings, environment={"PYTHONPATH": path})
    memory = told["gpu"] or told["peak"] - told["libraries"]
    speed = sum(told["tokens"]) / sum(told["seconds"])
    return {"tokens_s": speed, "memory_mb": memory / 1e6, "whole_mb": (told["gpu"] or told["peak"]) / 1e6}


def _ratios(runs: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Ours over each of TRL's, of measurements side by side in time; their medians."""
    found: dict[str, dict[str, float]] = {}
    for other in (DEFAULT, BEST):
        pairs = list(zip(runs[OURS], runs[other], strict=True))
        found[other] = {
            "speed": median(one["tokens_s"] / two["tokens_s"] for one, two in pairs),
            "memory": median(one["memory_mb"] / two["memory_mb"] for one, two in pairs),
        }
    return found


def _show(case: dict[str, Any]) -> None:
    print(f"\n{'':18}{'tokens/s':>12}{'MB of a step':>15}{'MB in all':>12}")
    for system, rows in case["systems"].items():
        speed, memory, whole = (median(row[key] for row in rows) for key in ("tokens_s", "memory_mb", "whole_mb"))
        print(f"{system:18}{speed:12.1f}{memory:15.0f}{whole:12.0f}")
    for other, ratio in case["ratios"].items():
        speed = "reached" if ratio["speed"] >= _GOALS["speed"] else "MISSED"
        memory = "reached" if ratio["memory"] <= _GOALS["memory"] else "MISSED"
        print(
            f"against {other}: {ratio['speed']:.2f} × the tokens/s (goal ≥ {_GOALS['speed']}: {speed}), "
            f"{ratio['memory']:.2f} × the memory (goal ≤ {_GOALS['memory']}: {memory})"
        )


def _machine() -> dict[str, Any]:
    packages = ("torch", "transformers", "peft", "bitsandbytes", "accelerate")
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(logical=False),
        "gpu": _gpu_name(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_average": psutil.getloadavg(),
        "system": platform.platform(),
        "versions": {"trl": TRL, **{name: version(name) for name in packages}},
    }


def _has_gpu() -> bool:
    import torch

    return torch.cuda.is_available()


def _gpu_name() -> str:
    import torch

    return torch.cuda.get_device_name() if _has_gpu() else "none"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for models, TRL and the result")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tiny", action="store_true", help="sizes that only show that it works")
    return parser


if __name__ == "__main__":
    sys.exit(main())
