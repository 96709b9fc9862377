"""Passages of 60 characters that texts have in common: every one, in all texts at once."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

LONG = 60
_BASE = np.uint64(0x9E3779B97F4A7C15)


def shared_passages(texts: Mapping[str, str]) -> set[frozenset[str]]:
    """Sets of keys whose texts share a passage of 60 characters, spacing and case aside.

    Each place of each text is hashed to 64 bits (for a million places the chance of one false pair is one in ten
    million) and the hashes are sorted, so time and memory grow with the length of the texts and not with their pairs.
    """
    keys = list(texts)
    hashes = [_hashes(" ".join(texts[key].casefold().split())) for key in keys]
    owners = np.repeat(np.arange(len(keys), dtype=np.int32), [len(one) for one in hashes])
    everything = np.concatenate([np.empty(0, np.uint64), *hashes])
    del hashes
    order = np.argsort(everything, kind="stable")
    return {frozenset(keys[owner] for owner in run) for run in _runs(everything[order], owners[order])}


def _runs(values: NDArray[np.uint64], owners: NDArray[np.int32]) -> Iterator[set[int]]:
    """Owners of equal values, where there are two or more."""
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    starts = np.concatenate([[0], edges]) if len(values) else np.empty(0, np.int64)
    ends = np.concatenate([edges, [len(values)]]) if len(values) else np.empty(0, np.int64)
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        found = set(owners[start:end].tolist())
        if len(found) > 1:
            yield found


def _hashes(text: str) -> NDArray[np.uint64]:
    """A hash of each piece of 60 characters; the arithmetic wraps, as it should."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < LONG:
        return np.empty(0, np.uint64)
    found: NDArray[np.uint64] = np.zeros(len(codes) - LONG + 1, np.uint64)
    for offset in range(LONG):
        found = found * _BASE + codes[offset : offset + len(found)]
    return found
