"""One process at a time changes a model. The system's file lock goes with its process, so none is ever stale."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ModelBusy


@contextmanager
def locked(path: Path, model: str) -> Iterator[None]:
    """Hold the lock file `path`, which stays where it is. Raises ModelBusy at once when another process holds it.

    A file that merely exists means nothing: only a living process holds the lock, so after a crash or `kill -9` the
    next one simply takes it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError as error:
            raise ModelBusy("another process holds the lock", model=model) from error
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
