"""How fast the engines are on polyglot-ko-1.3b's exact shape, with random weights and a rank-16 adapter on.

    python -m tests.benchmarks.engine --work DIR [--rounds 3] [--threads N] [--transformers]

DIR keeps the models (about 4.5 GB) for the next run. Each measurement is a process of its own; OpenVINO and llama.cpp
take turns, so that what else the machine does hits both. Prints a table and writes DIR/engine.json.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from core.engine.backends import create
from core.engine.hardware import survey, threads_for
from core.engine.protocol import BackendName, Generate, Load, Sampling
from core.engine.worker import THREADS
from tests.fakes.random_neox import write_adapter, write_base
from tests.fakes.request import Recorder
from training.convert import Plan, Target, convert
from training.machine import peak_memory

_GOALS = {"decode": 1.5, "prefill": 1.5, "peak_mb": 2200.0}
# No loop of tokens may end a reply early, so the choice is wide.
_SAMPLING = Sampling(temperature=5.0, top_k=40, top_p=1.0, repeat_penalty=1.0)
_SENTENCE = "고객의 불편을 먼저 찾아 해결하는 일을 좋아합니다. "
_COLUMNS = ("load_s", "first_token_s", "prefill", "prefill_later", "decode", "decode_later", "peak_mb")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.child:
        print(json.dumps(_measure(BackendName(options.child), options)))
        return 0
    threads = options.threads or threads_for(survey())
    models = _models(options.work)
    runs: dict[str, list[dict[str, Any]]] = {}
    for round_number in range(options.rounds):
        for name in (BackendName.OPENVINO, BackendName.LLAMA_CPP):
            runs.setdefault(name, []).append(_run(name, models, options, threads))
            print(f"round {round_number + 1}, {name}: {runs[name][-1]}", flush=True)
    if options.transformers:
        runs[BackendName.TRANSFORMERS] = [_run(BackendName.TRANSFORMERS, models, options, threads)]
    result = _summary(runs, threads)
    (options.work / "engine.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    _show(result)
    return 0


def _models(work: Path) -> dict[BackendName, Path]:
    base, adapter = work / "base", work / "adapter"
    openvino, gguf = work / "openvino", work / "gguf"
    if not (base / "model.safetensors.index.json").exists():
        write_base(base)
    if not adapter.exists():
        write_adapter(adapter)
    if not openvino.exists():
        convert(base, openvino, Plan(Target.OPENVINO, "int4_sym"), print)
    if not gguf.exists():
        convert(base, gguf, Plan(Target.GGUF, "q4_0"), print)
    return {
        BackendName.OPENVINO: openvino,
        BackendName.LLAMA_CPP: gguf / "model-q4_0.gguf",
        BackendName.TRANSFORMERS: base,
    }


def _run(
    name: BackendName, models: dict[BackendName, Path], options: argparse.Namespace, threads: int
) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.engine", "--child", name, "--model", str(models[name])]
    command += ["--work", str(options.work), "--threads", str(threads), "--tokens", str(options.tokens)]
    # As the engine's process sets it before it imports a backend.
    environment = THREADS | dict(os.environ)
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8", env=environment).stdout
    return dict(json.loads(output.splitlines()[-1]))


def _measure(name: BackendName, options: argparse.Namespace) -> dict[str, Any]:
    """In a process of its own: two requests with nothing in common, so nothing of the second is in the cache."""
    backend = create(name)
    adapter = str(options.work / "adapter")
    loaded = backend.load(Load("l", name, str(options.model), adapter, threads=options.threads, device="cpu"))
    tokens = options.tokens if name is not BackendName.TRANSFORMERS else 8
    sentence = len(backend.token_ids(_SENTENCE * 10)) / 10
    repeated = _SENTENCE * round(700 / sentence)
    sampling = Sampling(**{**_fields(_SAMPLING), "max_tokens": tokens})
    timings = [
        backend.generate(Generate(start, f"{start} {repeated}", sampling), Recorder()).timings for start in ("가", "나")
    ]
    rates = [
        {
            "first_token_s": timing.first_token_s,
            "prefill": (timing.prompt_tokens - timing.cached_tokens) / timing.prefill_s,
            "decode": (timing.generated_tokens - 1) / timing.decode_s,
            "prompt_tokens": timing.prompt_tokens,
            "generated_tokens": timing.generated_tokens,
        }
        for timing in timings
    ]
    first, later = rates
    later = {f"{key}_later": value for key, value in later.items()}
    return {"load_s": loaded.seconds, "peak_mb": peak_memory() / 1e6, **first, **later}


def _fields(sampling: Sampling) -> dict[str, Any]:
    return {name: getattr(sampling, name) for name in sampling.__dataclass_fields__}


def _summary(runs: dict[str, list[dict[str, Any]]], threads: int) -> dict[str, Any]:
    medians = {name: {key: median(run[key] for run in rows) for key in _COLUMNS} for name, rows in runs.items()}
    pairs = list(zip(runs[BackendName.OPENVINO], runs[BackendName.LLAMA_CPP], strict=True))
    keys = ("prefill", "prefill_later", "decode", "decode_later")
    ratios = {key: median(ours[key] / theirs[key] for ours, theirs in pairs) for key in keys}
    hardware = survey()
    machine = {
        "processor": _processor(),
        "physical_cores": hardware.physical_cores,
        "features": sorted(hardware.cpu_features),
        "memory_gb": round(hardware.total_memory / 1e9, 1),
        "load_average": psutil.getloadavg(),
        "system": platform.platform(),
        "threads": threads,
    }
    return {"machine": machine, "medians": medians, "ratios": ratios, "runs": runs}


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        return names[0].partition(":")[2].strip() if names else platform.processor()
    return platform.processor()


def _show(result: dict[str, Any]) -> None:
    print("\n" + ", ".join(f"{key}: {value}" for key, value in result["machine"].items()))
    print("median of the rounds; tokens a second for prefill and decode, of the first and the later request\n")
    print(f"{'':14}" + "".join(f"{name:>15}" for name in _COLUMNS))
    for name, row in result["medians"].items():
        print(f"{name:14}" + "".join(f"{row[key]:15.1f}" for key in _COLUMNS))
    print("\nOpenVINO over llama.cpp, pair by pair: " + ", ".join(f"{k} {v:.2f}" for k, v in result["ratios"].items()))
    ratios, peak = result["ratios"], result["medians"][BackendName.OPENVINO]["peak_mb"]
    for key in ("decode", "prefill"):
        print(f"goal {key} ≥ {_GOALS[key]}: {'reached' if ratios[key + '_later'] >= _GOALS[key] else 'MISSED'}")
    print(f"goal peak ≤ {_GOALS['peak_mb']:.0f} MB: {'reached' if peak <= _GOALS['peak_mb'] else 'MISSED'}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for the models and the result")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="0: as the program chooses")
    parser.add_argument("--tokens", type=int, default=64, help="tokens to generate in each request")
    parser.add_argument("--transformers", action="store_true", help="NF4 on the processor as well; takes minutes")
    parser.add_argument("--child", choices=list(BackendName), help=argparse.SUPPRESS)
    parser.add_argument("--model", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
