"""Corpus → a folder of records, split, frozen and described: everything that training and evaluation read.

    data/
      train.jsonl validation.jsonl test.jsonl [newest.jsonl]   one record a line (training/records.py)
      test-ids.txt    the frozen test set with its SHA-256; give it to the next build and the test set stays
      dataset.json    settings, counts, lengths, leakage and the SHA-256 of every file
      lengths.svg     the lengths as plots
      README.md       the data card

A folder is whole or not there, and is never written over. Its texts are the corpus's: it is not to be published.
"""

import errno
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import DiskFull, FileMissing
from core.paths import resources_dir
from core.storage.corpus.near_duplicates import clusters as near_duplicates
from training.canaries import plant
from training.data_card import data_card
from training.errors import DatasetChanged, DatasetExists, DatasetInvalid, DatasetTooSmall, FrozenIdsChanged
from training.records import Record, Split
from training.sources import SAMPLES, Reading, read
from training.splits import Leak, Parts, Shares, Ties, find_ties, leaks, read_frozen, split, write_frozen
from training.statistics import Lengths

__all__ = ["Dataset", "Record", "Split", "build", "ids_hash", "open_dataset"]

MANIFEST, FROZEN, CARD, PLOT = "dataset.json", "test-ids.txt", "README.md", "lengths.svg"
VERSION = 1
FEWEST = 20  # records: with fewer, no held-out figure means anything

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder that `build` made, checked when it was opened."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of the manifest, and so of every file."""
        return _sha256(self.folder / MANIFEST)

    @property
    def splits(self) -> tuple[Split, ...]:
        return tuple(Split(name) for name in self.manifest["splits"])

    def records(self, part: Split) -> Iterator[Record]:
        """One at a time, in the order of their ids."""
        path = self.folder / f"{part}.jsonl"
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield Record.from_json(line)
                except (ValueError, TypeError, KeyError) as error:
                    raise DatasetInvalid(repr(error), path=str(path), line=number, reason="value") from error

    def ids(self, part: Split) -> frozenset[str]:
        return frozenset(record.id for record in self.records(part))


def build(
    source: str,
    out: Path,
    report: Report,
    *,
    shares: Shares | None = None,
    frozen: Path | None = None,
    canaries: int = 0,
) -> Dataset:
    """Make the data set folder `out` of "corpus", "samples" or a JSONL file. `frozen` is the test-ids.txt of another.

    That of the samples is fixed for good, so that adapters can be compared. So many `canaries` are planted in what
    trains (training/canaries.py).

    Raises TrainingError, InputError or StorageError; nothing is left behind by a failure.
    """
    shares = shares or Shares()
    if out.exists():
        raise DatasetExists(path=str(out))
    reading = Reading()
    records = sorted(read(source, reading), key=lambda one: one.id)
    report(f"{len(records):,} records; left out: {dict(reading.left_out)}")
    if len(records) < FEWEST:
        raise DatasetTooSmall(found=len(records), required=FEWEST, reason="pairs")
    if len({record.id for record in records}) < len(records):
        raise DatasetInvalid("two records have one id", path=source, line=0, reason="value")
    report("looking for near-duplicates")
    clusters = reading.clusters
    if clusters is None:
        clusters = near_duplicates({record.id: record.answer for record in records})
    ties = find_ties(records, clusters)
    if frozen is None and source == SAMPLES:
        frozen = resources_dir() / "samples" / FROZEN
    kept = _frozen(frozen, records)
    parts = split(records, ties, shares, kept)
    report(f"splits: {dict(_counts(parts))}")
    unfinished = out.with_name(out.name + ".part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        trained, planted = plant([one for one in records if parts[one.id] is Split.TRAIN], canaries, shares.seed)
        by_id = {one.id: one for one in trained}
        manifest = _write(unfinished, [by_id.get(one.id, one) for one in records], parts, ties)
        manifest["canaries"] = planted
        manifest |= {"source": Path(source).name, "shares": asdict(shares), "left_out": dict(reading.left_out)}
        manifest |= {"frozen_from": None if frozen is None else frozen.name}
        _describe(unfinished, manifest)
        unfinished.replace(out)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("writing a data set", path=str(out.parent)) from error
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    report(f"done: {out}")
    return open_dataset(out)


def open_dataset(folder: Path) -> Dataset:
    """Raises FileMissing when it is no data set, DatasetChanged when a file is not what the manifest says."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = dict(manifest["files"])
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetChanged("not a manifest", path=str(path)) from error
    for name, expected in files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise DatasetChanged(path=str(folder / name))
    return Dataset(folder, manifest)


def ids_hash(ids: Iterator[str] | frozenset[str]) -> str:
    """What an adapter's card carries of the records it was trained on."""
    return sha256("".join(f"{one}\n" for one in sorted(ids)).encode()).hexdigest()


def _frozen(path: Path | None, records: list[Record]) -> frozenset[str]:
    if path is None:
        return frozenset()
    ids, _ = read_frozen(path)
    missing = ids - {record.id for record in records}
    if missing:
        raise FrozenIdsChanged("ids are gone", path=str(path), missing=len(missing))
    return ids


def _write(folder: Path, records: list[Record], parts: Parts, ties: Ties) -> dict[str, Any]:
    """The records by split; what can be said of them."""
    written = {part: [record for record in records if parts[record.id] is part] for part in Split}
    written = {part: chosen for part, chosen in written.items() if chosen}
    lengths = Lengths()
    splits: dict[str, Any] = {}
    for part, chosen in written.items():
        with (folder / f"{part}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for record in chosen:
                file.write(record.to_json() + "\n")
                lengths.add(record)
        splits[part.value] = {
            "records": len(chosen),
            "remarks": sum(len(record.remarks) for record in chosen),
            "companies": len({record.company for record in chosen}),
            "authors": len({record.author or record.essay_id for record in chosen}),
            "ids_sha256": ids_hash(frozenset(record.id for record in chosen)),
        }
    frozen = write_frozen(folder / FROZEN, (record.id for record in written[Split.TEST]))
    (folder / PLOT).write_text(lengths.to_svg(), encoding="utf-8")
    return {
        "version": VERSION,
        "splits": splits,
        "tied_and_left_out": sum(part is None for part in parts.values()),
        "test_ids_sha256": frozen,
        "leakage": [_leak(one) for one in leaks(written, ties)],
        "stock_phrases": ties.stock_phrases,
        **lengths.to_json(),
    }


def _describe(folder: Path, manifest: dict[str, Any]) -> None:
    (folder / CARD).write_text(data_card(manifest), encoding="utf-8")
    manifest["files"] = {file.name: _sha256(file) for file in sorted(folder.iterdir())}
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _leak(leak: Leak) -> dict[str, Any]:
    return {"between": [leak.one.value, leak.other.value], **leak.counts}


def _counts(parts: Mapping[str, Split | None]) -> Iterator[tuple[str, int]]:
    for part in (*Split, None):
        count = sum(one is part for one in parts.values())
        if count:
            yield str(part or "left out"), count


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while data := file.read(1 << 20):
            digest.update(data)
        return digest.hexdigest()
