"""Fetching a model: sources in order, resume, one process at a time, and never half a model.

Runs in a process of its own (`python -m core models download`): the window opens no socket, and cancelling can be
ending the process, because what has arrived is all the state there is.
"""

import errno
import shutil
from pathlib import Path

from core.errors import DownloadFailed, ModelDamaged, NoRoomForModel
from core.models import manifest
from core.models.catalog import ModelEntry, ModelFile
from core.models.hashing import Heard, file_sha256
from core.models.lock import locked
from core.models.manifest import Manifest
from core.models.part import PartFile
from core.models.progress import Cancelled, Report, Reporter, Stage, never, unheard
from core.models.sources import Fetcher, fetcher
from core.models.store import InstalledModel, installed, lock_path, model_folder

_SPARE_BYTES = 64 << 20  # what a system needs to stay usable


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
            return _Download(entry, report, cancelled).run()
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                reason = f"disk: {errno.errorcode.get(error.errno or 0, 'unknown')}"
                raise DownloadFailed(str(error.strerror), model=entry.id, reasons=reason) from error
            raise _no_room(entry, _missing(entry)) from error


class _Download:
    """One run over the files of one entry."""

    def __init__(self, entry: ModelEntry, report: Report, cancelled: Cancelled) -> None:
        self._entry = entry
        self._folder = model_folder(entry.id)
        self._cancelled = cancelled
        self._reporter = Reporter(entry.id, entry.size or 0, report)
        self._fetchers = tuple(fetcher(source) for source in entry.sources)

    def run(self) -> InstalledModel | None:
        """All files, then the manifest."""
        extra = max(each.extra_bytes for each in self._fetchers)
        needed = _missing(self._entry) + extra + _SPARE_BYTES
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < needed:
            raise _no_room(self._entry, needed)
        source = ""
        for file in self._entry.files:
            came_from = self._bring(file)
            if came_from is None:
                return None
            source = came_from or source
            self._reporter.finished += file.size or 0
        kept = Manifest(self._entry.id, self._entry.files, source or self._fetchers[0].name, manifest.now())
        manifest.write(self._folder, kept)
        return installed(self._entry)

    def _bring(self, file: ModelFile) -> str | None:
        """The source that completed the file, "" when it was here, None when cancelled."""
        if (self._folder / file.name).exists():
            found = file_sha256(self._folder / file.name, self._teller(Stage.VERIFYING, file), self._cancelled)
            if found is None:
                return None
            if found == file.sha256:
                return ""
            (self._folder / file.name).unlink()
        reasons: list[str] = []
        damage: list[ModelDamaged] = []
        for each in self._fetchers:
            try:
                return each.name if self._fetch(each, file) else None
            except ModelDamaged as error:
                damage.append(error)
                reasons.append(f"{each.name}: {'wrong_hash' if 'found' in error.context else 'wrong_size'}")
            except DownloadFailed as error:
                reasons.append(f"{each.name}: {error.context.get('reason', 'failed')}")
        if len(damage) == len(self._fetchers):
            raise ModelDamaged(damage[-1].detail, **{**damage[-1].context, "model": self._entry.id})
        raise DownloadFailed("no source worked", model=self._entry.id, file=file.name, reasons="; ".join(reasons))

    def _fetch(self, source: Fetcher, file: ModelFile) -> bool:
        """Complete one file from one source; False when cancelled. Raises ModelDamaged and DownloadFailed."""
        with PartFile(self._folder, file) as part:
            if part.resumed and not part.rehash(self._teller(Stage.VERIFYING, file), self._cancelled):
                return False
            while True:
                older = part.resumed
                try:
                    if not part.complete and not source.fetch(
                        part, self._cancelled, self._teller(Stage.DOWNLOADING, file, source.name)
                    ):
                        return False
                    part.finish()
                except ModelDamaged:
                    part.restart()
                    # Bytes of an earlier run, or of another source, may be the wrong ones: this one gets a clean try.
                    if not older:
                        raise
                else:
                    return True

    def _teller(self, stage: Stage, file: ModelFile, source: str = "") -> Heard:
        return lambda done: self._reporter.tell(stage, file.name, done, source)


def _whole(entry: ModelEntry) -> InstalledModel | None:
    """The model if nothing is to be done. One that is damaged is taken out of use, to be repaired."""
    try:
        return installed(entry)
    except ModelDamaged:
        (model_folder(entry.id) / manifest.NAME).unlink(missing_ok=True)
        return None


def _missing(entry: ModelEntry) -> int:
    """Bytes that are still to be written."""
    folder = model_folder(entry.id)
    return sum((file.size or 0) - _here(folder, file) for file in entry.files)


def _here(folder: Path, file: ModelFile) -> int:
    for name in (file.name, f"{file.name}.part"):
        if (folder / name).exists():
            return min((folder / name).stat().st_size, file.size or 0)
    return 0


def _no_room(entry: ModelEntry, needed: int) -> NoRoomForModel:
    folder = model_folder(entry.id)
    return NoRoomForModel("no room for the model", model=entry.id, needed=needed, free=shutil.disk_usage(folder).free)
