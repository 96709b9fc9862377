"""A new folder that is there whole or not at all, and never without room for it."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DiskFull, ModelError

_SPARE = 64 * 1024 * 1024  # bytes that must stay free beside the result


@contextmanager
def whole_folder(out: Path, needed: int) -> Iterator[Path]:
    """Write into the given `OUT.part`; it gets the name `out` when the block ends without an error.

    `needed` in bytes. Raises ModelError when `out` is in use and DiskFull; nothing is left behind by a failure.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ModelError("the output folder exists and is not empty", path=str(out))
    existing = next(parent for parent in (out, *out.resolve().parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if free < needed + _SPARE:
        raise DiskFull("no room for the model", path=str(existing), needed=needed + _SPARE, available=free)
    unfinished = out.with_name(out.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        if out.exists():
            out.rmdir()
        unfinished.replace(out)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("writing a model", path=str(out.parent)) from error
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
