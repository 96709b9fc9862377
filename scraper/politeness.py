"""How fast the site is asked: one page at a time, never faster than the floor, slower when it is slow or says so."""

import time
from collections.abc import Callable

from scraper.control import Control
from scraper.errors import SiteBusy

FLOOR_S = 2.0
LONGEST_DELAY_S = 60.0

# The site rests twice as long as it worked for the last pages.
REST_PER_WORK = 2.0


class Pace:
    """The delay between the end of one page and the request of the next, in seconds.

    No option, setting or variable of the environment reaches the floor; the arguments are for tests on a local site.
    """

    def __init__(
        self,
        floor: float = FLOOR_S,
        *,
        first_backoff: float = 10.0,
        longest_backoff: float = 600.0,
        attempts: int = 6,
        rest_per_work: float = REST_PER_WORK,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`attempts` refusals in a row are one too many."""
        self._floor = floor
        self._first_backoff = first_backoff
        self._longest_backoff = longest_backoff
        self._attempts = attempts
        self._rest_per_work = rest_per_work
        self._clock = clock
        self._delay = floor
        self._refusals = 0
        self._last_end: float | None = None

    @property
    def delay(self) -> float:
        return self._delay

    def ask_for(self, delay: float) -> None:
        """Raise the floor to what robots.txt asks for. It is never lowered."""
        self._floor = max(self._floor, delay)
        self._delay = max(self._delay, self._floor)

    def turn(self, control: Control) -> bool:
        """Wait until the next page may be asked for; False when cancelled meanwhile."""
        ready = self._clock() if self._last_end is None else self._last_end + self._delay
        return control.wait(max(0.0, ready - self._clock()))

    def answered(self, latency: float) -> None:
        """A page came, after `latency` seconds."""
        self._last_end = self._clock()
        self._refusals = 0
        # Half of the way each time: one slow page says little, several say that the site is loaded.
        wanted = (self._delay + latency * self._rest_per_work) / 2
        self._delay = min(max(self._floor, wanted), max(self._floor, LONGEST_DELAY_S))

    def refused(self, status: int, retry_after: float | None = None, attempts: int | None = None) -> float:
        """The site cannot or will not answer now: how many seconds to leave it alone.

        Twice as long each time, and at least what it asks for. Raises SiteBusy after `attempts` in a row, or when it
        asks for more than the longest wait: its wish is kept by ending the run.
        """
        self._last_end = self._clock()
        self._refusals += 1
        seconds = max(self._first_backoff * 2.0 ** (self._refusals - 1), retry_after or 0.0)
        if self._refusals >= (attempts or self._attempts) or (retry_after or 0.0) > self._longest_backoff:
            refusals, self._refusals = self._refusals, 0
            raise SiteBusy("refused again and again", status=status, attempts=refusals)
        self._delay = min(self._delay * 2, max(self._floor, LONGEST_DELAY_S))
        return min(seconds, self._longest_backoff)
