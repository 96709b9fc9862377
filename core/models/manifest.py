"""`manifest.json` in a model's folder: written last, so a folder without one is no model.

It names every file with size and SHA-256 as they were checked. For a model of the user's own it also keeps the entry.
"""

import dataclasses
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import ModelDamaged
from core.models.catalog import ModelEntry, ModelFile, ModelShape
from core.models.part import sync_folder

NAME = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`source` is "hub", "registry" or "import"; `damaged` the file that a later check found to be wrong."""

    model: str
    files: tuple[ModelFile, ...]
    source: str
    installed_at: datetime
    entry: ModelEntry | None = None
    damaged: str | None = None


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def read(folder: Path) -> Manifest | None:
    """The manifest of a model's folder, or None when there is none. Raises ModelDamaged when it is unreadable."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise ModelDamaged("the manifest cannot be read", model=folder.name, file=NAME) from error
    try:
        return _parsed(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelDamaged("the manifest is not as it was written", model=folder.name, file=NAME) from error


def write(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step. Raises OSError."""
    data: dict[str, Any] = {
        "format": _FORMAT,
        "model": manifest.model,
        "files": [dataclasses.asdict(file) for file in manifest.files],
        "source": manifest.source,
        "installed_at": manifest.installed_at.isoformat(),
    }
    if manifest.entry is not None:
        data["entry"] = {k: v for k, v in dataclasses.asdict(manifest.entry).items() if k not in ("files", "sources")}
    if manifest.damaged is not None:
        data["damaged"] = manifest.damaged
    replace_text(folder / NAME, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def replace_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new text, never half of it."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def _parsed(data: dict[str, Any]) -> Manifest:
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}")
    entry = data.get("entry")
    return Manifest(
        model=str(data["model"]),
        files=tuple(ModelFile(str(file["name"]), int(file["size"]), str(file["sha256"])) for file in data["files"]),
        source=str(data["source"]),
        installed_at=datetime.fromisoformat(data["installed_at"]),
        entry=None if entry is None else _entry(entry),
        damaged=data.get("damaged"),
    )


def _entry(data: dict[str, Any]) -> ModelEntry:
    shape = data.get("shape")
    return ModelEntry(**{**data, "shape": None if shape is None else ModelShape(**shape), "files": (), "sources": ()})
