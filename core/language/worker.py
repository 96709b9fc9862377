"""The language process: questions on standard input, answers on standard output, two at a time.

One lane proofreads and the other asks the index, so that a correction never waits for a search; a third thread keeps
the index up to date. The protocol has standard output to itself, and the process ends when standard input ends. What
users wrote goes nowhere else: errors cross as codes, and a bug as the name of its type.
"""

import contextlib
import faulthandler
import os
import signal
import threading
from collections import deque
from collections.abc import Callable

from core import child
from core.errors import AppError, LanguageError, ProtocolError
from core.language.answers import Answer, IndexAnswers, Stopped, WordAnswers
from core.language.keeper import IndexKeeper
from core.language.protocol import (
    VERSION,
    Cancel,
    Cancelled,
    ComparePercentiles,
    Failed,
    FindOverlap,
    Hello,
    Proofread,
    Question,
    Quit,
    Reply,
    Request,
    RequestDecoder,
    Result,
    Update,
)

_GRACE_SECONDS = 1.5  # in which an update may save what it has
_FOLLOW_TYPING = (Proofread, FindOverlap, ComparePercentiles)  # only the newest of a kind is wanted


def main() -> int:
    """Serve until Quit or the end of standard input."""
    # Libraries read these when they are imported, which is later.
    os.environ.update(child.QUIET)
    faulthandler.enable(os.dup(2))
    # Ctrl+C in a terminal reaches the whole group of processes; what it means is the host's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = child.Output(child.private_stdout())
    output.send(Hello(VERSION, os.getpid()))
    keeper = IndexKeeper(output.send)
    index = IndexAnswers(keeper)
    words = Lane("words", WordAnswers().to, output.send)
    searches = Lane("searches", index.to, output.send)
    _take(lambda request: _give(request, words, searches, keeper), output.send)
    keeper.end(_GRACE_SECONDS)
    # Nobody waits for what is still being answered, and a native library must not be asked to end.
    os._exit(0)


def _take(take: Callable[[Request], None], send: Callable[[Reply], None]) -> None:
    """Every request until Quit or the end."""
    decoder = RequestDecoder()
    for data in child.standard_input():
        for request in decoder.feed(data):
            if isinstance(request, Quit):
                return
            if isinstance(request, ProtocolError):
                send(Failed("", request.code, request.detail, request.context))
            else:
                take(request)


def _give(request: Request, words: "Lane", searches: "Lane", keeper: IndexKeeper) -> None:
    match request:
        case Cancel(request_id=request_id):
            words.cancel(request_id)
            searches.cancel(request_id)
        case Update():
            keeper.update()
        case Proofread():
            words.put(request)
        case Quit():
            pass
        case _:
            searches.put(request)


class Lane:
    """A thread that answers one question after the other."""

    def __init__(self, name: str, answer: Callable[[Question, Stopped], Answer], send: Callable[[Reply], None]) -> None:
        self._answer = answer
        self._send = send
        self._changed = threading.Condition()
        self._waiting: deque[Question] = deque()
        self._running = ""
        self._stopped = threading.Event()
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def put(self, question: Question) -> None:
        """Answer it in its turn; in place of an older one of its kind when that follows the typing."""
        with self._changed:
            if isinstance(question, _FOLLOW_TYPING):
                self._drop(lambda other: type(other) is type(question))
            self._waiting.append(question)
            self._changed.notify()

    def cancel(self, request_id: str) -> None:
        """End a question: at once when it has not begun, else between two steps."""
        with self._changed:
            if self._running == request_id:
                self._stopped.set()
            self._drop(lambda other: other.request_id == request_id)

    def _drop(self, chosen: Callable[[Question], bool]) -> None:
        for question in [question for question in self._waiting if chosen(question)]:
            self._waiting.remove(question)
            self._send(Cancelled(question.request_id))

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                question = self._waiting.popleft()
                self._running = question.request_id
                self._stopped.clear()
            self._reply(question)
            with self._changed:
                self._running = ""

    def _reply(self, question: Question) -> None:
        try:
            with contextlib.closing(self._answer(question, self._stopped.is_set)) as replies:
                for reply in replies:
                    if self._stopped.is_set():
                        break
                    if reply is not None:
                        self._send(reply)
                    if isinstance(reply, Result):
                        return
            self._send(Cancelled(question.request_id))
        except AppError as error:
            self._send(Failed(question.request_id, error.code, error.detail, error.context))
        except Exception as error:  # noqa: BLE001 — the worker's loop: a bug in one question must not end the process
            child.report(error)
            self._send(Failed(question.request_id, LanguageError.code, type(error).__name__))
