"""Fetching a model: sources in order, resume, one process at a time, and never half a model.

Runs in a process of its own (`python -m core models download`): the window opens no socket, and cancelling can be
ending the process, because what has arrived is all the state there is.
"""

import errno
import shutil

from core.errors import DownloadFailed, ModelDamaged, NoRoomForModel
from core.models import manifest
from core.models.catalog import ModelEntry
from core.models.fetching import FileFetch, missing_bytes
from core.models.lock import locked
from core.models.manifest import Manifest
from core.models.progress import Cancelled, Report, Reporter, never, unheard
from core.models.sources import fetcher
from core.models.store import InstalledModel, installed, lock_path, model_folder

SPARE_BYTES = 64 << 20  # what a system needs to stay usable


def download(entry: ModelEntry, report: Report = unheard, cancelled: Cancelled = never) -> InstalledModel | None:
    """Bring a model onto this computer, or find that it is here; None when cancelled.

    Raises ModelUnpinned (before any request), ModelBusy, NoRoomForModel, ModelDamaged (every source sent wrong bytes)
    and DownloadFailed (context: model, reasons). What has arrived stays, and the next call goes on from there.
    """
    entry.require_pinned()
    if not entry.sources:
        raise DownloadFailed("no source in the catalogue", model=entry.id, reasons="none: no_source")
    with locked(lock_path(entry.id), entry.id):
        if (model := _whole(entry)) is not None:
            return model
        try:
            return _fetch(entry, report, cancelled)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                reason = f"disk: {errno.errorcode.get(error.errno or 0, 'unknown')}"
                raise DownloadFailed(str(error.strerror), model=entry.id, reasons=reason) from error
            raise _no_room(entry, missing_bytes(model_folder(entry.id), entry.files)) from error


def _fetch(entry: ModelEntry, report: Report, cancelled: Cancelled) -> InstalledModel | None:
    """All files, then the manifest."""
    folder = model_folder(entry.id)
    fetchers = tuple(fetcher(source) for source in entry.sources)
    needed = missing_bytes(folder, entry.files) + max(each.extra_bytes for each in fetchers) + SPARE_BYTES
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < needed:
        raise _no_room(entry, needed)
    fetch = FileFetch(entry.id, folder, fetchers, Reporter(entry.id, entry.size or 0, report), cancelled)
    source = ""
    for file in entry.files:
        came_from = fetch.bring(file)
        if came_from is None:
            return None
        source = came_from or source
    kept = Manifest(entry.id, entry.files, source or fetchers[0].name, manifest.now())
    manifest.write(folder, kept)
    return installed(entry)


def _whole(entry: ModelEntry) -> InstalledModel | None:
    """The model if nothing is to be done. One that is damaged is taken out of use, to be repaired."""
    try:
        return installed(entry)
    except ModelDamaged:
        (model_folder(entry.id) / manifest.NAME).unlink(missing_ok=True)
        return None


def _no_room(entry: ModelEntry, needed: int) -> NoRoomForModel:
    folder = model_folder(entry.id)
    return NoRoomForModel("no room for the model", model=entry.id, needed=needed, free=shutil.disk_usage(folder).free)
