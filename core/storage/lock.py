"""One writing process per database file."""

import errno
import os
import sys
from pathlib import Path

from core.errors import DatabaseBusy

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class WriterLock:
    """A lock on a small file beside the database, held until `release` or the end of the process, however it ends.

    The file stays behind: deleting it would let two processes lock two files of one name.
    """

    def __init__(self, database: Path) -> None:
        """Raises DatabaseBusy when another process, or another opening in this one, holds it; OSError otherwise."""
        self._descriptor = os.open(database.with_name(database.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            if error.errno in _TAKEN:
                raise DatabaseBusy("another process writes to the database", path=str(database)) from error
            raise

    def release(self) -> None:
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Some network folders cannot lock. SQLite's own BEGIN IMMEDIATE still keeps writers apart.
            if error.errno not in _UNSUPPORTED:
                raise
