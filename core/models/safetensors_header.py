"""The header of a safetensors file: names, types and shapes, checked against the file's length.

Read here, in plain Python, because the window's process needs shapes and nothing else of that library.
"""

import json
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

_LONGEST_HEADER = 100 << 20  # the format's own limit
_BYTES = {"F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2}
_BYTES |= {"I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1}


@dataclass(frozen=True, slots=True)
class Tensor:
    dtype: str
    shape: tuple[int, ...]


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Tensors by name. Raises ValueError when the file is not whole, OSError when it cannot be read."""
    length = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if len(start) < 8:
            raise ValueError("shorter than a header")
        (size,) = struct.unpack("<Q", start)
        if size > min(_LONGEST_HEADER, length - 8):
            raise ValueError("the header is longer than the file")
        header = json.loads(file.read(size))
    if not isinstance(header, dict):
        raise ValueError("the header is not an object")  # noqa: TRY004 — damage in a file, not a wrong call
    header.pop("__metadata__", None)
    tensors, place = {}, 0
    for name, row in sorted(header.items(), key=_begin):
        begin, end = row["data_offsets"]
        tensor = Tensor(str(row["dtype"]), tuple(int(n) for n in row["shape"]))
        # The format has no holes: every tensor begins where the one before it ends.
        if begin != place or end - begin != prod(tensor.shape) * _BYTES.get(tensor.dtype, 0):
            raise ValueError(f"a tensor of {end - begin} bytes is in the wrong place")
        tensors[name], place = tensor, end
    if 8 + size + place != length:
        raise ValueError("the file is shorter or longer than its header says")
    return tensors


def _begin(item: tuple[str, Any]) -> int:
    row = item[1]
    if not isinstance(row, dict) or not {"dtype", "shape", "data_offsets"} <= row.keys():
        raise ValueError("a tensor without type, shape or place")
    offsets = row["data_offsets"]
    if not (isinstance(offsets, list) and len(offsets) == 2 and all(isinstance(n, int) for n in offsets)):
        raise ValueError("a tensor without a place")
    if not (isinstance(row["shape"], list) and all(isinstance(n, int) and n >= 0 for n in row["shape"])):
        raise ValueError("a tensor without a shape")
    return int(offsets[0])
