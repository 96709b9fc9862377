"""Takes pictures of a window that a person uses."""

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.screen import Person

USUAL = "1440x900"


class Camera:
    """One theme at one size; pictures go to `out` by name, theme and, when it is not the usual one, size."""

    def __init__(self, display: str, folder: Path, out: Path, *, theme: str, size: str = USUAL) -> None:
        self._display, self._folder, self._out, self._theme, self._size = display, folder, out, theme, size

    def open(self, command: Sequence[str], title: str) -> Person:
        """Start a window and let it fill the screen."""
        person = Person(command, self._display, self._folder / "window.log")
        person.find(title)
        width, height = map(int, self._size.split("x"))
        person.fill(title, width, height)
        return person

    def settle(self, person: Person, seconds: float = 1.5) -> None:
        """Let the window come to rest."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            person.wait_a_moment()

    def take(self, name: str) -> None:
        tool = shutil.which("import")
        assert tool is not None, "install imagemagick"
        suffix = "" if self._size == USUAL else f"-{self._size}"
        target = self._out / f"{name}-{self._theme}{suffix}.png"
        command = [tool, "-window", "root", "-display", self._display, "-depth", "8", "-colors", "256", str(target)]
        subprocess.run(command, check=True)
        print(target)
