"""polyglot-ko-1.3b's exact shape with random weights, in three float16 shards, and a random adapter of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.fakes.tiny_neox import CONTROL_TOKENS, save_tokenizer

_ENTRIES = 30_000  # BPE entries of polyglot-ko's tokenizer; its control tokens come after them


@dataclass(frozen=True, slots=True)
class Size:
    """The defaults are polyglot-ko-1.3b."""

    hidden: int = 2048
    layers: int = 24
    heads: int = 16
    inner: int = 8192
    rows: int = 30_080


def write_base(folder: Path, size: Size | None = None, *, shards: int = 3) -> None:
    """A hub folder, 2.7 GB for the default size, in about half a minute."""
    size = size or Size()
    folder.mkdir(parents=True)
    save_tokenizer(folder)
    _fill_vocabulary(folder / "tokenizer.json")
    config = {
        "architectures": ["GPTNeoXForCausalLM"],
        "model_type": "gpt_neox",
        "hidden_act": "gelu",
        "hidden_size": size.hidden,
        "intermediate_size": size.inner,
        "layer_norm_eps": 1e-5,
        "max_position_embeddings": 2048,
        "num_attention_heads": size.heads,
        "num_hidden_layers": size.layers,
        "rotary_emb_base": 10000,
        "rotary_pct": 0.5,
        "tie_word_embeddings": False,
        "torch_dtype": "float16",
        "use_parallel_residual": True,
        "vocab_size": size.rows,
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    tensors = list(_tensors(size).items())
    names = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    places: dict[str, str] = {}
    random = np.random.default_rng(7)
    for number, name in enumerate(names):
        part = dict(tensors[number::shards])
        places |= dict.fromkeys(part, name)
        _write_shard(folder / name, part, random)
    index = {"metadata": {}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def write_adapter(folder: Path, size: Size | None = None, *, rank: int = 16) -> None:
    """A PEFT folder on all four linears, with values as small as trained ones are."""
    size = size or Size()
    folder.mkdir(parents=True)
    linears = {
        "attention.query_key_value": (size.hidden, 3 * size.hidden),
        "attention.dense": (size.hidden, size.hidden),
        "mlp.dense_h_to_4h": (size.hidden, size.inner),
        "mlp.dense_4h_to_h": (size.inner, size.hidden),
    }
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in range(size.layers):
        for name, (columns, rows) in linears.items():
            module = f"base_model.model.gpt_neox.layers.{layer}.{name}"
            shapes[f"{module}.lora_A.weight"] = (rank, columns)
            shapes[f"{module}.lora_B.weight"] = (rows, rank)
    _write_shard(folder / "adapter_model.safetensors", shapes, np.random.default_rng(11))
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": rank,
        "lora_alpha": 2 * rank,
        "target_modules": [name.rpartition(".")[2] for name in linears],
        "bias": "none",
    }
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")


def _tensors(size: Size) -> dict[str, tuple[int, ...]]:
    hidden, inner = size.hidden, size.inner
    shapes: dict[str, tuple[int, ...]] = {"gpt_neox.embed_in.weight": (size.rows, hidden)}
    for layer in range(size.layers):
        for name, rows, columns in (
            ("input_layernorm", hidden, 0),
            ("post_attention_layernorm", hidden, 0),
            ("attention.query_key_value", 3 * hidden, hidden),
            ("attention.dense", hidden, hidden),
            ("mlp.dense_h_to_4h", inner, hidden),
            ("mlp.dense_4h_to_h", hidden, inner),
        ):
            key = f"gpt_neox.layers.{layer}.{name}"
            shapes[f"{key}.weight"] = (rows, columns) if columns else (rows,)
            shapes[f"{key}.bias"] = (rows,)
    shapes["gpt_neox.final_layer_norm.weight"] = shapes["gpt_neox.final_layer_norm.bias"] = (hidden,)
    shapes["embed_out.weight"] = (size.rows, hidden)
    return shapes


def _write_shard(file: Path, shapes: dict[str, tuple[int, ...]], random: np.random.Generator) -> None:
    header: dict[str, Any] = {}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + 2 * int(np.prod(shape))
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with file.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for name, shape in shapes.items():
            stream.write(_values(name, shape, random).tobytes())


def _values(name: str, shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.float16]:
    if name.endswith("norm.weight"):
        return np.ones(shape, dtype=np.float16)
    return (random.standard_normal(shape, dtype=np.float32) * np.float32(0.02)).astype(np.float16)


def _fill_vocabulary(file: Path) -> None:
    """Entries that no merge leads to, up to polyglot-ko's number, so each row of the output is some text."""
    table = json.loads(file.read_text(encoding="utf-8"))
    vocabulary = table["model"]["vocab"]
    vocabulary.update({f"w{number}": number for number in range(len(vocabulary), _ENTRIES)})
    for number, added in enumerate(table["added_tokens"]):
        added["id"] = _ENTRIES + number
    assert [added["content"] for added in table["added_tokens"]] == list(CONTROL_TOKENS)
    file.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
