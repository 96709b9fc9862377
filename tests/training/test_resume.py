"""Real processes: killed at any moment and started again, or sharing the work, the result is the same."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.paths import resources_dir
from tests.fakes.workshop import Workshop
from training.checkpoints import newest
from training.experiment import METRICS, Experiment

pytestmark = [pytest.mark.needs_torch, pytest.mark.slow]

WEIGHTS = "adapter_model.safetensors"
LENGTH = {"optimizer": "epochs = 5", "stopping": "per_epoch = 1\npreferences = 2"}


def command(*arguments: str, launch: int = 0) -> subprocess.Popen[str]:
    """A training process; with `launch`, so many that share the work."""
    launcher = ["-m", "accelerate.commands.launch", "--cpu", "--num_processes", str(launch), "--num_machines", "1"]
    launcher += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    program = [sys.executable, *(launcher if launch else []), "-m", "training", *arguments]
    return subprocess.Popen(
        program,
        cwd=resources_dir().parent,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finish(process: "subprocess.Popen[str]") -> str:
    out, error = process.communicate(timeout=240)
    assert process.returncode == 0, error[-3000:]
    return out


def losses(experiment: Experiment, name: str = "loss") -> dict[int, float]:
    lines = (experiment.folder / METRICS).read_text(encoding="utf-8").splitlines()
    return {row["step"]: row[name] for row in map(json.loads, lines) if name in row}


@pytest.fixture(scope="module")
def whole(workshop: Workshop) -> Experiment:
    """An uninterrupted run in one process, this one."""
    from training.train import train

    experiment = workshop.experiment(workshop.folder / "whole", **LENGTH)
    train(experiment, lambda _line: None)
    return experiment


def test_killed_and_resumed_is_bit_equal(workshop: Workshop, whole: Experiment, tmp_path: Path) -> None:
    killed = workshop.experiment(tmp_path / "killed", **LENGTH, saving="minutes = 0.00001\nkeep = 2")
    process = command("train", str(killed.folder))
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if line.startswith("9/"):
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    last = newest(killed.checkpoints)
    assert last is not None
    # The newest is torn on top of it: some of it reached the disk and some did not.
    torn = last.path / "optimizer.pt"
    torn.write_bytes(torn.read_bytes()[:1000])

    resumed = finish(command("train", str(killed.folder)))

    assert f"checkpoint-{last.step - 1}에서 이어서" in resumed
    assert (killed.checkpoints / f"broken-checkpoint-{last.step}").is_dir()
    assert (killed.adapter / WEIGHTS).read_bytes() == (whole.adapter / WEIGHTS).read_bytes()
    assert losses(killed) == losses(whole)
    assert losses(killed, "eval_loss") == losses(whole, "eval_loss")


def test_two_processes_learn_what_one_learns(workshop: Workshop, whole: Experiment, tmp_path: Path) -> None:
    shared = workshop.experiment(tmp_path / "shared", **LENGTH)

    told = finish(command("train", str(shared.folder), launch=2))

    for name in ("loss", "eval_loss", "eval_preference"):
        assert losses(shared, name) == pytest.approx(losses(whole, name), rel=1e-4)
    assert (shared.adapter / WEIGHTS).is_file()
    # Only the first process speaks.
    assert told.count("처음부터 훈련합니다.") == 1
