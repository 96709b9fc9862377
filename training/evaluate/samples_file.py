"""What one system said, on disk: a line each, written when it is done, so that a kill loses at most one.

The first line says whose they are and of what. A torn last line, which only a kill leaves, is cut off at the next
opening. Nothing is ever rewritten.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from training.evaluate.critiques import Critique, from_line, to_line
from training.evaluate.errors import SamplesOfOther


class LinesFile:
    """Open for adding; `lines` are those that were there."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        """Raises SamplesOfOther when the file is there and of another system, other data or other settings."""
        self.path = path
        self.lines: list[str] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps(dict(about), ensure_ascii=False, sort_keys=True)
        whole = _whole_part(path)
        if whole:
            first, *self.lines = _lines(whole)
            _refuse_other(path, json.loads(first), json.loads(head))
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._file.truncate(len(whole))
        self._file.seek(0, os.SEEK_END)
        if not whole:
            self.write(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, line: str) -> None:
        """On the disk when this returns."""
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


class SamplesFile(LinesFile):
    """`critiques` are those of the file, by item and seed."""

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        super().__init__(path, about)
        self.critiques = {one.key: one for one in map(from_line, self.lines)}

    def add(self, critique: Critique) -> None:
        """On the disk when this returns."""
        self.write(to_line(critique))
        self.critiques[critique.key] = critique


def read_samples(path: Path) -> tuple[dict[str, Any], list[Critique]]:
    """What the file is about, and its critiques. Raises FileNotFoundError, ValueError."""
    first, *lines = _lines(_whole_part(path, missing_ok=False))
    return json.loads(first), [from_line(line) for line in lines]


def _whole_part(path: Path, *, missing_ok: bool = True) -> bytes:
    """The bytes up to the last line break."""
    if missing_ok and not path.exists():
        return b""
    data = path.read_bytes()
    return data[: data.rfind(b"\n") + 1]


def _lines(whole: bytes) -> list[str]:
    """By line feeds alone: a reply may hold the other characters at which Python ends a line."""
    return whole.decode().split("\n")[:-1]


def _refuse_other(path: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    changed = sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))
    if changed:
        raise SamplesOfOther(path=str(path), changed=", ".join(changed))
