"""A run from its config to its adapter, on tiny bases; and everything that can end it early."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from core.engine.peft import read_adapter
from core.errors import ModelDamaged
from tests.fakes.workshop import FORMS, Workshop
from training import checkpoints
from training.encoding import Example
from training.errors import ConfigInvalid, LossNotFinite, OutOfMemory, ResumeRefused
from training.experiment import METRICS, RESULT, Experiment, prepare

pytestmark = pytest.mark.needs_torch


def run(experiment: Experiment) -> tuple[Any, list[str]]:
    from training.train import train

    lines: list[str] = []
    return train(experiment, lines.append), lines


def metrics(experiment: Experiment, name: str) -> list[float]:
    rows = [json.loads(line) for line in (experiment.folder / METRICS).read_text(encoding="utf-8").splitlines()]
    return [row[name] for row in rows if name in row]


@pytest.mark.parametrize("architecture", FORMS)
def test_a_run_learns_and_leaves_an_adapter_that_travels(architecture: str, workshop: Workshop, tmp_path: Path) -> None:
    experiment = workshop.experiment(tmp_path / "run", architecture)

    outcome, lines = run(experiment)

    config = json.loads((experiment.adapter / "adapter_config.json").read_text(encoding="utf-8"))
    told = json.loads((experiment.adapter / RESULT).read_text(encoding="utf-8"))
    modules = read_adapter(experiment.adapter)
    losses = metrics(experiment, "eval_loss")
    assert outcome.finished
    assert losses[-1] < losses[0] < metrics(experiment, "loss")[0]
    assert outcome.loss == losses[-1] == told["best"]["eval_loss"]
    assert len(metrics(experiment, "eval_preference")) == len(losses)
    assert (config["base_model_name_or_path"], config["revision"]) == ("test/tiny", "0123456789" * 4)
    assert str(tmp_path) not in json.dumps(told) + json.dumps(config)
    assert {name.rpartition(".")[2] for name in modules} == set(config["target_modules"])
    assert len(modules) == 2 * len(config["target_modules"])
    assert {file.name for file in experiment.adapter.iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
        RESULT,
    }
    assert told["train_ids_sha256"]
    assert "처음부터 훈련합니다." in lines


def test_the_loss_that_is_told_is_that_of_every_token_of_the_step(workshop: Workshop, tmp_path: Path) -> None:
    import numpy as np
    import torch

    from training.base_model import Device, open_base
    from training.config import Precision

    # With a rate this small the adapter is as good as none: what is told is the loss of the base.
    experiment = workshop.experiment(tmp_path / "run", optimizer="learning_rate = 1e-12")
    run(experiment)
    material = prepare(experiment)
    base = open_base(experiment.config.base, experiment.base, Device("cpu", Precision.FP32))

    def loss(examples: list[Example]) -> float:
        found = []
        for one in examples:
            ids = torch.from_numpy(one.ids.astype(np.int64))[None]
            with torch.no_grad():
                told = base(input_ids=ids).logits[0, :-1].log_softmax(-1)
            found.append(-told[torch.arange(len(one.ids) - 1), ids[0, 1:]][one.prompt - 1 :])
        return float(torch.cat(found).mean())

    for step, told in enumerate(metrics(experiment, "loss")[:2]):
        rows = [row for batch in material.order.step(step) for row in batch]
        assert len(rows) > 2
        assert told == pytest.approx(loss([material.train[row] for row in rows]), rel=1e-5)
    assert metrics(experiment, "eval_loss")[0] == pytest.approx(loss(material.validation), rel=1e-5)


def test_the_base_may_lie_in_four_bits(workshop: Workshop, tmp_path: Path) -> None:
    experiment = workshop.experiment(tmp_path / "run", base='quantisation = "nf4"')

    run(experiment)

    plain = workshop.experiment(tmp_path / "plain")
    run(plain)
    assert metrics(experiment, "eval_loss")[-1] < metrics(experiment, "loss")[0]
    # Other numbers, but not many others.
    assert metrics(experiment, "loss") != metrics(plain, "loss")
    assert metrics(experiment, "loss") == pytest.approx(metrics(plain, "loss"), rel=0.02)


def test_a_run_that_is_over_is_not_repeated(workshop: Workshop, tmp_path: Path) -> None:
    experiment = workshop.experiment(tmp_path / "run", optimizer="epochs = 1")
    first, _ = run(experiment)
    before = checkpoints.newest(experiment.checkpoints)

    again, _ = run(experiment)

    assert again == first
    assert checkpoints.newest(experiment.checkpoints) == before


def test_the_adapter_of_the_best_measurement_is_kept(workshop: Workshop, tmp_path: Path) -> None:
    # Two examples, learned by heart.
    experiment = workshop.experiment(
        tmp_path / "run",
        data="examples = 2",
        optimizer="epochs = 60\nlearning_rate = 0.05\ngrad_norm = 100.0\nwarmup = 0.0",
        stopping="per_epoch = 1\npatience = 3\npreferences = 0",
    )

    outcome, lines = run(experiment)

    losses = metrics(experiment, "eval_loss")
    told = json.loads((experiment.adapter / RESULT).read_text(encoding="utf-8"))
    assert outcome.loss == min(losses) < losses[-1]
    assert told["stopped_at"] < told["steps"]
    assert any("나아지지 않아" in line for line in lines)


def test_progress_is_of_loss_or_of_preference() -> None:
    from training.conduct import without_progress

    rows = [(3.0, 0.5), (2.5, 0.5), (2.6, 0.6), (2.6, 0.6), (2.7, 0.55)]
    history = [{"eval_loss": loss, "eval_preference": preference} for loss, preference in rows]

    assert [without_progress(history[:count]) for count in range(1, 6)] == [0, 0, 0, 1, 2]


def test_a_loss_that_is_no_number_stops_and_says_where(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import train as module

    experiment = workshop.experiment(tmp_path / "run", saving="minutes = 0.00001")
    calls = 0

    def broken(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:
        nonlocal calls
        calls += 1
        return reply_loss(outputs, labels, num_items_in_batch) * (float("nan") if calls == 6 else 1.0)

    reply_loss = module.reply_loss
    monkeypatch.setattr(module, "reply_loss", broken)
    with pytest.raises(LossNotFinite) as caught:
        run(experiment)
    monkeypatch.undo()

    last = checkpoints.newest(experiment.checkpoints)
    assert caught.value.context["step"] == 3  # two micro-batches a step
    assert str(caught.value.context["records"]).startswith("test:")
    assert last is not None
    assert last.step == 2
    outcome, lines = run(experiment)
    assert outcome.finished
    assert "checkpoint-2에서 이어서 훈련합니다." in lines


def test_an_adapter_that_is_no_number_is_never_a_checkpoint(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    experiment = workshop.experiment(tmp_path / "run", saving="minutes = 0.00001")
    step = torch.optim.AdamW.step
    calls = 0

    def broken(self: Any, *given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        result = step(self, *given, **named)
        if calls == 2:
            self.param_groups[0]["params"][0].data.fill_(float("inf"))
        return result

    monkeypatch.setattr(torch.optim.AdamW, "step", broken)
    with pytest.raises(LossNotFinite) as caught:
        run(experiment)

    last = checkpoints.newest(experiment.checkpoints)
    assert caught.value.context["records"] == "adapter"
    assert last is not None
    assert last.step == 1


def test_lack_of_memory_names_the_knob(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from training import train as module

    def greedy(*_given: Any, **_named: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(module, "reply_loss", greedy)

    with pytest.raises(OutOfMemory) as caught:
        run(workshop.experiment(tmp_path / "run"))

    assert caught.value.context["setting"] == "batch.micro_tokens = 640, batch.micro_batches = 4"
    assert caught.value.context["step"] == 1


def test_sigterm_saves_and_the_same_command_goes_on(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = run(workshop.experiment(tmp_path / "whole"))
    experiment = workshop.experiment(tmp_path / "run")
    from training import train as module

    calls = 0

    def interrupting(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:
        nonlocal calls
        calls += 1
        if calls == 5:
            os.kill(os.getpid(), signal.SIGTERM)
        return reply_loss(outputs, labels, num_items_in_batch)

    reply_loss = module.reply_loss
    monkeypatch.setattr(module, "reply_loss", interrupting)
    stopped, _ = run(experiment)
    monkeypatch.undo()

    assert not stopped.finished
    assert stopped.step == 3
    resumed, _ = run(experiment)
    assert resumed.finished
    weights = "adapter_model.safetensors"
    assert (experiment.adapter / weights).read_bytes() == (tmp_path / "whole" / "adapter" / weights).read_bytes()
    assert resumed.loss == whole.loss
    # Steps that were computed twice are told once.
    assert len(metrics(experiment, "loss")) == len(set(metrics(experiment, "step"))) == resumed.step


@pytest.mark.parametrize("changed", ["config", "data", "base"])
def test_another_run_is_not_gone_on_with(changed: str, workshop: Workshop, tmp_path: Path) -> None:
    from core.critique.prompt import PromptFormat
    from tests.fakes.tiny_bases import save_base, write_config
    from tests.fakes.training_records import records, write_jsonl
    from training.dataset import build

    folder = tmp_path / "run"
    experiment = workshop.experiment(folder, optimizer="epochs = 1")
    run(experiment)
    base, data = workshop.base("gpt_neox"), workshop.data
    if changed == "data":
        path = write_jsonl(tmp_path / "more.jsonl", records(41))
        data = build(str(path), tmp_path / "more", lambda _line: None).folder
    if changed == "base":
        base = save_base(tmp_path / "other", "gpt_neox", records(40), layers=3)
    write_config(folder, base, data, PromptFormat.PLAIN, optimizer=f"epochs = {2 if changed == 'config' else 1}")

    # Whether the run is over or has only begun.
    for gone in ("", "adapter", "run.json"):
        if gone == "adapter":
            (folder / gone).rename(tmp_path / "gone")
        elif gone:
            (folder / gone).unlink()
        with pytest.raises(ResumeRefused) as caught:
            run(Experiment.open(folder))
        assert changed in str(caught.value.context["changed"])


def test_a_new_session_with_nothing_but_the_mounted_folder(workshop: Workshop, tmp_path: Path) -> None:
    drive = tmp_path / "내 드라이브"
    changes = {"saving": f'mirror = "{drive}"', "optimizer": "epochs = 1"}
    first = workshop.experiment(tmp_path / "session-1", **changes)
    run(first)

    second = workshop.experiment(tmp_path / "session-2", **changes)
    outcome, lines = run(second)

    weights = "adapter_model.safetensors"
    assert outcome.finished
    assert any(line.startswith("checkpoint-") for line in lines)
    assert (second.adapter / weights).read_bytes() == (first.adapter / weights).read_bytes()


def test_processes_that_cannot_share_a_step(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")

    with pytest.raises(ConfigInvalid) as caught:
        run(workshop.experiment(tmp_path / "run"))

    assert caught.value.context["key"] == "batch.micro_batches"


def test_a_tokenizer_of_another_model(workshop: Workshop, tmp_path: Path) -> None:
    import shutil

    base = tmp_path / "base"
    shutil.copytree(workshop.base("gpt_neox"), base)
    table = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    table["added_tokens"] = []
    (base / "tokenizer.json").write_text(json.dumps(table), encoding="utf-8")

    with pytest.raises(ModelDamaged):
        run(workshop.experiment(tmp_path / "run", base=f'path = "{base}"'))
