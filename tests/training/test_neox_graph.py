"""The graph written op by op gives transformers' logits, for the variants of the architecture."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.engine.backends.telemetry import forbid_telemetry
from core.errors import ModelDamaged, ModelError
from training.hub_folder import HubFolder
from training.neox import NeoxShape, read_shape
from training.neox_graph import build_graph

pytestmark = pytest.mark.needs_torch


@pytest.mark.parametrize(
    "variant",
    [{}, {"use_parallel_residual": False}, {"tie_word_embeddings": True}, {"attention_bias": False}, {"rotary": 1.0}],
    ids=["as polyglot-ko", "sequential residual", "tied", "no bias", "all rotated"],
)
def test_logits_are_those_of_transformers(variant: dict[str, object], tmp_path: Path) -> None:
    import torch
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

    torch.manual_seed(3)
    rotary = variant.pop("rotary", 0.5)
    config = GPTNeoXConfig(
        vocab_size=96,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=160,
        max_position_embeddings=64,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": rotary},
        **variant,
    )
    network = GPTNeoXForCausalLM(config).half().float().eval()  # values that float16 holds
    for parameter in network.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter).half().float()
    network = network.half().float()
    network.save_pretrained(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    ids = np.arange(2, 22).reshape(1, 20)
    expected = network(input_ids=torch.tensor(ids)).logits.detach().numpy()
    assert np.abs(_logits(tmp_path, ids) - expected).max() < 2e-4 * np.abs(expected).max()


def _logits(
    path: Path, ids: "np.ndarray[tuple[int, int], np.dtype[np.int64]]"
) -> "np.ndarray[tuple[int, int, int], np.dtype[np.float32]]":
    """In two requests of one sequence, so that the kept keys and values are used."""
    forbid_telemetry()
    import openvino

    folder = HubFolder(path)
    model, arrays = build_graph(folder, read_shape(folder))
    exact = {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32"}
    request = openvino.Core().compile_model(model, "CPU", exact).create_infer_request()
    parts = []
    for start, end in ((0, 13), (13, 20)):
        inputs = {
            "input_ids": ids[:, start:end],
            "attention_mask": np.ones((1, end), dtype=np.int64),
            "position_ids": np.arange(start, end)[None],
            "beam_idx": np.zeros(1, dtype=np.int32),
        }
        parts.append(request.infer(inputs)["logits"].copy())
    del arrays
    return np.concatenate(parts, axis=1)


def test_shape_of_polyglot_in_both_spellings(tmp_path: Path) -> None:
    from tests.fakes.random_neox import Size, write_base

    write_base(tmp_path / "old", Size(hidden=64, layers=1, heads=2, inner=128))
    shape = read_shape(HubFolder(tmp_path / "old"))
    assert shape == NeoxShape(64, 1, 2, 128, 30_080, 2048, 16, 10000.0, 1e-5, True)
    config = json.loads((tmp_path / "old" / "config.json").read_text(encoding="utf-8"))
    del config["rotary_pct"], config["rotary_emb_base"]
    config["rope_parameters"] = {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5}
    (tmp_path / "old" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert read_shape(HubFolder(tmp_path / "old")) == shape


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"model_type": "qwen2"}, ModelError),
        ({"hidden_act": "gelu_fast"}, ModelError),
        ({"rope_parameters": {"rope_type": "yarn"}}, ModelError),
        ({"hidden_size": None}, ModelDamaged),
    ],
)
def test_what_is_not_converted_is_said(change: dict[str, object], error: type[ModelError], tmp_path: Path) -> None:
    from tests.fakes.random_neox import Size, write_base

    write_base(tmp_path / "base", Size(hidden=64, layers=1, heads=2, inner=128))
    file = tmp_path / "base" / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(error):
        read_shape(HubFolder(tmp_path / "base"))
