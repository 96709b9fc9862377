"""A file while it arrives: `NAME.part`, its running SHA-256, and the step that makes it a file.

The bytes of a `.part` are all the state a download has, so a process may be killed at any moment. What is in it is
hashed again when it is opened; nothing is believed because it is on the disk.
"""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import ModelDamaged
from core.models.catalog import ModelFile
from core.models.hashing import Heard, feed_file
from core.models.progress import Cancelled


class PartFile:
    """The open `.part` of one pinned file; use as a context manager. Writing raises OSError, such as a full disk."""

    def __init__(self, folder: Path, file: ModelFile) -> None:
        if file.size is None or file.sha256 is None:
            raise ValueError("only a pinned file can be fetched")
        self.final = folder / file.name
        self.path = folder / f"{file.name}.part"
        self.name = file.name
        self.size = file.size
        self.sha256 = file.sha256
        self.length = 0
        self.resumed = 0  # bytes that were there when it was opened, or 0 after a restart
        self._etag_path = folder / f"{file.name}.part.etag"
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("ab", buffering=0)  # a killed process has written what it had
        self.length = self.resumed = self._file.tell()
        if self.length > self.size:
            self.restart()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def complete(self) -> bool:
        return self.length == self.size

    def rehash(self, heard: Heard, cancelled: Cancelled) -> bool:
        """Hash what was there at opening. False when cancelled."""
        self._digest = hashlib.sha256()
        return feed_file(self._digest, self.path, heard, cancelled)

    def append(self, data: bytes) -> None:
        """Write and hash. More than the pinned size is refused with ModelDamaged before it reaches the disk."""
        if self.length + len(data) > self.size:
            raise ModelDamaged("longer than the catalogue says", file=self.name, expected_bytes=self.size)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._digest.update(data)
        self.length += len(data)

    def sync(self) -> None:
        """Everything so far survives a power cut."""
        os.fsync(self._file.fileno())

    def restart(self) -> None:
        """Forget everything that came."""
        self._file.truncate(0)
        self._digest = hashlib.sha256()
        self.length = self.resumed = 0
        self.etag = None

    def finish(self) -> None:
        """Compare the hash and rename to the final name. A wrong hash empties the part and raises ModelDamaged."""
        found = self._digest.hexdigest()
        if found != self.sha256:
            self.restart()
            raise ModelDamaged("wrong SHA-256", file=self.name, expected=self.sha256, found=found)
        self.sync()
        self._file.close()
        self.path.replace(self.final)
        self.etag = None
        sync_folder(self.final.parent)

    @property
    def etag(self) -> str | None:
        """The strong ETag that the bytes came with, which makes a resume conditional (`If-Range`)."""
        try:
            return self._etag_path.read_text(encoding="ascii") or None
        except (OSError, UnicodeDecodeError):
            return None

    @etag.setter
    def etag(self, value: str | None) -> None:
        if value is None:
            self._etag_path.unlink(missing_ok=True)
        elif value != self.etag:
            self._etag_path.write_text(value, encoding="ascii")


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system has a way to say so."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
