"""What a model of the user's own is, read from the model itself: an entry like those of the catalogue."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.errors import ModelDamaged
from core.gguf_header import GgufHeader, read_header
from core.models.catalog import USER_PREFIX, ModelEntry, ModelFile, ModelShape

# More costs memory for every token and no answer needs it.
_LONGEST_CONTEXT = 4096
_DEFAULT_CONTEXT = 2048
_CHATML_MARK = "<|im_start|>"


def user_id(name: str, taken: Iterable[str]) -> str:
    """`user:NAME`, with a number when another model has it."""
    plain = unicodedata.normalize("NFC", name.removeprefix(USER_PREFIX))
    plain = re.sub(r"\s+", " ", re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", plain)).strip(" .")[:60].rstrip(" .") or "model"
    used = {each.casefold() for each in taken}  # folders on Windows and macOS do not tell Ab from ab
    number, found = 1, f"{USER_PREFIX}{plain}"
    while found.casefold() in used:
        number += 1
        found = f"{USER_PREFIX}{plain} {number}"
    return found


def gguf_entry(path: Path, model_id: str, size: int) -> ModelEntry:
    """A GGUF file, by its header. Raises ModelDamaged when it is none or is cut off."""
    header = read_header(path)
    template = str(header.metadata.get("tokenizer.chat_template", ""))
    return _entry(
        model_id,
        name=str(header.metadata.get("general.name", "")) or model_id.removeprefix(USER_PREFIX),
        architecture=header.architecture,
        backend="llama_cpp",
        template=template,
        context=header.number("context_length"),
        size=size,
        shape=_gguf_shape(header),
    )


def folder_entry(folder: Path, model_id: str, backend: str, size: int) -> ModelEntry:
    """An OpenVINO or Hugging Face folder, by its `config.json`. Raises ModelDamaged when that cannot be read."""
    config = _json(folder / "config.json", folder.name)
    template = (folder / "chat_template.jinja", folder / "tokenizer_config.json")
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in template if path.is_file())
    return _entry(
        model_id,
        name=model_id.removeprefix(USER_PREFIX),
        architecture=str(config.get("model_type", "")),
        backend=backend,
        template=text,
        context=_whole(config.get("max_position_embeddings")),
        size=size,
        shape=_config_shape(config),
    )


def _entry(
    model_id: str,
    *,
    name: str,
    architecture: str,
    backend: str,
    template: str,
    context: int,
    size: int,
    shape: ModelShape | None,
) -> ModelEntry:
    return ModelEntry(
        id=model_id,
        name=name,
        description="",
        architecture="gpt_neox" if architecture == "gptneox" else architecture,
        parameters=0,
        licence="",
        licence_url="",
        backend=backend,
        prompt_format="chatml" if _CHATML_MARK in template else "plain",
        context_length=min(context or _DEFAULT_CONTEXT, _LONGEST_CONTEXT),
        # Weights, plus a fifth and 300 MB for cache and buffers: a little over what was measured on the known models.
        memory_bytes=size + size // 5 + 300_000_000,
        base_repo="",
        base_revision="",
        files=(ModelFile("unnamed", size, None),),
        sources=(),
        shape=shape,
    )


def _gguf_shape(header: GgufHeader) -> ModelShape | None:
    heads, key_heads = header.number("attention.head_count"), header.number("attention.head_count_kv")
    hidden = header.number("embedding_length")
    width = header.number("attention.key_length") or (hidden // heads if heads else 0)
    return _shape(
        header.number("block_count"), hidden, header.number("feed_forward_length"), width * (key_heads or heads)
    )


def _config_shape(config: dict[str, Any]) -> ModelShape | None:
    heads, hidden = _whole(config.get("num_attention_heads")), _whole(config.get("hidden_size"))
    width = _whole(config.get("head_dim")) or (hidden // heads if heads else 0)
    keys = width * (_whole(config.get("num_key_value_heads")) or heads)
    return _shape(_whole(config.get("num_hidden_layers")), hidden, _whole(config.get("intermediate_size")), keys)


def _shape(*sizes: int) -> ModelShape | None:
    layers, hidden, intermediate, key_value = sizes
    return ModelShape(layers, hidden, intermediate, key_value) if all(size > 0 for size in sizes) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _json(path: Path, model: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamaged("cannot be read", model=model, file=path.name) from error
    if not isinstance(data, dict):
        raise ModelDamaged("not an object", model=model, file=path.name)
    return data
