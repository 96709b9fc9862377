"""One process at a time changes a model."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import ModelBusy
from core.lock import FileLock


@contextmanager
def locked(path: Path, model: str) -> Iterator[None]:
    """Hold the lock file `path`. Raises ModelBusy at once when another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(path)
    except BlockingIOError as error:
        raise ModelBusy("another process holds the lock", model=model) from error
    try:
        yield
    finally:
        lock.release()
