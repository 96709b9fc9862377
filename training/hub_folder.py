"""A model folder as the hub gives it: config.json, tokenizer.json and weights in safetensors shards.

Weights are read one tensor at a time through a memory map, so converting needs little more than the result.
"""

import hashlib
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelDamaged, ModelMissing

Array = NDArray[Any]
_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype("<u2")}
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")


@dataclass(frozen=True, slots=True)
class _Place:
    file: Path
    offset: int
    dtype: str
    shape: tuple[int, ...]


class HubFolder:
    """Raises ModelMissing when it is no such folder and ModelDamaged when a part is missing or cut off."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_dir() or not (path / "config.json").is_file():
            raise ModelMissing("not a model folder: no config.json", model=str(path))
        self.config = self._json("config.json")
        if not (path / "tokenizer.json").is_file():
            raise ModelMissing("not a complete model folder: no tokenizer.json", model=str(path))
        self._json("tokenizer.json")
        self._places = dict(self._index())

    def __contains__(self, name: str) -> bool:
        return name in self._places

    @property
    def revision(self) -> str | None:
        """The 40-hex commit, when the folder lies in a hub cache (`snapshots/<commit>`)."""
        commit = self.path.resolve().name
        return commit if re.fullmatch(r"[0-9a-f]{40}", commit) else None

    @property
    def weight_bytes(self) -> int:
        return sum(file.stat().st_size for file in self._shards())

    def tensor(self, name: str, shape: tuple[int, ...]) -> Array:
        """The tensor as float16 (a map of the file, copied on write) or float32, checked against the expected shape."""
        place = self._places.get(name)
        if place is None:
            raise ModelDamaged(f"no tensor {name}", model=str(self.path), file="model.safetensors")
        if place.shape != shape:
            raise ModelDamaged(
                f"{name} has another shape",
                model=str(self.path),
                file=place.file.name,
                expected=str(shape),
                found=str(place.shape),
            )
        data: Array = np.memmap(place.file, dtype=_TYPES[place.dtype], mode="c", offset=place.offset, shape=shape)
        if place.dtype == "BF16":
            return (data.astype(np.uint32) << 16).view(np.float32)
        return data

    def files(self) -> tuple[Path, ...]:
        """Everything a conversion reads, in a fixed order."""
        small = [self.path / name for name in ("config.json", "tokenizer.json", "tokenizer_config.json")]
        return (*(file for file in small if file.is_file()), *self._shards())

    def _json(self, name: str) -> dict[str, Any]:
        try:
            value = json.loads((self.path / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelDamaged(f"cannot read {name}", model=str(self.path), file=name) from error
        if not isinstance(value, dict):
            raise ModelDamaged(f"{name} is not an object", model=str(self.path), file=name)
        return value

    def _shards(self) -> list[Path]:
        index = self.path / "model.safetensors.index.json"
        if index.is_file():
            names = self._json(index.name).get("weight_map", {})
            return [self.path / name for name in sorted(set(names.values()))]
        single = self.path / "model.safetensors"
        if single.is_file():
            return [single]
        pickles = [file.name for pattern in _PICKLES for file in self.path.glob(pattern)]
        reason = "weights are pickle files, which are never opened" if pickles else "no safetensors weights"
        raise ModelMissing(reason, model=str(self.path))

    def _index(self) -> Iterator[tuple[str, _Place]]:
        for file in self._shards():
            try:
                yield from _read_header(file)
            except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
                raise ModelDamaged("not a whole safetensors file", model=str(self.path), file=file.name) from error


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_header(file: Path) -> Iterator[tuple[str, _Place]]:
    size = file.stat().st_size
    with file.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        if length > size:
            raise ValueError("header is longer than the file")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        shape = tuple(int(side) for side in entry["shape"])
        if 8 + length + end > size:
            raise ValueError("file is cut off")
        # Integer tensors (old causal-mask buffers) carry no weights.
        if entry["dtype"] in _TYPES:
            if end - start != _TYPES[entry["dtype"]].itemsize * int(np.prod(shape)):
                raise ValueError("offsets and shape disagree")
            yield name, _Place(file, 8 + length + start, entry["dtype"], shape)
