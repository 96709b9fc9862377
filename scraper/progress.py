"""What a run tells while it goes on, and how fast it is."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.storage.corpus.records import Outcome, RunState

_LATEST = 20  # pages that the speed is taken from


class Phase(StrEnum):
    LISTS = "lists"
    ESSAYS = "essays"


@dataclass(frozen=True, slots=True)
class Started:
    run: str
    resumed: bool
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` and `total` are pages of the phase, the total None while unknown. `seconds_left` and `delay` in s."""

    phase: Phase
    done: int
    total: int | None
    pages_per_minute: float | None
    seconds_left: float | None
    delay: float
    outcomes: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The site is left alone ("backoff"), or a person is waited for ("login", without an end that is known)."""

    reason: str
    seconds: float | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class Ended:
    """`reason` says what stopped it ("budget"); `pending` essays are left to fetch; `essays` are kept in all."""

    state: RunState
    run: str
    reason: str
    outcomes: Mapping[Outcome, int]
    pending: int
    essays: int


Event = Started | Progress | Waiting | Paused | Resumed | Ended
Tell = Callable[[Event], None]


class Speed:
    """Pages per minute over the latest ones; waiting and pausing count, as the person waits too."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: deque[float] = deque([clock()], maxlen=_LATEST + 1)

    def page(self) -> None:
        """One more was fetched."""
        self._ends.append(self._clock())

    def forget(self) -> None:
        """After a pause, or when another kind of page begins."""
        self._ends.clear()
        self._ends.append(self._clock())

    @property
    def per_minute(self) -> float | None:
        pages, seconds = len(self._ends) - 1, self._ends[-1] - self._ends[0]
        return 60 * pages / seconds if pages and seconds > 0 else None

    def seconds_for(self, pages: int | None) -> float | None:
        """How long so many more will take."""
        rate = self.per_minute
        return None if pages is None or rate is None else 60 * pages / rate
