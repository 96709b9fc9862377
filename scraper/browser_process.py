"""The processes behind the browser: written down while they live, and none is left when we are gone."""

import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
from selenium.webdriver.chromium.service import ChromiumService

from core import paths

log = logging.getLogger(__name__)

_END_S = 5.0


class Footprint:
    """What a browser takes on this computer: a profile folder and processes, written down while they exist.

    After kill -9 nobody is left to clean up; the next start reads the note and does (`end_orphans`).
    """

    def __init__(self) -> None:
        """Raises OSError when the notes or the profile cannot be written."""
        folder = _notes()
        folder.mkdir(parents=True, exist_ok=True)
        self.profile = Path(tempfile.mkdtemp(prefix="cheomsak-browser-"))
        self._note = folder / f"{self.profile.name}.json"
        self._processes: list[tuple[int, float]] = []
        self._write()

    def add(self, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            self._processes.append((pid, psutil.Process(pid).create_time()))
            self._write()

    def processes(self) -> list[psutil.Process]:
        """Those that live, their children included."""
        return list(_living(self._processes, self.profile))

    def kill(self) -> None:
        """End what lives; the folder and the note stay until `end`."""
        _end(self.processes())

    def end(self) -> None:
        """End what still lives and remove the folder and the note."""
        self.kill()
        _remove(self.profile)
        self._note.unlink(missing_ok=True)

    def _write(self) -> None:
        me = psutil.Process()
        row = {
            "owner": [me.pid, me.create_time()],
            "profile": str(self.profile),
            "processes": self._processes,
        }
        part = self._note.with_suffix(".part")
        part.write_text(json.dumps(row), encoding="utf-8")
        part.replace(self._note)


class RecordedService(ChromiumService):
    """Selenium's driver process, told of the moment it exists and out of reach of the terminal's Ctrl+C."""

    def __init__(self, driver: Path, footprint: Footprint) -> None:
        own_group = {"creation_flags": 0x200} if sys.platform == "win32" else {"start_new_session": True}
        super().__init__(executable_path=str(driver), popen_kw=own_group)
        self._footprint = footprint
        self.running = False

    def _start_process(self, path: str) -> None:
        super()._start_process(path)
        self.running = True
        self._footprint.add(self.process.pid)


def end_orphans() -> int:
    """End browsers and drivers whose program was killed, remove their profiles; how many processes that were.

    Those of a program that lives are left alone.
    """
    ended = 0
    for note in sorted(_notes().glob("*.json")):
        try:
            row = json.loads(note.read_text(encoding="utf-8"))
            owner, profile = row["owner"], Path(row["profile"])
            known = [(int(pid), float(created)) for pid, created in row["processes"]]
            owner_lives = _process(int(owner[0]), float(owner[1])) is not None
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            log.warning("a damaged note of a browser: %s", note.name)
            note.unlink(missing_ok=True)
            continue
        if owner_lives:
            continue
        left = list(_living(known, profile))
        _end(left)
        ended += len(left)
        # The name is ours: a damaged note must not remove another folder.
        if profile.name.startswith("cheomsak-browser-"):
            _remove(profile)
        note.unlink(missing_ok=True)
    if ended:
        log.info("ended %d processes that a killed run had left", ended)
    return ended


def _notes() -> Path:
    return paths.cache_dir() / "browsers"


def _process(pid: int, created: float) -> psutil.Process | None:
    """The process if it is still the same one: the system uses numbers again."""
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(pid)
        if abs(process.create_time() - created) < 0.01 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def _living(known: Sequence[tuple[int, float]], profile: Path) -> Iterator[psutil.Process]:
    """The noted processes, their children, and whoever uses the profile: the driver may have died before them."""
    found: dict[int, psutil.Process] = {}
    for process in (_process(pid, created) for pid, created in known):
        if process is not None:
            with suppress(psutil.NoSuchProcess):
                found |= {each.pid: each for each in (*process.children(recursive=True), process)}
    mark = f"--user-data-dir={profile}"
    found |= {each.pid: each for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or ())}
    for each in found.values():
        with suppress(psutil.NoSuchProcess):
            if each.status() != psutil.STATUS_ZOMBIE:
                yield each


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process.kill()
    psutil.wait_procs(processes, timeout=_END_S)


def _remove(folder: Path) -> None:
    # A process that is just ending may still write a file into it; Windows keeps open ones.
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    log.warning("the profile stays: %s", folder.name)
