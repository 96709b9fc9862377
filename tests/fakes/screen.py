"""A screen of a test's own, and a person at it: Xvfb and xdotool."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


@contextmanager
def screen(size: str = "1440x900") -> Iterator[str]:
    """The name of a new X display, as DISPLAY wants it."""
    xvfb = shutil.which("Xvfb")
    assert xvfb is not None, "Xvfb is missing: `python3 tasks.py test` installs or names it"
    read, write = os.pipe()
    command = [xvfb, "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            server.terminate()


class Person:
    """Starts a window on a display and presses keys in it."""

    def __init__(self, command: Sequence[str], display: str, log: Path) -> None:
        """`log` takes what the program prints, which should be nothing."""
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._log = log
        with log.open("wb") as output:
            self.window = subprocess.Popen(command, env=self._environment, stdout=output, stderr=output)

    def find(self, title: str) -> None:
        """Wait until a window whose title holds `title` is shown, and give it the keyboard."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def fill(self, title: str, width: int, height: int) -> None:
        """Let the window fill a screen of this size; there is no window manager to do that."""
        found = ("search", "--onlyvisible", "--name", title)
        self._xdotool(*found, "windowmove", "0", "0", "windowsize", str(width), str(height))

    def press(self, *keys: str) -> None:
        """Press keys, each a name such as "ctrl+Return"."""
        self._xdotool("key", *keys)

    def type(self, text: str) -> None:
        # Each Hangul syllable is a key that xdotool lends for a moment; faster typing loses some.
        self._xdotool("type", "--delay", "80", text)

    def wait_a_moment(self) -> None:
        """Let the window go on for 0.1 s; fails when it ends."""
        with suppress(subprocess.TimeoutExpired):
            code = self.window.wait(timeout=0.1)
            raise AssertionError(f"the window ended with code {code}: {self.printed()}")

    def family(self) -> list[psutil.Process]:
        """The window's process and all processes it started."""
        me = psutil.Process(self.window.pid)
        return [me, *me.children(recursive=True)]

    def printed(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def leave(self) -> None:
        """Make sure that nothing is left, however the test ended."""
        with suppress(psutil.NoSuchProcess):
            for process in self.family():
                process.kill()
        self.window.wait(timeout=10)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments], check=True, env=self._environment, timeout=60, stdout=subprocess.DEVNULL
        )
