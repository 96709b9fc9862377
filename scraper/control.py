"""What a person says to a run from outside: pause, resume, cancel; and the waiting that hears it at once."""

import os
import select
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SLICE_S = 0.1
_GRACE_S = 1.0


class Control:
    """May be told from any thread and from a signal handler; asked by the one thread that crawls.

    Flags looked at in short slices rather than a condition: a signal handler that runs in the waiting thread itself
    could neither take a lock nor be sure to wake it.
    """

    def __init__(self, told: Callable[[bool], None] = lambda _paused: None) -> None:
        """`told` is called by the crawling thread when it begins (True) and ends (False) to pause."""
        self._told = told
        self._cancelled = threading.Event()
        self._running = threading.Event()
        self._running.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def pause(self) -> None:
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    def cancel(self) -> None:
        self._cancelled.set()

    def wait(self, seconds: float = 0.0) -> bool:
        """Wait so long, and on while paused; False as soon as it is cancelled. A pause does not stop the clock."""
        end = time.monotonic() + seconds
        while not self.cancelled:
            if not self._running.is_set():
                self._stand_still()
                continue
            left = end - time.monotonic()
            if left <= 0:
                return True
            self._cancelled.wait(min(left, _SLICE_S))
        return False

    def wait_for_cancel(self, over: threading.Event) -> bool:
        """For a thread that watches: True when it was cancelled, False when it is all over."""
        while not over.is_set():
            if self._cancelled.wait(_SLICE_S):
                return True
        return False

    def _stand_still(self) -> None:
        self._told(True)
        while not self.cancelled and not self._running.wait(_SLICE_S):
            pass
        self._told(False)


@contextmanager
def obeying(control: Control, abort: Callable[[], None], *, watch_stdin: bool) -> Iterator[None]:
    """Let Ctrl+C, SIGTERM and, with `watch_stdin`, lines at standard input steer `control`.

    The lines are "pause", "resume" and "cancel"; the end of a pipe cancels too, so a window that dies ends its run.
    What still hangs in the network a second after a cancel is ended with `abort`, called in another thread.
    """
    over = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        control.cancel()

    def last_resort() -> None:
        if control.wait_for_cancel(over) and not over.wait(_GRACE_S):
            abort()

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    watcher = threading.Thread(target=last_resort, name="cancel", daemon=True)
    watcher.start()
    if watch_stdin and _stdin_has_owner():
        threading.Thread(target=_listen, args=(control,), name="stdin", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(control: Control) -> None:
    """Read descriptor 0 itself: Python's buffer over it cannot be left by a daemon thread at the end."""
    words = {b"pause": control.pause, b"resume": control.resume, b"cancel": control.cancel}
    rest = b""
    while chunk := os.read(0, 4096):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            words.get(line.strip(), lambda: None)()
    control.cancel()


def _stdin_has_owner() -> bool:
    """A pipe or socket that somebody holds open; a terminal, a file and the null device say nothing of their owner."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return False
    # One that is at its end from the start is how some services begin.
    return not _at_end()


def _at_end() -> bool:
    """Whether a readable pipe is readable because nobody holds its other end."""
    if sys.platform == "win32":  # poll knows no pipes there
        return False
    poll = select.poll()
    poll.register(0, select.POLLIN | select.POLLHUP)
    events = dict(poll.poll(0)).get(0, 0)
    return bool(events & select.POLLHUP) and not events & select.POLLIN
