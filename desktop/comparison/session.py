"""One rater going through the pairs of one comparison. Every change of a rating is stored at once; no widgets."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.comparison.pairs import Pair, Rating
from core.errors import AppError
from desktop.comparison.draft import Draft, blind
from desktop.jobs import StorageJobs

if TYPE_CHECKING:
    from core.storage.database import AppDatabase

PAUSE_MS = 400  # after the last key of a note
RETRY_MS = 4000


class RatingSession(QObject):
    """`moved`: there is another pair to show, or none. `saved`: what was said of a pair is stored. `troubled` carries
    an AppError: it could not be stored; the rater stays at the pair and storing is tried again until it works.
    `failed` carries one that kept the pairs from being read. `waiting`: the rater wants to go on and the database is
    slow; until it goes on or fails nothing is taken, or a key pressed for the next pair would answer this one."""

    moved = Signal()
    waiting = Signal()
    saved = Signal()
    troubled = Signal(object)
    failed = Signal(object)

    def __init__(self, jobs: StorageJobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._drafts: dict[str, Draft] = {}  # by pair
        self._stored: dict[str, Draft] = {}  # what of it lies in the database
        self._sent: dict[str, Draft] = {}  # what is on its way there
        self._goal: Callable[[], None] | None = None  # what to do once all of it is there
        self._opened_at = 0.0
        self._at: int | None = None
        self.comparison_id = ""
        self.rater = ""
        self.pairs: tuple[Pair, ...] = ()
        self._pause = self._timer(PAUSE_MS)
        self._retry = self._timer(RETRY_MS)

    # where the rater is

    @property
    def pair(self) -> Pair | None:
        """The one that is asked now, without its systems; None when every pair is rated."""
        return None if self._at is None else self.pairs[self._at]

    @property
    def draft(self) -> Draft:
        """What was said of the pair so far."""
        pair = self.pair
        return Draft() if pair is None else self._drafts.get(pair.id, Draft())

    @property
    def number(self) -> int:
        """Of the pair, from 1; 0 for none."""
        return 0 if self._at is None else self._at + 1

    @property
    def done(self) -> int:
        """How many pairs have a rating that is stored."""
        return len(self._stored)

    @property
    def can_skip(self) -> bool:
        """Whether another pair waits for a rating."""
        return self._at is not None and self._unrated(self._at + 1) not in (None, self._at)

    def open(self, comparison_id: str, rater: str) -> None:
        """Go to the first pair that `rater` has not rated."""
        self.comparison_id, self.rater = comparison_id, rater.strip()
        self._jobs.submit(partial(_read, comparison_id, self.rater), self._take, self.failed.emit)

    def _take(self, found: tuple[tuple[Pair, ...], tuple[Rating, ...]]) -> None:
        self.pairs, ratings = found
        self._drafts = {one.pair_id: Draft.of(one) for one in ratings}
        self._stored = dict(self._drafts)
        self._sent.clear()
        self._goal = None
        self._at = None
        self._show(self._unrated(0))

    # what the rater does

    def change(self, draft: Draft, *, soon: bool = False) -> None:
        """This is said of the pair now. It is stored once it holds a choice; `soon`: more letters will follow."""
        pair = self.pair
        if pair is None or self._goal is not None or draft == self.draft:
            return
        self._drafts[pair.id] = draft
        if soon:
            self._pause.start()
        else:
            self.flush()

    def next(self) -> None:
        """Store the rating and go to the next pair that has none. Does nothing without a choice."""
        if self.draft.choice is not None:
            self.skip()

    def skip(self) -> None:
        """Go to the next pair without a rating. This one, when it has none, is asked again at the end."""
        if self._at is not None:
            self._go(self._unrated(self._at + 1))

    def back(self) -> None:
        """To the pair before, rated or not; from the end to the last one."""
        place = len(self.pairs) if self._at is None else self._at
        if place > 0:
            self._go(place - 1)

    def close(self) -> None:
        """Nothing is open any more, and nothing is stored."""
        for timer in (self._pause, self._retry):
            timer.stop()
        self._at, self._goal, self.pairs = None, None, ()

    def leave(self, then: Callable[[], None]) -> None:
        """Store what is waiting, then do this. Nothing is done when it cannot be stored."""
        self.flush()
        self._when_stored(then)

    @Slot()
    def flush(self) -> None:
        """Store what is waiting, now."""
        for timer in (self._pause, self._retry):
            timer.stop()
        pair, draft = self.pair, self.draft
        if pair is None or draft == self._sent.get(pair.id, self._stored.get(pair.id)):
            return
        rating = draft.rating(pair.id, self.rater, time.monotonic() - self._opened_at)
        if rating is None:
            return
        draft = self._drafts[pair.id] = replace(draft, rated_at=rating.rated_at)
        self._sent[pair.id] = draft
        self._jobs.submit(
            partial(_keep, self.comparison_id, rating),
            partial(self._kept, pair.id, draft),
            partial(self._refused, pair.id, draft),
        )

    # storing and going on

    def _kept(self, pair_id: str, draft: Draft, _count: int) -> None:
        self._stored[pair_id] = draft
        if self._sent.get(pair_id) is draft:
            del self._sent[pair_id]
        self.saved.emit()
        if not self._sent:
            goal, self._goal = self._goal, None
            if goal is not None:
                goal()

    def _refused(self, pair_id: str, draft: Draft, error: AppError) -> None:
        if self._sent.get(pair_id) is draft:
            del self._sent[pair_id]
        self._goal = None
        self._retry.start()
        self.troubled.emit(error)

    def _when_stored(self, goal: Callable[[], None]) -> None:
        if self._goal is not None:
            return
        if self._sent:
            self._goal = goal
            self.waiting.emit()
        else:
            goal()

    def _go(self, place: int | None) -> None:
        if self._goal is None:
            self.flush()
        self._when_stored(partial(self._show, place))

    def _show(self, place: int | None) -> None:
        now = time.monotonic()
        pair = self.pair
        if pair is not None:
            draft = self.draft
            self._drafts[pair.id] = replace(draft, seconds=draft.seconds + now - self._opened_at)
        self._at, self._opened_at = place, now
        self.moved.emit()

    def _unrated(self, start: int) -> int | None:
        """The first pair without a choice from `start` on, and then from the beginning."""
        places = [*range(start, len(self.pairs)), *range(min(start, len(self.pairs)))]
        return next((at for at in places if self._drafts.get(self.pairs[at].id, Draft()).choice is None), None)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer


def _read(comparison_id: str, rater: str, database: "AppDatabase") -> tuple[tuple[Pair, ...], tuple[Rating, ...]]:
    pairs = tuple(map(blind, database.comparisons.pairs(comparison_id)))
    return pairs, tuple(one for one in database.comparisons.ratings(comparison_id) if one.rater == rater)


def _keep(comparison_id: str, rating: Rating, database: "AppDatabase") -> int:
    return database.comparisons.rate(comparison_id, [rating])
