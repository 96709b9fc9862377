"""How far a download, import or check has come: plain values, and a reporter that does not flood its reader."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_WINDOW_S = 8.0
_REPORT_EVERY_S = 0.1


class Stage(StrEnum):
    DOWNLOADING = "downloading"
    COPYING = "copying"
    VERIFYING = "verifying"


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` and `total` are bytes of the whole model. The rate is that of the last seconds; None until it is known."""

    model: str
    stage: Stage
    source: str
    file: str
    done: int
    total: int
    bytes_per_second: float | None = None
    seconds_left: float | None = None


Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def never() -> bool:
    """The cancel flag of work that nobody can cancel."""
    return False


def unheard(_progress: Progress) -> None:
    """A report that nobody reads."""


class SpeedMeter:
    """Bytes per second over a sliding window, so a stall shows and an old burst is forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        self._points.clear()

    def rate(self, done: int) -> float | None:
        """Take the count of bytes so far. None before half a second has been seen."""
        now = self._clock()
        if self._points and done < self._points[-1][1]:  # began again from zero
            self._points.clear()
        self._points.append((now, done))
        while len(self._points) > 2 and now - self._points[0][0] > _WINDOW_S:
            self._points.popleft()
        then, before = self._points[0]
        return (done - before) / (now - then) if now - then >= 0.5 else None


class Reporter:
    """Turns "n bytes of this file" into `Progress` of the whole model, at most ten times a second."""

    def __init__(self, model: str, total: int, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._model = model
        self._total = total
        self._report = report
        self._clock = clock
        self._meter = SpeedMeter(clock)
        self._last: tuple[float, Stage, str, str] | None = None
        self.finished = 0  # bytes of the files before the current one

    def tell(self, stage: Stage, file: str, done: int, source: str = "") -> None:
        """`done` bytes of `file`. A change of stage, source or file is always reported."""
        now, whole = self._clock(), self.finished + done
        if self._last and self._last[1:] == (stage, source, file):
            if now - self._last[0] < _REPORT_EVERY_S and whole != self._total:
                return
        else:
            self._meter.restart()
        self._last = (now, stage, source, file)
        rate = self._meter.rate(whole)
        left = (self._total - whole) / rate if rate else None
        self._report(Progress(self._model, stage, source, file, whole, self._total, rate, left))
