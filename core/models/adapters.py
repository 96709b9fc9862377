"""The adapters on this computer: inspect, install, list, remove.

    adapters/<name>/adapter_config.json, adapter_model.safetensors, manifest.json (written last)
    adapters/<name>/card.json and the rest of its package, when it came in one
    resources/adapters/<model id>/                       the package that ships with the program, under the id "bundled"

Installing copies exactly those files. Everything starts from a folder; an archive is unpacked into one first.
"""

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import (
    AdapterDamaged,
    AdapterKept,
    AdapterMissing,
    AdapterSourceFailed,
    AdapterUnsafe,
    AdapterUnsupported,
)
from core.models.adapter_card import AdapterCard, Evaluation, read_card, read_evaluation
from core.models.adapter_files import CONFIG, WEIGHTS, AdapterContent, read_adapter
from core.models.adapter_package import SUMS, is_package, read_package, read_sums
from core.models.catalog import ModelEntry
from core.models.hashing import file_sha256
from core.models.lock import locked
from core.models.manifest import NAME, now, replace_text
from core.models.part import sync_folder
from core.paths import adapters_dir, resources_dir

BUNDLED = "bundled"
_STAGING = ".installing"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class AdapterInfo:
    """An adapter. `sha256` is of the weights; it names the adapter in caches and in the history.

    `card` and `evaluation` are there when it came in a package.
    """

    id: str
    path: Path
    content: AdapterContent
    sha256: str
    model_id: str | None = None
    installed_at: str | None = None
    card: AdapterCard | None = None
    evaluation: Evaluation | None = None

    @property
    def title(self) -> str:
        """What users call it."""
        return f"{self.card.title} {self.card.version}" if self.card else self.id


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

    A package is checked whole and keeps its card. The same weights are installed once; what came with them, such as a
    new evaluation, takes the place of what came before. Raises what `inspect` and `read_package` raise.
    """
    info = inspect(path, entry)
    package = read_package(info.path, entry) if is_package(info.path) else None
    files = (*package.sums, SUMS) if package else (CONFIG, WEIGHTS)
    with locked(adapters_dir() / "install.lock", "adapters"):
        here = list_installed()
        for each in here:
            if each.sha256 == info.sha256 and each.model_id == entry.id and each.content == info.content:
                if package and (each.card, each.evaluation) != (package.card, package.evaluation):
                    _replace_papers(info, each, [name for name in files if name != WEIGHTS])
                return find(each.id)
        wanted = adapter_id or (f"{package.card.name}-v{package.card.version}" if package else info.id)
        name = _free_name(wanted, {BUNDLED, *(each.id.casefold() for each in here)})
        staging = adapters_dir() / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        try:
            for file in files:
                shutil.copyfile(info.path / file, staging / file)
            if file_sha256(staging / WEIGHTS) != info.sha256:
                raise AdapterDamaged("changed while it was copied", adapter=name, file=WEIGHTS)
            _write_manifest(staging, entry.id, files, now().isoformat())
            target = adapters_dir() / name
            shutil.rmtree(target, ignore_errors=True)  # what a removal that broke left behind
            staging.replace(target)
            sync_folder(adapters_dir())
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return find(name)


def list_installed() -> tuple[AdapterInfo, ...]:
    """The installed adapters by name, from their manifests; a damaged one is left out (`find` says why)."""
    folders = sorted(adapters_dir().glob("*/"))
    return _found(find, (folder.name for folder in folders if (folder / NAME).is_file()))


def list_bundled() -> tuple[AdapterInfo, ...]:
    """The adapters that ship with the program, by model; a damaged one is left out (`bundled` says why)."""
    return _found(bundled, (folder.name for folder in sorted(_bundles().glob("*/"))))


def list_adapters(model_id: str) -> tuple[AdapterInfo, ...]:
    """What a model can be used with: the adapter that ships with the program first, then the installed ones."""
    return tuple(each for each in (*list_bundled(), *list_installed()) if each.model_id == model_id)


def bundled(model_id: str) -> AdapterInfo:
    """The adapter that ships for a model. Raises AdapterMissing and AdapterDamaged. Reads headers only."""
    folder = _bundles() / model_id
    if folder.parent != _bundles() or not is_package(folder):
        raise AdapterMissing("none ships with the program", adapter=BUNDLED)
    content, sums, card = read_adapter(folder, None), read_sums(folder), read_card(folder)
    when = card.created if card else None
    return AdapterInfo(BUNDLED, folder, content, sums[WEIGHTS], model_id, when, card, read_evaluation(folder))


def find(adapter_id: str, model_id: str | None = None) -> AdapterInfo:
    """An adapter by its name; "bundled" needs the model too where several ship. Raises AdapterMissing, AdapterDamaged.

    Reads headers only; see `verify`.
    """
    if adapter_id == BUNDLED:
        models = [info.model_id for info in list_bundled()] if model_id is None else [model_id]
        if len(models) > 1:
            raise AdapterMissing("several ship", adapter=adapter_id, reason="model", models=", ".join(map(str, models)))
        return bundled(models[0] or "" if models else "")
    folder = adapters_dir() / adapter_id
    if folder.parent != adapters_dir() or not (folder / NAME).is_file():
        raise AdapterMissing("not installed", adapter=adapter_id)
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files, model, when = data["files"], str(data["model"]), str(data["installed_at"])
        sha256 = str(files[WEIGHTS])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AdapterDamaged("the manifest cannot be read", adapter=adapter_id, file=NAME) from error
    if model_id not in (None, model):
        raise AdapterMissing("made for another model", adapter=adapter_id)
    content = read_adapter(folder, None)
    if SUMS not in files:
        return AdapterInfo(adapter_id, folder, content, sha256, model, when)
    card, evaluation = read_card(folder), read_evaluation(folder)
    return AdapterInfo(adapter_id, folder, content, sha256, model, when, card, evaluation)


def verify(adapter_id: str, model_id: str | None = None) -> AdapterInfo:
    """Hash every file of an adapter again. Raises AdapterMissing and AdapterDamaged."""
    info = find(adapter_id, model_id)
    if adapter_id == BUNDLED:
        read_package(info.path, None)
        return info
    files = json.loads((info.path / NAME).read_text(encoding="utf-8"))["files"]
    for name, expected in files.items():
        try:
            found = file_sha256(info.path / name)
        except OSError as error:
            raise AdapterDamaged("cannot be read", adapter=adapter_id, file=name) from error
        if found != expected:
            raise AdapterDamaged("wrong SHA-256", adapter=adapter_id, file=name)
    return info


def remove(adapter_id: str) -> None:
    """Delete an installed adapter, a damaged one too. Raises AdapterMissing and AdapterKept.

    Whether it is promoted is for `adapter_promotion.remove`, which calls this.
    """
    if adapter_id == BUNDLED:
        raise AdapterKept("ships with the program", adapter=adapter_id)
    folder = adapters_dir() / adapter_id
    if folder.parent != adapters_dir() or not folder.is_dir():
        raise AdapterMissing("not installed", adapter=adapter_id)
    (folder / NAME).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _bundles() -> Path:
    return resources_dir() / "adapters"


def _found(look: Callable[[str], AdapterInfo], names: Iterable[str]) -> tuple[AdapterInfo, ...]:
    found = []
    for name in names:
        try:
            found.append(look(name))
        except (AdapterDamaged, AdapterUnsafe, AdapterUnsupported, AdapterMissing, AdapterSourceFailed):
            continue
    return tuple(found)


def _replace_papers(info: AdapterInfo, here: AdapterInfo, files: Iterable[str]) -> None:
    """New words about the weights that are here; the weights stay where they are, so that nothing can be lost."""
    papers = list(files)
    for name in papers:
        fresh = here.path / f"{name}.new"
        shutil.copyfile(info.path / name, fresh)
        fresh.replace(here.path / name)
    _write_manifest(here.path, here.model_id or "", (*papers, WEIGHTS), here.installed_at or "")
    for old in here.path.iterdir():
        if old.name not in (*papers, WEIGHTS, NAME):
            old.unlink()


def _write_manifest(folder: Path, model_id: str, files: Iterable[str], when: str) -> None:
    hashes = {name: file_sha256(folder / name) for name in files}
    data = {"format": _FORMAT, "model": model_id, "files": hashes, "installed_at": when}
    replace_text(folder / NAME, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _free_name(wanted: str, used: set[str]) -> str:
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", unicodedata.normalize("NFC", wanted))
    plain = re.sub(r"\s+", " ", plain).strip(" .")[:60].rstrip(" .") or "adapter"
    number, name = 1, plain
    while name.casefold() in used:
        number += 1
        name = f"{plain} {number}"
    return name
