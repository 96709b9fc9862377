"""The header of a GGUF file, read with bounds before a native library is trusted with it.

llama.cpp ends the process on some damaged files; what can be seen from the outside (magic, version, lengths,
tensors that lie beyond the end of a half-copied file) is refused here with ModelDamaged.
"""

import mmap
import struct
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

from core.errors import ModelDamaged, ModelMissing

Scalar = str | int | float | bool

_MAGIC = b"GGUF"
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_MOST_DIMENSIONS = 4


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """`metadata` has the scalar values; of arrays only the length, as `<key>.length`. `tensors` maps a name to its
    shape, outermost dimension first (rows, columns), as numpy and torch write it."""

    metadata: dict[str, Scalar] = field(default_factory=dict)
    tensors: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))

    def number(self, key: str, default: int = 0) -> int:
        """The integer `<architecture>.<key>`."""
        value = self.metadata.get(f"{self.architecture}.{key}", default)
        return value if isinstance(value, int) else default


def read_header(path: Path) -> GgufHeader:
    """Read and check the header of a model file. Raises ModelMissing and ModelDamaged."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).header()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise ModelMissing("no such file", model=str(path)) from error
    except (ValueError, struct.error) as error:  # mmap refuses an empty file with ValueError
        raise ModelDamaged(str(error), model=path.stem, file=str(path)) from error
    except OSError as error:
        raise ModelMissing(type(error).__name__, model=str(path)) from error


class _Reader:
    """A cursor over a mapped file; every step past the end raises struct.error or ValueError."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._place = 0

    def header(self) -> GgufHeader:
        if self._data[:4] != _MAGIC:
            raise ValueError("not a GGUF file")
        self._place = 4
        if (version := self._number("<I")) not in (2, 3):
            raise ValueError(f"GGUF version {version}")
        tensor_count, key_count = self._number("<Q"), self._number("<Q")
        header = GgufHeader()
        for _ in range(key_count):
            key, kind = self._string(), self._number("<I")
            if kind == _ARRAY:
                header.metadata[f"{key}.length"] = self._skip_array()
            else:
                header.metadata[key] = self._value(kind)
        places = [self._tensor(header) for _ in range(tensor_count)]
        alignment = header.metadata.get("general.alignment", 32)
        if not header.architecture or not isinstance(alignment, int) or alignment < 1:
            raise ValueError("no architecture or a bad alignment")
        start = -(-self._place // alignment) * alignment
        if any(start + offset + size > len(self._data) for offset, size in places):
            raise ValueError("the file is shorter than its header says")
        return header

    def _tensor(self, header: GgufHeader) -> tuple[int, int]:
        """Keep the shape of the next tensor; give (offset, size) in bytes."""
        name, dimensions = self._string(), self._number("<I")
        if not 1 <= dimensions <= _MOST_DIMENSIONS:
            raise ValueError(f"a tensor with {dimensions} dimensions")
        shape = tuple(reversed([self._number("<Q") for _ in range(dimensions)]))
        kind, offset = self._number("<I"), self._number("<Q")
        header.tensors[name] = shape
        return offset, _size(kind, prod(shape))

    def _value(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self._string()
        if kind not in _SCALARS:
            raise ValueError(f"unknown kind of value {kind}")
        return self._unpack(_SCALARS[kind])[0]

    def _skip_array(self) -> int:
        kind, length = self._number("<I"), self._number("<Q")
        if kind == _STRING:
            for _ in range(length):
                self._skip(self._number("<Q"))
        elif kind in _SCALARS:
            self._skip(length * struct.calcsize(_SCALARS[kind]))
        else:
            raise ValueError(f"unknown kind of array {kind}")
        return length

    def _string(self) -> str:
        size = self._number("<Q")
        start = self._place
        self._skip(size)
        return self._data[start : self._place].decode("utf-8", "replace")

    def _skip(self, size: int) -> None:
        if size > len(self._data) - self._place:
            raise ValueError("a length beyond the end of the file")
        self._place += size

    def _number(self, form: str) -> int:
        return int(self._unpack(form)[0])

    def _unpack(self, form: str) -> tuple[int | float | bool, ...]:
        values = struct.unpack_from(form, self._data, self._place)
        self._place += struct.calcsize(form)
        return values


def _size(kind: int, elements: int) -> int:
    """Bytes of a tensor; 0 for a kind that is newer than the table, which the native library has to judge."""
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    if kind not in set(GGMLQuantizationType):
        return 0
    block, bytes_per_block = GGML_QUANT_SIZES[GGMLQuantizationType(kind)]
    return int(-(-elements // block) * bytes_per_block)
