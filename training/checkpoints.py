"""Checkpoints that are whole or not there: a manifest of SHA-256 is written last, by rename, and says so.

    checkpoints/checkpoint-120/     what Trainer saves: adapter, optimizer, schedule, random states
        manifest.json               step, and the SHA-256 and size of every file
    checkpoints/broken-…            one that was cut off: put aside and never read again

A mounted folder (Drive) gets a copy, made as `tmp-…` and renamed. What is newest and whole, here or there, is resumed.
"""

import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
_NAME = re.compile(r"checkpoint-(\d+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A whole one."""

    path: Path
    step: int


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Make a folder that Trainer has written a checkpoint: from here on it counts."""
    files = {
        file.relative_to(folder).as_posix(): {"size": file.stat().st_size, "sha256": _sha256(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    write_atomically(folder / MANIFEST, {**facts, "files": files})


def newest(folder: Path) -> Checkpoint | None:
    """The newest whole checkpoint. Torn ones that are newer are renamed, so that nothing takes them for whole."""
    for checkpoint in _candidates(folder):
        if is_whole(checkpoint.path):
            return checkpoint
        aside = _free_name(folder / f"broken-{checkpoint.path.name}")
        log.warning("%s is not whole and is put aside", checkpoint.path.name)
        checkpoint.path.rename(aside)
    return None


def newest_of(local: Path, mirror: Path | None) -> Checkpoint | None:
    """The newest whole checkpoint of either place, lying in `local`: what only the mirror has is copied first."""
    here = newest(local)
    there = newest(mirror) if mirror is not None and mirror.is_dir() else None
    if there is None or (here is not None and here.step >= there.step):
        return here
    local.mkdir(parents=True, exist_ok=True)
    return Checkpoint(copy_whole(there.path, local), there.step)


def is_whole(checkpoint: Path) -> bool:
    """Whether every file is there as the manifest has it."""
    try:
        files = json.loads((checkpoint / MANIFEST).read_text(encoding="utf-8"))["files"]
        return bool(files) and all(
            (checkpoint / name).stat().st_size == told["size"] and _sha256(checkpoint / name) == told["sha256"]
            for name, told in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def mirror(checkpoint: Path, folder: Path, keep: int) -> bool:
    """Copy a checkpoint to a mounted folder. Where that cannot take it: False and a warning, and training goes on."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy_whole(checkpoint, folder)
        prune(folder, keep)
    except OSError as error:
        log.warning("the copy to %s failed: %s", folder, error.strerror)
        return False
    return True


def mirror_folder(source: Path, folder: Path) -> bool:
    """Copy any folder, such as that of the best adapter, to the mounted one; as with `mirror`, failing is only said."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy_whole(source, folder)
    except OSError as error:
        log.warning("the copy to %s failed: %s", folder, error.strerror)
        return False
    return True


def prune(folder: Path, keep: int) -> None:
    """Delete all but the newest `keep` whole checkpoints, and what a kill left of copies."""
    whole = [checkpoint for checkpoint in _candidates(folder) if (checkpoint.path / MANIFEST).is_file()]
    for checkpoint in whole[keep:]:
        # Without its manifest it is no checkpoint any more, should the deleting be cut off.
        (checkpoint.path / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(checkpoint.path, ignore_errors=True)
    for left in folder.glob("tmp-*"):
        shutil.rmtree(left, ignore_errors=True)


def write_atomically(path: Path, value: dict[str, Any]) -> None:
    """JSON that is there whole or as it was before."""
    fresh = path.with_name(f"{path.name}.tmp")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def copy_whole(source: Path, folder: Path, name: str = "") -> Path:
    """A copy in another folder, whole at once; what was there under its name is replaced."""
    fresh, target = folder / f"tmp-{name or source.name}", folder / (name or source.name)
    shutil.rmtree(fresh, ignore_errors=True)
    # Contents only: a mounted Drive knows neither owners nor modes.
    shutil.copytree(source, fresh, copy_function=shutil.copyfile)
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)
    return target


def replace_folder(fresh: Path, target: Path) -> None:
    """Put a folder that is complete in the place of another. A kill in between leaves the old one as `…-old`."""
    old = target.with_name(f"{target.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _candidates(folder: Path) -> Iterator[Checkpoint]:
    """Newest first, whole or not."""
    found = [
        Checkpoint(path, int(match[1]))
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := _NAME.fullmatch(path.name)) and path.is_dir()
    ]
    yield from sorted(found, key=lambda one: one.step, reverse=True)


def _free_name(path: Path) -> Path:
    number = 1
    while (free := path if number == 1 else path.with_name(f"{path.name}-{number}")).exists():
        number += 1
    return free


def _sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()
