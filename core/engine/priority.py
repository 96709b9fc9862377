"""Compute in the background: reading ahead must not be felt in the window."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil


@contextlib.contextmanager
def low_priority() -> Iterator[None]:
    """Run the block with all threads of this process less wanted by the system, where that can be taken back.

    On POSIX a raised nice value cannot be lowered again without rights, so Linux gets the scheduler's batch class
    and macOS nothing.
    """
    if sys.platform == "win32":
        process = psutil.Process()
        before = process.nice()
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        try:
            yield
        finally:
            process.nice(before)
    elif sys.platform == "linux":
        _schedule(os.SCHED_BATCH)
        try:
            yield
        finally:
            _schedule(os.SCHED_OTHER)
    else:
        yield


if sys.platform == "linux":

    def _schedule(policy: int) -> None:
        for thread in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):  # the thread has ended, or a sandbox forbids the call
                os.sched_setscheduler(int(thread.name), policy, os.sched_param(0))
