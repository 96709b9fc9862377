"""Taking a model from a file or folder, for computers without a network and for models of the user's own.

Everything is copied into a staging folder first, hashed on the way, and becomes a model by one rename at the end; an
interrupted import leaves only a staging folder, which the next one clears. The original is read and never touched.
"""

import errno
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import ModelDamaged, ModelMissing, NoRoomForModel
from core.models import manifest
from core.models.catalog import Catalog, ModelEntry, ModelFile
from core.models.hashing import CHUNK
from core.models.lock import locked
from core.models.manifest import Manifest
from core.models.part import sync_folder
from core.models.progress import Cancelled, Report, Reporter, Stage, never, unheard
from core.models.store import InstalledModel, installed, lock_path, model_folder, user_entries
from core.models.user_model import folder_entry, gguf_entry, user_id
from core.paths import models_dir

_STAGING = "importing"
_SPARE_BYTES = 64 << 20
_OPENVINO = ("openvino_model.xml", "openvino_model.bin", "config.json", "tokenizer.json")
_HUGGING_FACE = ("config.json", "tokenizer.json")
# Never pickle: of `.bin` only what OpenVINO writes, which is raw numbers.
_TAKEN = (".json", ".safetensors", ".jinja", ".txt", ".xml")


def import_path(
    path: Path,
    catalog: Catalog,
    model_id: str | None = None,
    report: Report = unheard,
    cancelled: Cancelled = never,
) -> InstalledModel | None:
    """Import a GGUF file, or a folder with one, with an OpenVINO model or with a Hugging Face model.

    Files whose SHA-256 the catalogue knows become that model; others become `user:<name>`, the name being that of the
    file or `model_id`. None when cancelled. Raises ModelMissing (nothing usable there), ModelDamaged (not what it
    should be, or not the model named by `model_id`), ModelUnpinned, ModelBusy and NoRoomForModel.
    """
    wanted = next((entry for entry in catalog.entries if entry.id == model_id), None)
    if wanted is not None:
        wanted.require_pinned()
    path = path.expanduser()
    sources, backend = _what_is(path, catalog)
    with locked(lock_path(_STAGING), _STAGING):
        staging = models_dir() / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        try:
            files = _copy(sources, staging, path.name, report, cancelled)
            if files is None:
                return None
            entry = wanted or _known(files, catalog)
            if entry is not None:
                return _install(staging, entry, files)
            taken = {each.id for each in user_entries()}
            name = user_id(model_id or (path.stem if path.is_file() else path.name), taken)
            size = sum(file.size or 0 for file in files)
            if backend == "llama_cpp":
                mine = gguf_entry(staging / files[0].name, name, size)
            else:
                mine = folder_entry(staging, name, backend, size)
            return _install(staging, replace(mine, files=files), files)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise _no_room(sum(source.stat().st_size for source in sources)) from error
            raise ModelDamaged(error.strerror or "cannot be read", model=path.name, file=path.name) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _what_is(path: Path, catalog: Catalog) -> tuple[list[Path], str]:
    """The files to copy and the backend that opens them."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelDamaged("not a GGUF file", model=path.name, file=path.name)
        return [path], "llama_cpp"
    if not path.is_dir():
        raise ModelMissing("no such file or folder", model=str(path))
    files = {each.name: each for each in sorted(path.iterdir()) if each.is_file() and not each.name.startswith(".")}
    ggufs = [each for name, each in files.items() if name.lower().endswith(".gguf")]
    if len(ggufs) == 1:
        return ggufs, "llama_cpp"
    if all(name in files for name in _OPENVINO):
        taken = [each for name, each in files.items() if each.suffix in _TAKEN or name.startswith("openvino_")]
        return taken, "openvino"
    if all(name in files for name in _HUGGING_FACE) and any(name.endswith(".safetensors") for name in files):
        return [each for each in files.values() if each.suffix in _TAKEN], "transformers"
    for entry in catalog.entries:  # a catalogue model of any other form
        if all(file.name in files for file in entry.files):
            return [files[file.name] for file in entry.files], entry.backend
    raise ModelMissing("no model in the folder", model=str(path))


def _copy(
    sources: Sequence[Path], staging: Path, model: str, report: Report, cancelled: Cancelled
) -> tuple[ModelFile, ...] | None:
    """Copy and hash; None when cancelled. Links are followed: the bytes are copied, not the link."""
    total = sum(source.stat().st_size for source in sources)
    staging.mkdir(parents=True)
    if shutil.disk_usage(staging).free < total + _SPARE_BYTES:
        raise _no_room(total + _SPARE_BYTES)
    reporter = Reporter(model, total, report)
    files = []
    for source in sources:
        digest, done = hashlib.sha256(), 0
        with source.open("rb") as old, (staging / source.name).open("wb") as new:
            while data := old.read(CHUNK):
                if cancelled():
                    return None
                new.write(data)
                digest.update(data)
                done += len(data)
                reporter.tell(Stage.COPYING, source.name, done, "import")
        reporter.finished += done
        files.append(ModelFile(source.name, done, digest.hexdigest()))
    return tuple(files)


def _known(files: tuple[ModelFile, ...], catalog: Catalog) -> ModelEntry | None:
    """The catalogue model of which every file is there, whatever it is called in a single-file import."""
    hashes = {file.sha256 for file in files}
    for entry in catalog.entries:
        if all(file.pinned and file.sha256 in hashes for file in entry.files):
            return entry
    return None


def _install(staging: Path, entry: ModelEntry, files: tuple[ModelFile, ...]) -> InstalledModel | None:
    """Move what was copied into place, the manifest last. Raises ModelDamaged when it is not what `entry` pins."""
    here = {file.sha256: file for file in files}
    for file in entry.files:
        if file.sha256 not in here:
            found = next((each.sha256 or "" for each in files if each.name == file.name), "")
            facts = {"expected": file.sha256 or "", "found": found or (files[0].sha256 or "")}
            raise ModelDamaged("not the file that the catalogue pins", model=entry.id, file=file.name, **facts)
    folder = model_folder(entry.id)
    with locked(lock_path(entry.id), entry.id):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / manifest.NAME).unlink(missing_ok=True)
        for file in entry.files:
            # By name first: two files of a model may have the same bytes.
            copied = next((each for each in files if each == file), here[file.sha256])
            (staging / copied.name).replace(folder / file.name)
            (folder / f"{file.name}.part").unlink(missing_ok=True)
        sync_folder(folder)
        kept = entry if entry.of_user else None
        manifest.write(folder, Manifest(entry.id, entry.files, "import", manifest.now(), kept))
        return installed(entry)


def _no_room(needed: int) -> NoRoomForModel:
    return NoRoomForModel("no room for the model", needed=needed, free=shutil.disk_usage(models_dir()).free)
