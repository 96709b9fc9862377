"""Cycles of references are collected in the UI thread only.

Python collects in whichever thread happens to make the next object. In the storage thread it then takes apart widgets
and connections while Qt, which holds no lock of Python's, may be using them in the UI thread. Under load the window's
tests died so in about one of ten runs, while the storage thread worked; the cause was not caught in the act, but with
this (and a lambda less among the connections) 24 of 24 runs were whole. So the automatic collection is off, and a timer
of the UI thread does its work by the same thresholds.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Lives as long as the application. What is without cycles is freed at once, as ever."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        # What was made while the program started stays to the end: it need not be looked through again and again.
        gc.freeze()
        timer = QTimer(self)
        timer.setInterval(_INTERVAL_MS)
        timer.timeout.connect(self.collect)
        timer.start()

    @Slot()
    def collect(self) -> None:
        """The oldest generation that is full, and with it the younger ones; nothing when none is."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        full = [age for age, (count, most) in enumerate(zip(counts, thresholds, strict=True)) if count > most]
        # A generation is looked at only after those before it, as Python itself does.
        oldest = next((age for age in reversed(full) if set(range(age)) <= set(full)), None)
        if oldest is not None:
            gc.collect(oldest)
