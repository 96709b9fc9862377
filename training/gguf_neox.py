"""Hub folder → GGUF of a GPT-NeoX, tensor by tensor, with numpy and `gguf` only.

The official converter does not know polyglot-ko's tokenizer and fails on a config written by transformers 5.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelError
from training.hub_folder import Array, HubFolder
from training.neox import NeoxShape, output_rows, read_shape

SCHEMES = ("q4_0", "q8_0", "f16")
_BLOCK = 32  # columns that share a scale in Q4_0 and Q8_0
_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class _Tensor:
    """`read` gives rows × columns, or a vector, which is always written as float32."""

    name: str
    shape: tuple[int, ...]
    scheme: str
    read: Callable[[], Array]


def write_gguf(folder: HubFolder, out: Path, *, scheme: str, report: Callable[[str], None]) -> dict[str, str]:
    """Write the file `out` and return the versions of the libraries that did it.

    The embedding and the output layer stay at 8 bits in Q4_0. Raises ModelError when 32 does not divide the layers.
    """
    from importlib.metadata import version

    from gguf import GGUFWriter

    shape = read_shape(folder)
    if scheme != "f16" and (shape.hidden % _BLOCK or shape.inner % _BLOCK):
        raise ModelError("32 does not divide the width of the layers", expected=_BLOCK, found=shape.hidden)
    writer = GGUFWriter(out, "gptneox")
    try:
        _describe(writer, folder, shape, scheme)
        tensors = list(_tensors(folder, shape, scheme))
        for tensor in tensors:
            _announce(writer, tensor)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for number, tensor in enumerate(tensors, 1):
            writer.write_tensor_data(_encoded(tensor))
            if number % 12 == 0 or number == len(tensors):
                report(f"tensor {number} of {len(tensors)}")
    finally:
        writer.close()
    return {"gguf": version("gguf")}


def _tensors(folder: HubFolder, shape: NeoxShape, scheme: str) -> Iterator[_Tensor]:
    hidden, inner = shape.hidden, shape.inner
    edge = "f16" if scheme == "f16" else "q8_0"

    def plain(name: str, source: str, size: tuple[int, ...], kind: str = scheme) -> _Tensor:
        return _Tensor(name, size, "f32" if len(size) == 1 else kind, lambda: folder.tensor(source, size))

    def packed(name: str, source: str, size: tuple[int, ...]) -> _Tensor:
        return _Tensor(
            name, size, "f32" if len(size) == 1 else scheme, lambda: _unpacked(folder.tensor(source, size), shape)
        )

    yield plain("token_embd.weight", "gpt_neox.embed_in.weight", (shape.rows, hidden), edge)
    for part in ("weight", "bias"):
        yield plain(f"output_norm.{part}", f"gpt_neox.final_layer_norm.{part}", (hidden,))
    yield _Tensor("output.weight", (shape.rows, hidden), edge, lambda: output_rows(folder, shape))
    for layer in range(shape.layers):
        new, old = f"blk.{layer}.", f"gpt_neox.layers.{layer}."
        for part, tail in (("weight", (hidden,)), ("bias", ())):
            yield plain(f"{new}attn_norm.{part}", f"{old}input_layernorm.{part}", (hidden,))
            yield plain(f"{new}ffn_norm.{part}", f"{old}post_attention_layernorm.{part}", (hidden,))
            yield packed(f"{new}attn_qkv.{part}", f"{old}attention.query_key_value.{part}", (3 * hidden, *tail))
            yield plain(f"{new}attn_output.{part}", f"{old}attention.dense.{part}", (hidden, *tail))
            yield plain(f"{new}ffn_up.{part}", f"{old}mlp.dense_h_to_4h.{part}", (inner, *tail))
            down = (hidden, inner) if tail else (hidden,)
            yield plain(f"{new}ffn_down.{part}", f"{old}mlp.dense_4h_to_h.{part}", down)


def _unpacked(rows: Array, shape: NeoxShape) -> Array:
    """transformers keeps q, k and v together for each head; llama.cpp all of q, then all of k, then all of v."""
    split = rows.reshape(shape.heads, 3, shape.head, *rows.shape[1:])
    return np.ascontiguousarray(split.swapaxes(0, 1)).reshape(rows.shape)


def _announce(writer: Any, tensor: _Tensor) -> None:
    from gguf import GGMLQuantizationType, quant_shape_to_byte_shape

    kind = GGMLQuantizationType[tensor.scheme.upper()]
    size = quant_shape_to_byte_shape(tensor.shape, kind)
    dtype = {"f32": np.dtype(np.float32), "f16": np.dtype(np.float16)}.get(tensor.scheme, np.dtype(np.uint8))
    writer.add_tensor_info(
        tensor.name, size if dtype == np.uint8 else tensor.shape, dtype, int(np.prod(size)), raw_dtype=kind
    )


def _encoded(tensor: _Tensor) -> Array:
    from gguf import GGMLQuantizationType
    from gguf.quants import quantize

    data = tensor.read()
    if tensor.scheme in {"f32", "f16"}:
        return np.ascontiguousarray(data, dtype=np.float32 if tensor.scheme == "f32" else np.float16)
    kind = GGMLQuantizationType[tensor.scheme.upper()]
    blocks = (data[start : start + _ROWS_AT_ONCE] for start in range(0, len(data), _ROWS_AT_ONCE))
    return np.concatenate([quantize(np.asarray(block, dtype=np.float32), kind) for block in blocks])


def _describe(writer: Any, folder: HubFolder, shape: NeoxShape, scheme: str) -> None:
    from gguf import LlamaFileType

    kinds = {"q4_0": LlamaFileType.MOSTLY_Q4_0, "q8_0": LlamaFileType.MOSTLY_Q8_0, "f16": LlamaFileType.MOSTLY_F16}
    writer.add_name(folder.path.name)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_rope_dimension_count(shape.rotary)
    writer.add_rope_freq_base(shape.theta)
    writer.add_parallel_residual(shape.parallel)
    writer.add_layer_norm_eps(shape.epsilon)
    writer.add_file_type(kinds[scheme])
    _describe_tokenizer(writer, folder, shape)


def _describe_tokenizer(writer: Any, folder: HubFolder, shape: NeoxShape) -> None:
    """Byte-level BPE. Pre-tokenizer "gpt-2" gives polyglot-ko's ids for text without U+0CF1 (see the backend)."""
    from gguf import TokenType

    table = json.loads((folder.path / "tokenizer.json").read_text(encoding="utf-8"))
    if table["model"]["type"] != "BPE":
        raise ModelError("only byte-level BPE tokenizers are converted", found=str(table["model"]["type"]))
    tokens = [f"[unused{row}]" for row in range(shape.rows)]
    kinds = [TokenType.UNUSED] * shape.rows
    for text, row in table["model"]["vocab"].items():
        tokens[row], kinds[row] = text, TokenType.NORMAL
    ends = folder.config.get("eos_token_id")
    for added in table["added_tokens"]:
        tokens[added["id"]] = added["content"]
        kinds[added["id"]] = TokenType.CONTROL if added["special"] else TokenType.USER_DEFINED
        if added["content"] == "<|endoftext|>":
            ends = added["id"]
    merges = table["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in merges])
    if isinstance(ends, int):
        writer.add_eos_token_id(ends)
    writer.add_add_bos_token(False)
