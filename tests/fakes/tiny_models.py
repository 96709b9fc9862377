"""Tiny random models in GGUF form, and LoRA adapters for them in PEFT form, written on the spot with numpy.

They speak nonsense, but through the same code as real ones: a byte-level BPE vocabulary in which common syllables
are one token and all others are three, two layers, deterministic weights.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

HIDDEN, LAYERS, HEADS, KV_HEADS, FFN, CONTEXT = 64, 2, 4, 2, 128, 512
HEAD = HIDDEN // HEADS
END_OF_TEXT = "<|endoftext|>"
CONTROL = (END_OF_TEXT, "<|im_start|>", "<|im_end|>")
SYLLABLES = "가나다라마바사아자하고는을이에서의로지원동기저는경험을통해배운점입니다습했"
Weights = dict[str, NDArray[np.float32]]


def _byte_alphabet() -> list[str]:
    """The character that stands for each byte in a byte-level BPE vocabulary."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    shifted = {byte: 256 + place for place, byte in enumerate(byte for byte in range(256) if byte not in plain)}
    return [chr(shifted.get(byte, byte)) for byte in range(256)]


def vocabulary() -> tuple[list[str], list[str]]:
    """(tokens, merges): the bytes, the syllables with their first two bytes, and the control tokens last."""
    alphabet = _byte_alphabet()
    tokens, merges = list(alphabet), []
    for syllable in SYLLABLES:
        first, second, third = (alphabet[byte] for byte in syllable.encode())
        for left, right in ((first, second), (first + second, third)):
            if left + right not in tokens:
                tokens.append(left + right)
                merges.append(f"{left} {right}")
    return [*tokens, *CONTROL], merges


def random_weights(architecture: str, seed: int = 0) -> Weights:
    """Weights under the names and in the layout of transformers; matrices are (out, in)."""
    random = np.random.default_rng(seed)
    rows = len(vocabulary()[0])

    def matrix(out: int, inner: int) -> NDArray[np.float32]:
        return np.asarray(random.standard_normal((out, inner)) * 1.5 / np.sqrt(inner), np.float32)

    def vector(size: int, middle: float) -> NDArray[np.float32]:
        return (middle + 0.1 * random.standard_normal(size)).astype(np.float32)

    weights: Weights = {}
    for name, shape in linears(architecture).items():
        weights[f"{name}.weight"] = matrix(*shape)
        if architecture == "gptneox" or (architecture == "qwen2" and name.endswith(("q_proj", "k_proj", "v_proj"))):
            weights[f"{name}.bias"] = vector(shape[0], 0.0)
    if architecture == "gptneox":
        norms = [f"gpt_neox.layers.{layer}.{kind}" for layer in range(LAYERS) for kind in _NEOX_NORMS]
        for norm in [*norms, "gpt_neox.final_layer_norm"]:
            weights[f"{norm}.weight"], weights[f"{norm}.bias"] = vector(HIDDEN, 1.0), vector(HIDDEN, 0.0)
        return weights | {"gpt_neox.embed_in.weight": matrix(rows, HIDDEN), "embed_out.weight": matrix(rows, HIDDEN)}
    norms = [f"model.layers.{layer}.{kind}" for layer in range(LAYERS) for kind in _LLAMA_NORMS]
    weights |= {f"{norm}.weight": vector(HIDDEN, 1.0) for norm in [*norms, "model.norm"]}
    return weights | {"model.embed_tokens.weight": matrix(rows, HIDDEN), "lm_head.weight": matrix(rows, HIDDEN)}


_NEOX_NORMS = ("input_layernorm", "post_attention_layernorm")
_LLAMA_NORMS = ("input_layernorm", "post_attention_layernorm")


