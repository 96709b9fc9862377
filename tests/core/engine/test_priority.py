"""Low priority is given to every thread, and taken back."""

import os
import sys
import threading

import pytest

from core.engine.priority import low_priority


@pytest.mark.skipif(sys.platform != "linux", reason="the batch class exists on Linux only")
def test_all_threads_are_batch_for_a_while() -> None:
    ready, done = threading.Event(), threading.Event()
    ids: list[int] = []

    def other() -> None:
        ids.append(threading.get_native_id())
        ready.set()
        done.wait()

    thread = threading.Thread(target=other)
    thread.start()
    ready.wait()
    try:
        with low_priority():
            assert {os.sched_getscheduler(0), os.sched_getscheduler(ids[0])} == {os.SCHED_BATCH}
        assert {os.sched_getscheduler(0), os.sched_getscheduler(ids[0])} == {os.SCHED_OTHER}
    finally:
        done.set()
        thread.join()
