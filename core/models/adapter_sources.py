"""Where adapters are fetched from: `hub:OWNER/NAME[@REVISION]`, `folder:PATH`, `zip:PATH`.

A source is listed before anything is fetched; fetching brings a package into a folder of its own, checks it there and
installs it. From the hub it goes on where it was killed or cancelled, and what it brings is pinned twice: by the
commit, and by the SHA-256 that the package lists.
"""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import AdapterDamaged, AdapterMismatch, AdapterSourceFailed, ModelDamaged, NoRoomForModel
from core.models import adapters
from core.models.adapter_card import (
    CARD,
    EVALUATION,
    parse_card,
    parse_evaluation,
    read_card,
    read_evaluation,
)
from core.models.adapter_files import WEIGHTS, read_adapter
from core.models.adapter_hub import HubFile, HubRepository, explained
from core.models.adapter_offer import AdapterSource, Offer
from core.models.adapter_package import (
    LARGEST_WEIGHTS,
    SMALL_FILE,
    SUMS,
    parse_sums,
    read_sums,
    unpack,
)
from core.models.adapters import AdapterInfo
from core.models.catalog import HubSource, ModelEntry, ModelFile
from core.models.download import SPARE_BYTES
from core.models.fetching import FileFetch, missing_bytes
from core.models.lock import locked
from core.models.progress import Cancelled, Report, Reporter, never, unheard
from core.models.sources import fetcher
from core.paths import adapters_dir

_FETCHING = ".fetching"
_UNPACKING = ".unpacking"
_SHOWN = 10  # commits that are looked at, the newest ones
_BRANCH = "main"


def list_offers(source: AdapterSource) -> tuple[Offer, ...]:
    """The packages of a source with their cards, the newest first. Never empty.

    Raises AdapterSourceFailed, AdapterDamaged and AdapterUnsafe.
    """
    if source.kind == "hub":
        return _hub_offers(source)
    path = Path(source.place)
    if source.kind == "zip":
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / path.stem
            size = unpack(path, folder, (CARD, EVALUATION))
            return (_local_offer(source, folder, size),)
    if not path.is_dir():
        raise AdapterSourceFailed("no such folder", source=str(source), reason="missing")
    size = sum((path / name).stat().st_size for name in (*read_sums(path), SUMS) if (path / name).is_file())
    return (_local_offer(source, path, size),)


def fetch(
    source: AdapterSource,
    entries: Sequence[ModelEntry],
    report: Report = unheard,
    cancelled: Cancelled = never,
) -> AdapterInfo | None:
    """Bring the package of a source and install it for the first of `entries` that it was made for; None when
    cancelled.

    Raises AdapterSourceFailed, AdapterMismatch (made for none of them), AdapterDamaged, AdapterUnsafe,
    AdapterUnsupported, NoRoomForModel and ModelBusy. Nothing is installed unless all of it is whole.
    """
    with locked(adapters_dir() / "fetch.lock", "adapters"):
        try:
            if source.kind == "hub":
                return _from_hub(source, entries, report, cancelled)
            if source.kind == "folder":
                return _install(Path(source.place), entries)
            return _from_zip(Path(source.place), entries)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise AdapterSourceFailed(str(error.strerror), source=str(source)) from error
            raise _no_room(SPARE_BYTES) from error


def _hub_offers(source: AdapterSource) -> tuple[Offer, ...]:
    hub = HubRepository(source.place)
    seen: dict[str, bytes] = {}  # most commits leave most files alone

    def read(file: HubFile, revision: str) -> bytes:
        if file.blob not in seen:
            seen[file.blob] = hub.read(file, revision)
        return seen[file.blob]

    found = []
    for commit in hub.commits(source.revision or _BRANCH, _SHOWN):
        files = hub.files(commit.revision)
        if not {SUMS, CARD, WEIGHTS} <= files.keys():
            continue
        try:
            card = parse_card(read(files[CARD], commit.revision), source.place)
            paper = files.get(EVALUATION)
            evaluation = parse_evaluation(read(paper, commit.revision), source.place) if paper else None
        except AdapterDamaged:
            continue  # fetching it would say so; the others can still be chosen
        size = sum(file.size for file in files.values())
        exact = replace(source, revision=commit.revision)
        found.append(Offer(exact, size, card, evaluation, commit.date, commit.title))
    if not found:
        raise AdapterSourceFailed("no commit with a package", source=str(source), reason="no_package")
    return tuple(found)