def linears(architecture: str) -> dict[str, tuple[int, int]]:
    """The linear layers that an adapter can change: (out, in) by the module's name in transformers."""
    if architecture == "gptneox":
        shapes = {
            "attention.query_key_value": (3 * HIDDEN, HIDDEN),
            "attention.dense": (HIDDEN, HIDDEN),
            "mlp.dense_h_to_4h": (FFN, HIDDEN),
            "mlp.dense_4h_to_h": (HIDDEN, FFN),
        }
        return {f"gpt_neox.layers.{layer}.{name}": shape for layer in range(LAYERS) for name, shape in shapes.items()}
    shapes = {
        "self_attn.q_proj": (HIDDEN, HIDDEN),
        "self_attn.k_proj": (KV_HEADS * HEAD, HIDDEN),
        "self_attn.v_proj": (KV_HEADS * HEAD, HIDDEN),
        "self_attn.o_proj": (HIDDEN, HIDDEN),
        "mlp.gate_proj": (FFN, HIDDEN),
        "mlp.up_proj": (FFN, HIDDEN),
        "mlp.down_proj": (HIDDEN, FFN),
    }
    return {f"model.layers.{layer}.{name}": shape for layer in range(LAYERS) for name, shape in shapes.items()}


def write_tiny_gguf(
    path: Path, architecture: str = "qwen2", weights: Weights | None = None, *, context: int = CONTEXT
) -> Path:
    """Write a model of architecture "qwen2", "llama" or "gptneox" in 32-bit floats (about 600 KB)."""
    import gguf

    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FFN)
    writer.add_head_count(HEADS)
    writer.add_rope_dimension_count(HEAD)
    if architecture == "gptneox":
        writer.add_parallel_residual(True)
        writer.add_layer_norm_eps(1e-5)
    else:
        writer.add_head_count_kv(KV_HEADS)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_rope_freq_base(10000.0)
    tokens, merges = vocabulary()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_merges(merges)
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(CONTROL)) + [gguf.TokenType.CONTROL] * len(CONTROL)
    writer.add_token_types(kinds)
    writer.add_eos_token_id(tokens.index(END_OF_TEXT))
    writer.add_bos_token_id(tokens.index(END_OF_TEXT))
    writer.add_add_bos_token(False)
    architectures = {text: kind for kind, text in gguf.MODEL_ARCH_NAMES.items()}
    names = gguf.get_tensor_name_map(architectures[architecture], LAYERS)
    for name, value in (weights or random_weights(architecture)).items():
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        writer.add_tensor(target, np.ascontiguousarray(_in_llama_cpp_order(architecture, name, value)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _in_llama_cpp_order(architecture: str, name: str, value: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows where llama.cpp wants them, written out head by head: the plain form of what the converter does."""
    if architecture == "gptneox" and ".query_key_value." in name:
        rows = [
            3 * HEAD * head + HEAD * part + row for part in range(3) for head in range(HEADS) for row in range(HEAD)
        ]
        return value[rows]
    if architecture == "llama" and (".q_proj." in name or ".k_proj." in name):
        heads = value.shape[0] // HEAD
        half = HEAD // 2
        rows = [HEAD * head + row + half * side for head in range(heads) for row in range(half) for side in range(2)]
        return value[rows]
    return value


def random_lora(architecture: str, rank: int = 4, seed: int = 1) -> dict[str, tuple[NDArray[np.float32], ...]]:
    """(A, B) by module: A is (rank, in), B is (out, rank)."""
    random = np.random.default_rng(seed)
    return {
        name: (
            (random.standard_normal((rank, inner)) / np.sqrt(inner)).astype(np.float32),
            (random.standard_normal((out, rank)) / np.sqrt(rank)).astype(np.float32),
        )
        for name, (out, inner) in linears(architecture).items()
    }


def write_tiny_adapter(folder: Path, architecture: str = "qwen2", **config: object) -> Path:
    """A PEFT folder with `random_lora`; `config` overrides adapter_config.json (lora_alpha is twice the rank)."""
    rank = 4
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"base_model.model.{name}.lora_{side}.weight": value
        for name, pair in random_lora(architecture, rank).items()
        for side, value in zip("AB", pair, strict=True)
    }
    save_file(tensors, folder / "adapter_model.safetensors")
    settings = {
        "peft_type": "LORA",
        "r": rank,
        "lora_alpha": 2 * rank,
        "base_model_name_or_path": "tiny",
        "bias": "none",
    }
    (folder / "adapter_config.json").write_text(json.dumps(settings | config), "utf-8")
    return folder


def merged(architecture: str, scale: float, rank: int = 4) -> Weights:
    """The random weights with the random adapter added at `scale`: what a right adapter has to be equal to."""
    weights = random_weights(architecture)
    for name, (a, b) in random_lora(architecture, rank).items():
        weights[f"{name}.weight"] = weights[f"{name}.weight"] + np.float32(scale) * (b @ a)
    return weights
