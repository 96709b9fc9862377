"""Vectors that come with the program: those of the written samples, whose first index would take half a minute.

`resources/samples/vectors.npz` is made by `python -m tests.resources.sample_vectors`. What it does not hold is embedded
as ever, so an old file costs time and nothing else.
"""

import logging
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.paths import resources_dir
from core.retrieval import vectors
from core.retrieval.vectors import Packed

log = logging.getLogger(__name__)

_KEY_BYTES = 16


def packed(texts: Sequence[str]) -> Packed:
    """The packed vector of each text, looked up or made."""
    rows, known = _known()
    found = [rows.get(_key(text), -1) for text in texts]
    places = np.array(found, np.int64)
    made = vectors.pack(vectors.embed([text for text, row in zip(texts, found, strict=True) if row < 0]))
    both = [np.concatenate([new, old]) for new, old in zip(made, known, strict=True)]
    where = np.where(places < 0, np.cumsum(places < 0) - 1, places + len(made.scales))
    return Packed(*(part[where] for part in both))


def write(file: Path, texts: Sequence[str]) -> None:
    """Keep the vectors of these texts."""
    made = vectors.pack(vectors.embed(texts))
    keys = np.frombuffer(b"".join(map(_key, texts)), np.uint8).reshape(len(texts), _KEY_BYTES)
    form = np.array(vectors.form())
    np.savez_compressed(file, form=form, keys=keys, codes=made.codes, quantised=made.quantised, scales=made.scales)


def holds(texts: Sequence[str]) -> bool:
    """Whether the vector of every text comes with the program."""
    rows, _ = _known()
    return all(_key(text) in rows for text in texts)


def _key(text: str) -> bytes:
    return sha256(text.encode()).digest()[:_KEY_BYTES]


@cache
def _known() -> tuple[dict[bytes, int], Packed]:
    file = resources_dir() / "samples" / "vectors.npz"
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            if str(kept["form"]) == vectors.form():
                rows = {bytes(key): row for row, key in enumerate(kept["keys"])}
                return rows, Packed(kept["codes"], kept["quantised"], kept["scales"])
            log.info("the vectors of the samples are of another version")
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        log.warning("the vectors of the samples cannot be read: %s", type(error).__name__)
    return {}, vectors.pack(vectors.embed([]))
