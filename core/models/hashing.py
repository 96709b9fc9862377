"""SHA-256 of files in steps, so that a check of a gigabyte shows progress and can be cancelled."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from core.models.progress import Cancelled, never

CHUNK = 1 << 20

Heard = Callable[[int], None]


def feed_file(
    digest: "hashlib._Hash", path: Path, heard: Heard = lambda _done: None, cancelled: Cancelled = never
) -> bool:
    """Add a file's bytes to `digest`, telling the count so far. False when cancelled before the end."""
    done = 0
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            if cancelled():
                return False
            digest.update(data)
            done += len(data)
            heard(done)
    return True


def file_sha256(path: Path, heard: Heard = lambda _done: None, cancelled: Cancelled = never) -> str | None:
    """Hex digest, or None when cancelled. Raises OSError."""
    digest = hashlib.sha256()
    return digest.hexdigest() if feed_file(digest, path, heard, cancelled) else None
