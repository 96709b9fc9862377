"""What a run costs is said before it starts, and what cannot fit is refused with what can."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import ModelMissing
from training.config import Config, Precision, Quantisation, parse_config
from training.dataset import build
from training.errors import ArchitectureUnknown, CannotFit, ConfigInvalid, DatasetExists, DatasetTooSmall
from training.experiment import new_experiment, plan
from training.machine import KNOWN, Machine, machine
from training.plan import Sizes, make_plan
from training.presets import read_preset
from training.shape import catalogued_shape, read_shape

T4 = KNOWN["t4"]


def sizes(count: int, mean: int = 690) -> Sizes:
    """As the whole corpus would be: 16 million tokens in three epochs."""
    chance = np.random.default_rng(1)
    lengths = chance.normal(mean, mean / 5, count).clip(200, 2000).astype(int).tolist()
    return Sizes(tuple(lengths), tuple(length // 3 for length in lengths), tuple(lengths[:200]), exact=True)


def preset(name: str) -> Config:
    return parse_config(read_preset(name), name)


def test_the_whole_corpus_trains_in_two_hours_on_a_t4() -> None:
    config = preset("polyglot-t4")
    shape = catalogued_shape(config.base.repo)
    assert shape is not None

    found = make_plan(config, sizes(7732), shape, T4)

    assert 14e6 < found.tokens < 18e6
    assert 1.2 < found.hours <= 2.0
    assert found.padded < 1.05 * found.tokens
    assert found.gpu < T4.gpu
    assert found.ram < T4.ram
    assert not [warning for warning in found.warnings() if "외워" in warning]


def test_the_first_experiment_is_allowed_and_its_cost_is_said() -> None:
    config = preset("first-experiment")
    shape = catalogued_shape(config.base.repo)
    assert shape is not None

    found = make_plan(config, sizes(1000), shape, T4)

    words = "\n".join(found.lines())
    assert 330e6 < found.tokens < 370e6
    assert 30 < found.hours < 48
    assert "500번 읽습니다" in words
    assert f"{found.hours:.1f}시간" in words
    assert "외워" in words


@pytest.mark.parametrize(
    ("gpu", "says"),
    [
        (10_000_000_000, "batch.micro_tokens = "),
        (7_500_000_000, "batch.micro_tokens = "),
        (4_500_000_000, "data.context = "),
        (1_000_000_000, "더 작은 base"),
    ],
)
def test_a_smaller_card_is_told_what_fits(gpu: int, says: str) -> None:
    config = preset("polyglot-t4")
    shape = catalogued_shape(config.base.repo)
    assert shape is not None
    small = replace(T4, gpu=gpu)

    with pytest.raises(CannotFit) as caught:
        make_plan(config, sizes(200), shape, small)

    setting = str(caught.value.context["setting"])
    assert setting.startswith(says)
    if "=" in setting:
        # What is advised does fit, and is the least change: it is what the config is then set to.
        told = dict(part.split(" = ") for part in setting.split(", "))
        batch = replace(
            config.batch,
            micro_tokens=int(told["batch.micro_tokens"]),
            micro_batches=int(told["batch.micro_batches"]),
        )
        data = replace(config.data, context=int(told.get("data.context", 2048)))
        cut = replace(sizes(200), train=tuple(min(one, data.context) for one in sizes(200).train))
        assert make_plan(replace(config, batch=batch, data=data), cut, shape, small).gpu <= gpu


def test_weights_in_full_are_told_to_be_four_bit() -> None:
    config = preset("polyglot-t4")
    config = replace(config, base=replace(config.base, quantisation=Quantisation.NONE))
    shape = catalogued_shape(config.base.repo)
    assert shape is not None

    with pytest.raises(CannotFit) as caught:
        make_plan(config, sizes(200), shape, replace(T4, gpu=5_200_000_000))

    assert 'base.quantisation = "nf4"' in str(caught.value.context["setting"])


def test_too_little_ram_is_refused() -> None:
    config = preset("starter-cpu")
    shape = catalogued_shape(config.base.repo)
    assert shape is not None

    with pytest.raises(CannotFit) as caught:
        make_plan(config, sizes(200), shape, Machine("cpu", ram=2_000_000_000, gpu=0, flops=1e11))

    assert caught.value.context["reason"] == "ram"


def test_fewer_texts_than_a_step_needs() -> None:
    config = preset("polyglot-t4")
    shape = catalogued_shape(config.base.repo)
    assert shape is not None

    with pytest.raises(DatasetTooSmall):
        make_plan(config, sizes(3), shape, T4)


def test_shapes_are_those_of_the_models() -> None:
    polyglot = catalogued_shape("EleutherAI/polyglot-ko-1.3b")
    starter = catalogued_shape("Qwen/Qwen2.5-Coder-0.5B-Instruct")

    assert polyglot is not None
    assert starter is not None
    assert polyglot.linear_weights + polyglot.embedding_weights == pytest.approx(1.33e9, rel=0.01)
    assert starter.linear_weights + starter.embedding_weights == pytest.approx(494e6, rel=0.01)
    assert polyglot.adapter_weights(16) == 16 * 24 * 16 * 2048
    assert catalogued_shape("nobody/nothing") is None


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "mamba"}), encoding="utf-8")

    with pytest.raises(ArchitectureUnknown):
        read_shape(tmp_path)
    with pytest.raises(ModelMissing):
        read_shape(tmp_path / "none")


def test_an_experiment_is_planned_before_its_base_is_there(tmp_path: Path) -> None:
    data = build("samples", tmp_path / "자료", lambda _line: None)

    experiment = new_experiment("polyglot-t4", tmp_path / "실험 1", data=data.folder)
    found = plan(experiment)

    assert found.examples == 324
    assert not found.exact
    assert "(어림)" in "\n".join(found.lines())
    with pytest.raises(DatasetExists):
        new_experiment("polyglot-t4", tmp_path / "실험 1")
    with pytest.raises(ConfigInvalid):
        new_experiment("polyglot", tmp_path / "실험 2")


def test_examples_are_drawn_by_the_seed(tmp_path: Path) -> None:
    data = build("samples", tmp_path / "data", lambda _line: None)
    experiment = new_experiment("first-experiment", tmp_path / "run", data=data.folder)
    config = replace(experiment.config, data=replace(experiment.config.data, examples=50))

    found = plan(replace(experiment, config=config))

    assert found.examples == 50
    assert found.steps == 500 * round(found.steps / 500)


def test_this_computer_can_be_measured() -> None:
    found = machine("cpu")

    assert found.gpu == 0
    assert found.ram > 100_000_000
    assert found.flops > 1e8


@pytest.mark.needs_torch
def test_a_processor_is_measured_in_what_it_would_train_in(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []

    def fastest(matrix: Any) -> float:
        measured.append(str(matrix.dtype))
        return 2e9

    monkeypatch.setattr("training.machine._fastest", fastest)

    assert machine("cpu", Precision.BF16).flops == machine("cpu", Precision.FP32).flops == 1e9
    assert measured == ["torch.bfloat16", "float32"]
