"""hunspell with a Korean dictionary, when the user installed both: candidates for words that Kiwi does not know.

Neither ships with the program: the dictionary (hunspell-ko) is GPL. The program is looked for on PATH and in the data
folder, the dictionary (`ko.aff`, `ko.dic`) in `hunspell` of the data folder and where systems keep them. It is asked
over the pipe protocol of ispell; https://hunspell.github.io documents it.
"""

import logging
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from core import paths
from core.text import nfc

log = logging.getLogger(__name__)

_NAME = "ko"
_FOLDERS = (
    Path("/usr/share/hunspell"),
    Path("/usr/share/myspell/dicts"),
    Path("/usr/local/share/hunspell"),
    Path("/opt/homebrew/share/hunspell"),
    Path("/Library/Spelling"),
)
_MOST_WORDS = 12  # of one request: a word that is wrong takes 0.1 s and more
_SECONDS = 4.0  # for one request, 0.5 of them to read the dictionary
_MOST_KEPT = 4096


class Hunspell:
    """Asks the program once for every word, a few at a time. Never raises: a program that fails knows no words."""

    def __init__(self, command: Sequence[str], folder: Path, seconds: float = _SECONDS) -> None:
        self._command = [*command, "-a", "-i", "utf-8", "-d", _NAME]
        # The dictionary is found by the working directory: a path in Hangul does not survive every build of hunspell.
        self._folder = folder
        self._seconds = seconds
        self._known: dict[str, tuple[str, ...]] = {}

    def suggestions(self, words: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """What each word might be, best first; nothing for words that are right or were too many to ask."""
        asked = [word for word in dict.fromkeys(words) if word not in self._known][:_MOST_WORDS]
        if asked:
            if len(self._known) + len(asked) > _MOST_KEPT:
                self._known.clear()
            # A word that is not answered in time is not asked again.
            self._known.update(dict.fromkeys(asked, ()))
            self._known.update(_answers(self._ask(asked), asked))
        return {word: self._known.get(word, ()) for word in words}

    def _ask(self, words: Sequence[str]) -> bytes:
        try:
            done = subprocess.run(
                self._command,
                input="".join(f"^{word}\n" for word in words).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                timeout=self._seconds,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except subprocess.TimeoutExpired as late:
            log.info("hunspell took too long for %d words", len(words))
            return late.output or b""
        except OSError as error:
            log.warning("hunspell does not start: errno=%s", error.errno)
            return b""
        if done.returncode:
            log.warning("hunspell ended with %d", done.returncode)
        return done.stdout


def installed() -> Hunspell | None:
    """What the user installed, or None."""
    own = paths.home() / "hunspell"
    program = shutil.which("hunspell") or shutil.which("hunspell", path=str(own))
    folder = next(
        (f for f in (own, *_FOLDERS) if all((f / f"{_NAME}.{end}").is_file() for end in ("aff", "dic"))), None
    )
    if program is None or folder is None:
        return None
    return Hunspell([str(Path(program).absolute())], folder)


def _answers(output: bytes, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`& word count offset: one, other` for a word with suggestions; other words have another mark, or none yet."""
    wanted = set(words)
    found = {}
    for line in output.decode("utf-8", "replace").splitlines():
        head, colon, tail = line.partition(": ")
        parts = head.split(" ")
        if len(parts) == 4 and parts[0] == "&" and colon and nfc(parts[1]) in wanted:
            found[nfc(parts[1])] = tuple(nfc(each) for each in tail.strip().split(", "))
    return found
