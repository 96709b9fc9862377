"""Steps of the real trainer on made-up tokens, in a process of their own: how long they take and what memory they need.

    python -m tests.fakes.measured_steps SPEC.json

The last line of standard output is JSON: real tokens and seconds of each step, and the peak in bytes.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Steps:
    """`lengths` are (prompt, reply) of the examples, in tokens. `folder` is new; `base` a hub folder."""

    folder: str
    base: str
    lengths: tuple[tuple[int, int], ...]
    quantisation: str = "none"
    precision: str = "fp32"
    micro_tokens: int = 1024
    micro_batches: int = 2
    epochs: int = 1
    rank: int = 16
    machine: str = "cpu"


def measure(steps: Steps, *command: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run them, by the trainer or by another module that prints the same. Deletes the folder.

    `peak` is of the process's RAM, `libraries` of it before a model was opened; `gpu` of the card. All in bytes.
    """
    folder = Path(steps.folder)
    folder.mkdir(parents=True)
    spec = folder / "steps.json"
    spec.write_text(json.dumps(asdict(steps)), encoding="utf-8")
    whole = [sys.executable, "-m", *(command or ("tests.fakes.measured_steps",)), str(spec)]
    told = {**os.environ, **(environment or {})}
    output = subprocess.run(whole, stdout=subprocess.PIPE, check=True, encoding="utf-8", env=told).stdout
    shutil.rmtree(folder)
    return dict(json.loads(output.splitlines()[-1]))


def ids(number: int, length: int) -> list[int]:
    """Any tokens, but the same ones for everybody who measures."""
    return [(number * 7919 + place * 104_729) % 1000 for place in range(length)]


def config_text(steps: Steps) -> str:
    """config.toml of these steps."""
    longest = max(sum(pair) for pair in steps.lengths)
    return f"""
machine = "{steps.machine}"
[base]
path = {json.dumps(steps.base)}
repo = "test/steps"
revision = "{"0" * 40}"
prompt_format = "plain"
quantisation = "{steps.quantisation}"
[data]
folder = "none"
context = {max(128, longest)}
[lora]
rank = {steps.rank}
[batch]
micro_tokens = {max(128, longest, steps.micro_tokens)}
micro_batches = {steps.micro_batches}
[optimizer]
epochs = {steps.epochs}
precision = "{steps.precision}"
[stopping]
preferences = 0
"""


def clock(seconds: list[float]) -> Any:
    """A callback of a Trainer that notes how long each step took."""
    from transformers import TrainerCallback

    class Clock(TrainerCallback):  # type: ignore[misc] # transformers is not typed
        """From the first micro-batch of a step until its weights are changed."""

        began = 0.0

        def on_step_begin(self, *_: Any, **__: Any) -> None:
            self.began = _now()

        def on_step_end(self, *_: Any, **__: Any) -> None:
            seconds.append(_now() - self.began)

    return Clock()


def read_steps(path: Path) -> Steps:
    """As `measure` wrote them."""
    told = json.loads(path.read_text(encoding="utf-8"))
    told["lengths"] = tuple((prompt, reply) for prompt, reply in told["lengths"])
    return Steps(**told)


def _now() -> float:
    """Seconds, when a GPU has done what it was told."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter()


def _run(steps: Steps) -> dict[str, Any]:
    import numpy as np
    import torch

    from training import train as module
    from training.base_model import add_adapter, choose_device, open_base
    from training.batches import schedule
    from training.conduct import Conduct
    from training.config import parse_config
    from training.encoding import Example
    from training.experiment import DECISIVE, Experiment, Material
    from training.machine import peak_memory

    libraries = peak_memory()
    folder = Path(steps.folder)
    config = parse_config(config_text(steps), "steps")
    train = [
        Example(str(number), np.array(ids(number, prompt + reply), np.int32), prompt)
        for number, (prompt, reply) in enumerate(steps.lengths)
    ]
    lengths = [len(one.ids) for one in train]
    order = schedule(lengths, config.batch.micro_tokens, steps.micro_batches, steps.epochs, config.optimizer.seed)
    experiment = Experiment(folder, config)
    material = Material(None, train, train[:2], [], order, 0)  # type: ignore[arg-type] # no records, only their tokens
    device = choose_device(config.optimizer.precision, only_cpu=steps.machine == "cpu")
    model = add_adapter(open_base(config.base, Path(steps.base), device), config.lora, config.optimizer.seed)
    arguments = module._arguments(experiment, material, device, 1)
    conduct = Conduct(experiment, material, dict.fromkeys(DECISIVE), lambda _line: None, first=True)
    trainer = module.ReplyTrainer(model, arguments, material, module.HeldOut([train[:1]], [], 0), conduct)
    seconds: list[float] = []
    trainer.add_callback(clock(seconds))
    trainer.train()
    tokens = [sum(lengths[row] for rows in order.step(step) for row in rows) for step in range(order.steps)]
    gpu = torch.cuda.max_memory_allocated() if device.name == "cuda" else 0
    return {"tokens": tokens, "seconds": seconds, "peak": peak_memory(), "libraries": libraries, "gpu": gpu}


if __name__ == "__main__":
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    print(json.dumps(_run(read_steps(Path(sys.argv[1])))))
