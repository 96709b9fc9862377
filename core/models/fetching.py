"""Bringing pinned files into a folder: sources in order, resume, and only whole, checked files under their names."""

from collections.abc import Sequence
from pathlib import Path

from core.errors import DownloadFailed, ModelDamaged
from core.models.catalog import ModelFile
from core.models.hashing import Heard, file_sha256
from core.models.part import PartFile
from core.models.progress import Cancelled, Reporter, Stage
from core.models.sources import Fetcher


class FileFetch:
    """The files of one model or adapter. `name` is what errors call it."""

    def __init__(
        self, name: str, folder: Path, sources: Sequence[Fetcher], reporter: Reporter, cancelled: Cancelled
    ) -> None:
        self._name = name
        self._folder = folder
        self._fetchers = sources
        self._reporter = reporter
        self._cancelled = cancelled

    def bring(self, file: ModelFile) -> str | None:
        """The source that completed the file, "" when it was here, None when cancelled. What has arrived stays.

        Raises ModelDamaged (every source sent wrong bytes), DownloadFailed (context: model, reasons) and OSError.
        """
        if (self._folder / file.name).exists():
            found = file_sha256(self._folder / file.name, self._teller(Stage.VERIFYING, file), self._cancelled)
            if found is None:
                return None
            if found == file.sha256:
                return self._counted(file, "")
            (self._folder / file.name).unlink()
        reasons: list[str] = []
        damage: list[ModelDamaged] = []
        for each in self._fetchers:
            try:
                return self._counted(file, each.name) if self._fetch(each, file) else None
            except ModelDamaged as error:
                damage.append(error)
                reasons.append(f"{each.name}: {'wrong_hash' if 'found' in error.context else 'wrong_size'}")
            except DownloadFailed as error:
                reasons.append(f"{each.name}: {error.context.get('reason', 'failed')}")
        if len(damage) == len(self._fetchers):
            raise ModelDamaged(damage[-1].detail, **{**damage[-1].context, "model": self._name})
        raise DownloadFailed("no source worked", model=self._name, file=file.name, reasons="; ".join(reasons))

    def _counted(self, file: ModelFile, source: str) -> str:
        self._reporter.finished += file.size or 0
        return source

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


def missing_bytes(folder: Path, files: Sequence[ModelFile]) -> int:
    """Bytes of `files` that are still to be written."""
    return sum((file.size or 0) - _here(folder, file) for file in files)


def _here(folder: Path, file: ModelFile) -> int:
    for name in (file.name, f"{file.name}.part"):
        if (folder / name).exists():
            return min((folder / name).stat().st_size, file.size or 0)
    return 0
