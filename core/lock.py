"""A lock between processes on a file. The system drops it with its process, so none is ever stale."""

import errno
import os
import sys
from pathlib import Path

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class FileLock:
    """Held from its making until `release` or the end of the process, however it ends.

    A file that merely exists means nothing. It stays behind: deleting it would let two processes lock two files of
    one name.
    """

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError when another process, or another lock of this one, holds it; OSError otherwise."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            if error.errno in _TAKEN:
                raise BlockingIOError(error.errno, "another process holds the lock") from error
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
            # Some network folders cannot lock; what is locked there must be safe, if not fair, without.
            if error.errno not in _UNSUPPORTED:
                raise
