"""The adapters on this computer: inspect, install, list, remove.

    adapters/<name>/adapter_config.json, adapter_model.safetensors, manifest.json (written last)

Installing copies exactly those two files. Everything starts from a folder; an archive would be unpacked into one first.
"""

import hashlib
import json
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from core.errors import AdapterDamaged, AdapterMissing, AdapterUnsafe, AdapterUnsupported
from core.models.adapter_files import CONFIG, WEIGHTS, AdapterContent, read_adapter
from core.models.catalog import ModelEntry
from core.models.hashing import file_sha256
from core.models.lock import locked
from core.models.manifest import NAME, now, replace_text
from core.models.part import sync_folder
from core.paths import adapters_dir

_STAGING = ".installing"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class AdapterInfo:
    """An adapter. `sha256` is of the weights; it names the adapter in caches and in the history."""

    id: str
    path: Path
    content: AdapterContent
    sha256: str
    model_id: str | None = None
    installed_at: str | None = None


def inspect(path: Path, entry: ModelEntry | None = None) -> AdapterInfo:
    """Read an adapter folder; with an entry, also check that it was made for that model. Hashes the weights.

    Raises AdapterMissing, AdapterUnsafe, AdapterUnsupported, AdapterDamaged and AdapterMismatch.
    """
    path = path.expanduser()
    content = read_adapter(path, entry)
    sha256 = file_sha256(path / WEIGHTS) or ""
    return AdapterInfo(path.name, path, content, sha256, entry.id if entry else None)


def install(path: Path, entry: ModelEntry, adapter_id: str | None = None) -> AdapterInfo:
    """Copy an adapter into the program's folder under its name, or with a number when another one has that name.

    The same weights are installed once. Raises what `inspect` raises.
    """
    info = inspect(path, entry)
    with locked(adapters_dir() / "install.lock", "adapters"):
        here = list_installed()
        for each in here:
            if each.sha256 == info.sha256 and each.model_id == entry.id and each.content == info.content:
                return each
        name = _free_name(adapter_id or info.id, {each.id.casefold() for each in here})
        staging = adapters_dir() / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        try:
            for file in (CONFIG, WEIGHTS):
                shutil.copyfile(info.path / file, staging / file)
            if file_sha256(staging / WEIGHTS) != info.sha256:
                raise AdapterDamaged("changed while it was copied", adapter=name, file=WEIGHTS)
            _write_manifest(staging, entry, info)
            target = adapters_dir() / name
            shutil.rmtree(target, ignore_errors=True)  # what a removal that broke left behind
            staging.replace(target)
            sync_folder(adapters_dir())
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return find(name)


def list_installed() -> tuple[AdapterInfo, ...]:
    """The installed adapters by name, from their manifests; a damaged one is left out (`find` says why)."""
    found = []
    for folder in sorted(adapters_dir().glob("*/")):
        if (folder / NAME).is_file():
            try:
                found.append(find(folder.name))
            except (AdapterDamaged, AdapterUnsafe, AdapterUnsupported, AdapterMissing):
                continue
    return tuple(found)


def find(adapter_id: str) -> AdapterInfo:
    """An installed adapter. Raises AdapterMissing and AdapterDamaged. Reads headers only; see `verify`."""
    folder = adapters_dir() / adapter_id
    if folder.parent != adapters_dir() or not (folder / NAME).is_file():
        raise AdapterMissing("not installed", adapter=adapter_id)
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files, model, when = data["files"], str(data["model"]), str(data["installed_at"])
        sha256 = str(files[WEIGHTS])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AdapterDamaged("the manifest cannot be read", adapter=adapter_id, file=NAME) from error
    return AdapterInfo(adapter_id, folder, read_adapter(folder, None), sha256, model, when)


def verify(adapter_id: str) -> AdapterInfo:
    """Hash an installed adapter again. Raises AdapterMissing and AdapterDamaged."""
    info = find(adapter_id)
    files = json.loads((info.path / NAME).read_text(encoding="utf-8"))["files"]
    for name in (CONFIG, WEIGHTS):
        if file_sha256(info.path / name) != files.get(name):
            raise AdapterDamaged("wrong SHA-256", adapter=adapter_id, file=name)
    return info


def remove(adapter_id: str) -> None:
    """Delete an installed adapter, a damaged one too. Raises AdapterMissing."""
    folder = adapters_dir() / adapter_id
    if folder.parent != adapters_dir() or not folder.is_dir():
        raise AdapterMissing("not installed", adapter=adapter_id)
    (folder / NAME).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _write_manifest(folder: Path, entry: ModelEntry, info: AdapterInfo) -> None:
    config = hashlib.sha256((folder / CONFIG).read_bytes()).hexdigest()
    data = {
        "format": _FORMAT,
        "model": entry.id,
        "files": {CONFIG: config, WEIGHTS: info.sha256},
        "installed_at": now().isoformat(),
    }
    replace_text(folder / NAME, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _free_name(wanted: str, used: set[str]) -> str:
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", unicodedata.normalize("NFC", wanted))
    plain = re.sub(r"\s+", " ", plain).strip(" .")[:60].rstrip(" .") or "adapter"
    number, name = 1, plain
    while name.casefold() in used:
        number += 1
        name = f"{plain} {number}"
    return name
