"""Cycles are taken apart in the UI thread, and only there."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.garbage import GarbageCollector


class Knot:
    """Holds itself."""

    threads: list[int]

    def __init__(self, threads: list[int]) -> None:
        self.me, self.threads = self, threads

    def __del__(self) -> None:
        self.threads.append(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.deleteLater()
    gc.unfreeze()


def make(threads: list[int]) -> None:
    for _ in range(5000):
        Knot(threads)


def test_what_a_thread_leaves_is_taken_apart_in_this_one(collector: GarbageCollector) -> None:
    threads: list[int] = []
    worker = threading.Thread(target=make, args=(threads,))
    worker.start()
    worker.join()
    assert threads == []
    collector.collect()
    assert set(threads) == {threading.get_ident()}
    assert len(threads) == 5000


def test_the_timer_does_so_by_itself(collector: GarbageCollector, qtbot: QtBot) -> None:
    threads: list[int] = []
    knot = Knot(threads)
    gone = weakref.ref(knot)
    del knot
    make(threads)
    qtbot.waitUntil(lambda: gone() is None, timeout=5000)


def test_older_generations_have_their_turn(collector: GarbageCollector) -> None:
    threads: list[int] = []
    knot = Knot(threads)
    gc.collect()  # it is of the oldest generation now
    gone = weakref.ref(knot)
    del knot
    kept: list[list[list[int]]] = []
    for _ in range(400):
        kept.append([[] for _ in range(800)])
        collector.collect()
        if gone() is None:
            return
    pytest.fail("the oldest generation was never looked at")
