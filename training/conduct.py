"""How a run is conducted: when to measure, to save and to stop, and what is written down of it."""

import json
import math
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch  # noqa: TID253 — only the process that trains imports this module
from transformers import TrainerCallback, TrainerControl, TrainerState  # noqa: TID253 — as above

from training import checkpoints
from training.errors import LossNotFinite
from training.experiment import DECISIVE, METRICS, RESULT, Experiment, Material
from training.machine import peak_memory

Report = Callable[[str], None]


@dataclass
class Conduct(TrainerCallback):  # type: ignore[misc] # transformers is not typed
    """When to measure, to save and to stop; and what is written down of it."""

    experiment: Experiment
    material: Material
    manifest: dict[str, Any]
    report: Report
    first: bool
    gather: Callable[..., list[bool]] = lambda *flags: list(flags)
    interrupted: bool = False
    started: float = field(default_factory=time.monotonic)
    _asked_to_stop: bool = False
    _saved_at: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @contextmanager
    def listening(self) -> Iterator[None]:
        """SIGTERM and Ctrl+C end the run after the step that is being computed, with a checkpoint."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            self._asked_to_stop = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def on_step_end(self, _args: Any, state: TrainerState, control: TrainerControl, **_: Any) -> TrainerControl:
        saving, stopping = self.experiment.config.saving, self.experiment.config.stopping
        late = time.monotonic() - self._saved_at >= 60 * saving.minutes
        stop, save = self.gather(self._asked_to_stop, late and self.first)
        last = state.global_step >= self.material.order.steps
        control.should_evaluate = last or state.global_step in self.material.order.evaluations(stopping.per_epoch)
        control.should_save = save or stop or last
        if stop and not last:
            self.interrupted = control.should_training_stop = True
        return control

    def on_log(self, _args: Any, state: TrainerState, _control: TrainerControl, **given: Any) -> None:
        told: dict[str, float] = {name: value for name, value in (given.get("logs") or {}).items() if name != "epoch"}
        if not self.first or not ({"loss", "eval_loss"} & told.keys()):
            return
        epoch = self.material.order.epoch_of(state.global_step)
        row = {"step": state.global_step, "epoch": round(epoch, 4), "seconds": round(self.seconds, 1), **told}
        with (self.experiment.folder / METRICS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        words = {"loss": "손실", "eval_loss": "검증 손실", "eval_preference": "구별"}
        facts = ", ".join(f"{words[name]} {told[name]:.4f}" for name in words if name in told)
        self.report(f"{state.global_step:,}/{self.material.order.steps:,} ({epoch:.2f}회) {facts}")

    def on_evaluate(self, _args: Any, state: TrainerState, control: TrainerControl, **given: Any) -> TrainerControl:
        history = [row for row in state.log_history if "eval_loss" in row]
        losses = [row["eval_loss"] for row in history]
        if not math.isfinite(losses[-1]):
            raise LossNotFinite(step=state.global_step, records="validation")
        if self.first and losses[-1] <= min(losses):
            best = {"step": state.global_step, **{key: value for key, value in history[-1].items() if "eval" in key}}
            save_adapter(given["model"], self.experiment, self.experiment.best, best)
            if self.experiment.mirror is not None:
                checkpoints.mirror_folder(self.experiment.best, self.experiment.mirror)
        patience = self.experiment.config.stopping.patience
        if patience and without_progress(history) >= patience:
            self.report(f"{patience}번 잇달아 나아지지 않아 멈춥니다.")
            control.should_training_stop = control.should_save = True
        return control

    def on_save(self, _args: Any, state: TrainerState, _control: TrainerControl, **given: Any) -> None:
        self._saved_at = time.monotonic()
        if not self.first:
            return
        adapted = (one for one in given["model"].parameters() if one.requires_grad)
        if not all(bool(torch.isfinite(one).all()) for one in adapted):
            # Not sealed, so it is no checkpoint: the one before is what a resume finds.
            raise LossNotFinite(step=state.global_step, records="adapter")
        folder = self.experiment.checkpoints / f"checkpoint-{state.global_step}"
        checkpoints.seal(folder, {"step": state.global_step, **{name: self.manifest[name] for name in DECISIVE}})
        keep = self.experiment.config.saving.keep
        checkpoints.prune(self.experiment.checkpoints, keep)
        if self.experiment.mirror is not None:
            checkpoints.mirror(folder, self.experiment.mirror, keep)


def without_progress(history: list[dict[str, float]]) -> int:
    """How many measurements ago loss or preference accuracy was last better than ever before."""
    since, loss, preference = 0, math.inf, -math.inf
    for row in history:
        better = row["eval_loss"] < loss or row.get("eval_preference", -math.inf) > preference
        since = 0 if better else since + 1
        loss, preference = min(loss, row["eval_loss"]), max(preference, row.get("eval_preference", -math.inf))
    return since


def save_adapter(model: Any, experiment: Experiment, target: Path, facts: dict[str, Any]) -> None:
    """The adapter as others can load it: with its base by the hub's name and commit, and no path of this computer."""
    fresh = target.with_name(f"{target.name}.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    model.save_pretrained(fresh, save_embedding_layers=False)
    (fresh / "README.md").unlink(missing_ok=True)  # a template, not to be published
    base, path = experiment.config.base, fresh / "adapter_config.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told |= {"base_model_name_or_path": base.repo, "revision": base.revision, "inference_mode": True}
    checkpoints.write_atomically(path, told)
    checkpoints.write_atomically(fresh / RESULT, facts)
    checkpoints.replace_folder(fresh, target)


def publish(experiment: Experiment, manifest: dict[str, Any], state: TrainerState, seconds: float) -> None:
    """best/ becomes adapter/, with everything that can be told of the run."""
    fresh = experiment.adapter.with_name("adapter.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(experiment.best, fresh)
    best = json.loads((experiment.best / RESULT).read_text(encoding="utf-8"))
    history = [row for row in state.log_history if "eval_loss" in row]
    facts = {
        **manifest,
        "best": best,
        "history": history,
        "stopped_at": state.global_step,
        "seconds_of_last_session": round(seconds, 1),
        "peak_bytes": _peak_memory(),
    }
    checkpoints.write_atomically(fresh / RESULT, facts)
    checkpoints.replace_folder(fresh, experiment.adapter)


def cut_metrics(path: Path, step: int) -> None:
    """Forget what was logged after the checkpoint: it is computed again."""
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if line.endswith("}") and json.loads(line)["step"] <= step]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _peak_memory() -> dict[str, int]:
    return {"ram": peak_memory(), "gpu": torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0}
