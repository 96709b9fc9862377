"""What the GGUF writer writes, read back with the library's own reader."""

from pathlib import Path

import numpy as np
import pytest

from tests.fakes.tiny_neox import CONTROL_TOKENS, TinyNeox, read_json
from training.gguf_neox import write_gguf
from training.hub_folder import HubFolder

pytestmark = pytest.mark.needs_torch


def test_f16_holds_the_weights_with_q_k_and_v_apart(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    from gguf import GGUFReader

    folder = HubFolder(tiny_neox.base)
    write_gguf(folder, tmp_path / "모델.gguf", scheme="f16", report=lambda _: None)
    tensors = {tensor.name: tensor for tensor in GGUFReader(tmp_path / "모델.gguf").tensors}
    assert len(tensors) == 4 + 2 * 12
    up = folder.tensor("gpt_neox.layers.1.mlp.dense_h_to_4h.weight", (512, 128))
    assert np.array_equal(tensors["blk.1.ffn_up.weight"].data, up.astype(np.float16))
    packed = folder.tensor("gpt_neox.layers.0.attention.query_key_value.bias", (384,))
    heads = np.split(packed, 4)  # of each of four heads: 32 of q, 32 of k, 32 of v
    apart = np.concatenate([head[part : part + 32] for part in (0, 32, 64) for head in heads])
    assert np.array_equal(tensors["blk.0.attn_qkv.bias"].data, apart)


@pytest.mark.parametrize(("scheme", "error"), [("q8_0", 0.008), ("q4_0", 0.13)])
def test_quantised_weights_are_near(scheme: str, error: float, tiny_neox: TinyNeox, tmp_path: Path) -> None:
    from gguf import GGMLQuantizationType, GGUFReader
    from gguf.quants import dequantize

    folder = HubFolder(tiny_neox.base)
    write_gguf(folder, tmp_path / "m.gguf", scheme=scheme, report=lambda _: None)
    tensors = {tensor.name: tensor for tensor in GGUFReader(tmp_path / "m.gguf").tensors}
    edges = {tensors["token_embd.weight"].tensor_type, tensors["output.weight"].tensor_type}
    assert edges == {GGMLQuantizationType.Q8_0}
    for layer in range(2):
        tensor = tensors[f"blk.{layer}.ffn_down.weight"]
        assert tensor.tensor_type == GGMLQuantizationType[scheme.upper()]
        exact = np.asarray(folder.tensor(f"gpt_neox.layers.{layer}.mlp.dense_4h_to_h.weight", (128, 512)))
        found = dequantize(tensor.data, tensor.tensor_type)
        assert np.linalg.norm(found - exact) < error * np.linalg.norm(exact)


def test_tokenizer_and_shape_are_described(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    from gguf import GGUFReader, TokenType

    write_gguf(HubFolder(tiny_neox.base), tmp_path / "m.gguf", scheme="f16", report=lambda _: None)
    fields = {name: field.contents() for name, field in GGUFReader(tmp_path / "m.gguf").fields.items()}
    assert fields["general.architecture"] == "gptneox"
    assert fields["gptneox.rope.dimension_count"] == 16
    assert fields["gptneox.use_parallel_residual"] is True
    assert fields["tokenizer.ggml.pre"] == "gpt-2"
    table = read_json(tiny_neox.base / "tokenizer.json")
    tokens, kinds = fields["tokenizer.ggml.tokens"], fields["tokenizer.ggml.token_type"]
    assert len(tokens) == len(kinds) == 512
    model = table["model"]
    assert isinstance(model, dict)
    assert all(tokens[number] == text for text, number in model["vocab"].items())
    assert tuple(tokens[480:483]) == CONTROL_TOKENS
    assert kinds[480:484] == [TokenType.CONTROL] * 3 + [TokenType.UNUSED]
    assert fields["tokenizer.ggml.eos_token_id"] == 480
    assert len(fields["tokenizer.ggml.merges"]) == len(model["merges"])