def _local_offer(source: AdapterSource, folder: Path, size: int) -> Offer:
    card = read_card(folder)
    if card is None:
        raise AdapterSourceFailed("no card", source=str(source), reason="no_package")
    return Offer(source, size, card, read_evaluation(folder), card.created)


def _from_hub(
    source: AdapterSource, entries: Sequence[ModelEntry], report: Report, cancelled: Cancelled
) -> AdapterInfo | None:
    hub = HubRepository(source.place)
    exact = replace(source, revision=hub.resolve(source.revision or _BRANCH))
    listed = hub.files(exact.revision)
    if SUMS not in listed:
        raise AdapterSourceFailed("no sums", source=str(exact), reason="no_package")
    sums = hub.read(listed[SUMS], exact.revision)
    files = _pinned(parse_sums(sums.decode("utf-8", "replace"), source.place), listed, source.place)
    folder = adapters_dir() / _FETCHING / hashlib.sha256(str(exact).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(file.size or 0 for file in files)
    needed = missing_bytes(folder, files) + total + SPARE_BYTES  # what is still to come, and the installed copy
    if shutil.disk_usage(folder).free < needed:
        raise _no_room(needed)
    (folder / SUMS).write_bytes(sums)
    fetchers = (fetcher(HubSource(source.place, exact.revision)),)
    files_of = FileFetch(str(exact), folder, fetchers, Reporter(str(exact), total, report), cancelled)
    for file in files:
        if file.name == WEIGHTS:
            _entry_for(_base(folder), entries, source.place)  # made for another model: say so before the long part
        try:
            with explained(str(exact)):
                if files_of.bring(file) is None:
                    return None
        except ModelDamaged as error:
            raise AdapterDamaged(error.detail, adapter=source.place, file=file.name) from error
    info = _install(folder, entries)
    shutil.rmtree(folder.parent, ignore_errors=True)
    return info


def _from_zip(path: Path, entries: Sequence[ModelEntry]) -> AdapterInfo:
    staging = adapters_dir() / _UNPACKING
    shutil.rmtree(staging, ignore_errors=True)  # of a process that was killed
    try:
        unpack(path, staging / path.stem)
        return _install(staging / path.stem, entries)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _pinned(sums: dict[str, str], listed: dict[str, HubFile], adapter: str) -> tuple[ModelFile, ...]:
    """The files of a package as they are to be fetched: the weights last."""
    found = []
    for name in sorted(sums, key=lambda one: (one == WEIGHTS, one)):
        if name not in listed or listed[name].size > (LARGEST_WEIGHTS if name == WEIGHTS else SMALL_FILE):
            raise AdapterDamaged("listed but not there, or too large", adapter=adapter, file=name)
        found.append(ModelFile(name, listed[name].size, sums[name]))
    return tuple(found)


def _install(folder: Path, entries: Sequence[ModelEntry]) -> AdapterInfo:
    """Raises AdapterSourceFailed for a folder without sums: what is fetched is always checked whole."""
    if not folder.is_dir():
        raise AdapterSourceFailed("no such folder", source=str(folder), reason="missing")
    read_sums(folder)
    content = read_adapter(folder, None)
    return adapters.install(folder, _entry_for((content.base_repo, content.base_revision), entries, folder.name))


def _base(folder: Path) -> tuple[str | None, str | None]:
    card = read_card(folder)
    return (card.base_repo, card.base_revision) if card else (None, None)


def _entry_for(base: tuple[str | None, str | None], entries: Sequence[ModelEntry], adapter: str) -> ModelEntry:
    """The first model with this base. Raises AdapterMismatch."""
    for entry in entries:
        if base == (entry.base_repo, entry.base_revision):
            return entry
    expected = f"{base[0] or '—'}@{(base[1] or '—')[:8]}"
    found = ", ".join(entry.id for entry in entries)
    raise AdapterMismatch("made for none of these models", adapter=adapter, expected=expected, found=found)


def _no_room(needed: int) -> NoRoomForModel:
    free = shutil.disk_usage(adapters_dir()).free
    return NoRoomForModel("no room for the adapter", needed=needed, free=free, reason="adapter")
