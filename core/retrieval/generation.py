"""One state of the index on disk. It is never changed: a new state is a new folder, and a file names the current one.

So a process that was killed leaves nothing half, readers never wait, and what was removed is nowhere any more. Every
file's checksum is in the manifest and is looked at when the folder is opened.
"""

import json
import logging
import mmap
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from core.corpus import CollectedEssay
from core.retrieval import entries, lexical, sentences, vectors, words
from core.retrieval.entries import ROW, SPOT, Entry, Table
from core.retrieval.vectors import Packed

log = logging.getLogger(__name__)

_FORM = "1"  # of the files; another one makes the index again
_CURRENT = "current"
_PREFIX = "g-"
_MANIFEST = "manifest.json"
_LEXICAL = "lexical"
_PLACE = np.dtype([("offset", "<u8"), ("row", "<u4"), ("spot", "<u4")])  # where an essay begins in each file

Clusters = Mapping[tuple[str, int], int]  # (essay id, number of the answer from 1) to cluster


class Unusable(Exception):
    """A generation that is damaged or of another form. Never leaves this package."""


def form() -> list[str]:
    return [_FORM, words.form(), vectors.form(), sentences.form(), lexical.form()]


class Generation:
    """A state that is complete, opened for reading. Arrays are mapped: only what is looked at is in memory."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError when it is not there (any more), and Unusable."""
        manifest = _checked_manifest(folder)
        self.folder = folder
        self.clusters: str = manifest["clusters"]
        self.hashes: dict[str, str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        self.answers: int = manifest["answers"]
        self._places = np.fromfile(folder / "places.bin", _PLACE)
        self._scattered: list[mmap.mmap] = []  # files of which a search looks at a few places here and there
        self._essays = self._mapped_here_and_there(folder / "essays.bin", np.dtype("u1"), ())
        self.rows: Table = _mapped(folder / "rows.bin", ROW, ())
        self.vectors = Packed(
            _mapped(folder / "codes.bin", np.dtype("<u8"), (2, vectors.CODE_WORDS)),
            self._mapped_here_and_there(folder / "vectors.bin", np.dtype("i1"), (2, vectors.DIMENSIONS)),
            _mapped(folder / "scales.bin", np.dtype("<f4"), (2,)),
        )
        self.spots: Table = _mapped(folder / "spots.bin", SPOT, ())
        self.sketches: sentences.Sketches = _mapped(folder / "sketches.bin", np.dtype("<u2"), (sentences.width(),))
        try:
            self.lexical = lexical.LexicalIndex(folder / _LEXICAL)
        except ValueError as error:
            raise Unusable(str(error)) from error

    def __len__(self) -> int:
        return len(self.hashes)

    def forget_pages(self) -> None:
        """Give back what a search has mapped; it stays in the system's cache. A search maps some 60 KB around each
        place, which would be the whole file after some dozens of searches."""
        if hasattr(mmap, "MADV_DONTNEED"):
            for mapped in self._scattered:
                mapped.madvise(mmap.MADV_DONTNEED)

    def _mapped_here_and_there(self, path: Path, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        if not path.stat().st_size:
            return _mapped(path, kind, shape)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._scattered.append(mapped)
        return np.frombuffer(mapped, kind).reshape(-1, *shape)

    def essay(self, number: int) -> CollectedEssay:
        return entries.read(self.blob(number))

    def first_row(self, number: int) -> int:
        """Of an essay's remarks."""
        return int(self._places["row"][number])

    def blob(self, number: int) -> bytes:
        return self._essays[self._places["offset"][number] : self._places["offset"][number + 1]].tobytes()

    def entry(self, number: int, essay_id: str) -> Entry:
        """An essay as it was written, to be written again."""
        rows = slice(int(self._places["row"][number]), int(self._places["row"][number + 1]))
        spots = slice(int(self._places["spot"][number]), int(self._places["spot"][number + 1]))
        return Entry(
            id=essay_id,
            hash=self.hashes[essay_id],
            blob=self.blob(number),
            rows=self.rows[rows],
            vectors=self.vectors.part(rows.start, rows.stop),
            spots=self.spots[spots],
            sketches=self.sketches[spots],
        )


def current(folder: Path) -> Generation | None:
    """The current state; None when there is none that can be used."""
    name = current_name(folder)
    while name is not None:
        try:
            return Generation(folder / name)
        except FileNotFoundError:
            # Another process has published the next one between two lines of ours, or somebody deleted files.
            now = current_name(folder)
            if now == name:
                log.warning("the index of remarks is gone and is made again")
                return None
            name = now
        except Unusable as error:
            log.warning("the index of remarks is made again: %s", error)
            return None
    return None


def current_name(folder: Path) -> str | None:
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return name if name.startswith(_PREFIX) and Path(name).name == name else None


def publish(folder: Path, wanted: Iterable[Entry], clusters: Clusters) -> None:
    """Write a new state and make it the current one; whoever calls holds the lock. Raises OSError and ValueError."""
    name = f"{_PREFIX}{uuid4().hex[:12]}"
    target = folder / name
    target.mkdir()
    with ExitStack() as on_error:
        on_error.callback(shutil.rmtree, target, ignore_errors=True)
        _write(target, wanted, clusters)
        pointer = folder / f"{_CURRENT}.{name}"
        pointer.write_text(name, encoding="ascii")
        pointer.replace(folder / _CURRENT)
        on_error.pop_all()
    clean(folder)


def clean(folder: Path) -> None:
    """Delete every state but the current one; whoever calls holds the lock."""
    keep = current_name(folder)
    for old in folder.glob(f"{_PREFIX}*"):
        if old.name != keep:
            # Windows deletes no file that another process has mapped; the next publication does.
            shutil.rmtree(old, ignore_errors=True)
    for pointer in folder.glob(f"{_CURRENT}.*"):
        pointer.unlink(missing_ok=True)


def _write(target: Path, wanted: Iterable[Entry], clusters: Clusters) -> None:
    hashes: dict[str, str] = {}
    answers = 0
    with _Files(target) as files:
        for number, entry in enumerate(wanted):
            rows, spots = entry.rows.copy(), entry.spots.copy()
            rows["essay"] = spots["essay"] = number
            rows["cluster"] = [clusters.get((entry.id, int(a) + 1), -1) for a in rows["answer"]]
            files.begin_essay()
            files.write("essays.bin", np.frombuffer(entry.blob, "u1"))
            for name, table in (("rows.bin", rows), ("spots.bin", spots)):
                files.write(name, table)
            files.write("codes.bin", entry.vectors.codes)
            files.write("vectors.bin", entry.vectors.quantised)
            files.write("scales.bin", entry.vectors.scales)
            files.write("sketches.bin", entry.sketches)
            hashes[entry.id] = entry.hash
            answers += len(entries.read(entry.blob).answers)
        files.begin_essay()  # where the last one ends
    (target / "ids.json").write_text(json.dumps(hashes, ensure_ascii=False), encoding="utf-8")
    lexical.build(target / _LEXICAL, _lexical_rows(target, len(hashes)))
    listed = {path.relative_to(target).as_posix(): _checksum(path) for path in _data_files(target)}
    manifest = {"form": form(), "clusters": clusters_hash(clusters), "answers": answers, "files": listed}
    (target / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def clusters_hash(clusters: Clusters) -> str:
    return f"{zlib.crc32(repr(sorted(clusters.items())).encode()):08x}"


class _Files:
    """The files of a state while it is written."""

    _NAMES = ("essays.bin", "rows.bin", "codes.bin", "vectors.bin", "scales.bin", "spots.bin", "sketches.bin")

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> "_Files":
        self._open: dict[str, BinaryIO] = {name: (self._target / name).open("wb") for name in self._NAMES}
        self._places = (self._target / "places.bin").open("wb")
        self._items = dict.fromkeys(self._NAMES, 0)
        return self

    def __exit__(self, *_: object) -> None:
        for file in (*self._open.values(), self._places):
            file.close()

    def begin_essay(self) -> None:
        place = (self._items["essays.bin"], self._items["rows.bin"], self._items["spots.bin"])
        self._places.write(np.array([place], _PLACE).tobytes())

    def write(self, name: str, array: NDArray[Any]) -> None:
        self._open[name].write(np.ascontiguousarray(array).tobytes())
        self._items[name] += len(array)


def _lexical_rows(target: Path, essays: int) -> Iterator[lexical.Row]:
    """Read from the files again, so that no more than one essay is in memory."""
    places = np.fromfile(target / "places.bin", _PLACE)
    rows = np.fromfile(target / "rows.bin", ROW)
    with (target / "essays.bin").open("rb") as file:
        for number in range(essays):
            blob = file.read(int(places["offset"][number + 1] - places["offset"][number]))
            mine = rows[int(places["row"][number]) : int(places["row"][number + 1])]
            for found, row in zip(entries.words_of(blob), mine, strict=True):
                yield found, labels(entries.TYPES[row["type"]].value, entries.POLARITIES[row["polarity"]].value)


def labels(question_type: str | None, polarity: str | None) -> list[str]:
    """What the lexical index is asked for."""
    return [label for label in (question_type, polarity) if label is not None]


def _mapped(path: Path, kind: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    item = kind.itemsize * int(np.prod(shape, dtype=np.int64))
    count = path.stat().st_size // item
    if not count:
        return np.empty((0, *shape), kind)  # an empty file cannot be mapped
    return np.memmap(path, kind, "r", shape=(count, *shape))


def _checked_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["form"] != form():
            raise Unusable("it is of another form")
        for name, expected in manifest["files"].items():
            if _checksum(folder / name) != expected:
                raise Unusable(f"{name} is damaged")
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"{type(error).__name__} in the manifest") from error
    return manifest


def _checksum(path: Path) -> list[int]:
    """Size and CRC-32, which is as fast as the disk and meant for damage, not for malice."""
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return [path.stat().st_size, crc]


def _data_files(target: Path) -> list[Path]:
    return sorted(path for path in target.rglob("*") if path.is_file() and path.suffix != ".lock")
