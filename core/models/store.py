"""The models on this computer: which are here, whole and checked; where they lie; checking again and removing.

models/<folder>/manifest.json   written last: without it there is no model
models/<folder>/<files>         with `.part` beside them while they arrive
models/<folder>.lock            held by the process that is changing the folder
"""

import re
import shutil
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core.errors import ModelDamaged, ModelMissing
from core.models import manifest
from core.models.catalog import Catalog, ModelEntry, ModelFile
from core.models.hashing import Heard, file_sha256
from core.models.lock import locked
from core.models.manifest import Manifest
from core.models.progress import Cancelled, Report, Reporter, Stage, never, unheard
from core.paths import models_dir


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that is complete and was checked. `path` is what an engine opens: a GGUF file, otherwise a folder."""

    entry: ModelEntry
    path: Path
    size: int
    source: str
    installed_at: datetime


def model_folder(model_id: str) -> Path:
    """The folder of a model; `:` of `user:` and whatever a file system forbids are replaced."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", unicodedata.normalize("NFC", model_id)).rstrip(". ")
    return models_dir() / name


def lock_path(model_id: str) -> Path:
    folder = model_folder(model_id)
    return folder.with_name(f"{folder.name}.lock")


def installed(entry: ModelEntry) -> InstalledModel | None:
    """The model if it is here. Costs a few stat calls, no hashing.

    None when it was never completed, or when the catalogue pins other files than those that were installed. Raises
    ModelDamaged when a file has gone or changed its size, or a check found it wrong.
    """
    folder = model_folder(entry.id)
    found = manifest.read(folder)
    if found is None or not _is_of(entry, found):
        return None
    if found.damaged is not None:
        raise ModelDamaged("found wrong by a check", model=entry.id, file=found.damaged)
    for file in found.files:
        size = _size(folder / file.name)
        if size != file.size:
            facts = {"expected_bytes": file.size or 0, "found_bytes": size or 0}
            raise ModelDamaged("missing or of another size", model=entry.id, file=file.name, **facts)
    return InstalledModel(
        entry, _path(entry, folder, found), sum(f.size or 0 for f in found.files), found.source, found.installed_at
    )


def model_path(entry: ModelEntry) -> Path:
    """What an engine opens. Raises ModelMissing and ModelDamaged."""
    model = installed(entry)
    if model is None:
        raise ModelMissing("not installed", model=entry.id)
    return model.path


def user_entries() -> tuple[ModelEntry, ...]:
    """The models that the user imported, by name. One whose manifest is unreadable is left out."""
    found = []
    for folder in sorted(models_dir().glob("user-*")):
        try:
            kept = manifest.read(folder)
        except ModelDamaged:
            continue
        if kept is not None and kept.entry is not None:
            found.append(replace(kept.entry, files=kept.files))
    return tuple(found)


def find_entry(model_id: str, catalog: Catalog) -> ModelEntry:
    """The entry of a catalogue model or of one that the user imported. Raises ModelMissing."""
    for entry in user_entries():
        if entry.id == model_id:
            return entry
    return catalog.entry(model_id)


def verify(entry: ModelEntry, report: Report = unheard, cancelled: Cancelled = never) -> InstalledModel | None:
    """Read every byte again; None when cancelled. Raises ModelMissing and ModelDamaged.

    A model found wrong is no longer offered to an engine; downloading it again fetches only the wrong file.
    """
    with locked(lock_path(entry.id), entry.id):
        model = installed(entry)
        if model is None:
            raise ModelMissing("not installed", model=entry.id)
        folder = model_folder(entry.id)
        kept = manifest.read(folder)
        reporter = Reporter(entry.id, model.size, report)
        for file in kept.files if kept else ():
            found = file_sha256(folder / file.name, _teller(reporter, file), cancelled)
            if found is None:
                return None
            if kept and found != file.sha256:
                manifest.write(folder, replace(kept, damaged=file.name))
                facts = {"expected": file.sha256 or "", "found": found}
                raise ModelDamaged("wrong SHA-256", model=entry.id, file=file.name, **facts)
            reporter.finished += file.size or 0
        return model


def remove(entry: ModelEntry) -> int:
    """Delete a model, or what an interrupted download left; the bytes that became free. Raises ModelMissing."""
    folder = model_folder(entry.id)
    if not folder.is_dir():
        raise ModelMissing("not installed", model=entry.id)
    with locked(lock_path(entry.id), entry.id):
        freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        # The manifest first: if the rest fails half-way, what is left is not taken for a model.
        (folder / manifest.NAME).unlink(missing_ok=True)
        shutil.rmtree(folder)
    return freed


def partial_bytes(entry: ModelEntry) -> int:
    """Bytes that an unfinished download has brought and will not fetch again; 0 for an installed model."""
    folder = model_folder(entry.id)
    if (folder / manifest.NAME).exists():
        return 0
    return sum(_size(folder / file.name) or _size(folder / f"{file.name}.part") or 0 for file in entry.files)


def _is_of(entry: ModelEntry, found: Manifest) -> bool:
    """The manifest tells of the files that the entry pins now."""
    if found.model != entry.id:
        return False
    if entry.of_user:
        return True
    here = {file.name: file for file in found.files}
    return all(file.pinned and here.get(file.name) == file for file in entry.files)


def _path(entry: ModelEntry, folder: Path, found: Manifest) -> Path:
    return folder / found.files[0].name if entry.backend == "llama_cpp" else folder


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _teller(reporter: Reporter, file: ModelFile) -> Heard:
    return lambda done: reporter.tell(Stage.VERIFYING, file.name, done)
