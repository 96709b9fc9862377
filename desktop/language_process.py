"""The language process under Qt: questions go in, each reply goes to the method that waits for it."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Qt, QTimer, Signal, Slot

from core.engine.subprocess_host import engine_argv, engine_environment
from core.errors import LanguageCrashed
from core.language.client import LanguageClient
from core.language.protocol import (
    Cancelled,
    CritiqueEnded,
    EvidenceFound,
    Failed,
    Hello,
    IndexProgress,
    IndexReady,
    IntentMined,
    OverlapFound,
    PercentilesCompared,
    Proofreading,
    Question,
    RemarkFound,
    Reply,
)
from core.paths import logs_dir

log = logging.getLogger(__name__)

Answered = Callable[[Reply], None]

IDLE_SECONDS = 5 * 60.0
_MOST_CRASHES = 2  # one after the other, with no result between them
_RESULTS = (Proofreading, EvidenceFound, OverlapFound, IntentMined, PercentilesCompared, CritiqueEnded)
_QUIT_MS = 2000
_CLOSE_MS = 500
_REAP_MS = 1500
_LONGEST_LOG = 1024 * 1024


def language_argv() -> list[str]:
    """The command line of the process: that of the engine, with another part of core."""
    return [*engine_argv()[:-1], "language"]


def new_request_id() -> str:
    return uuid.uuid4().hex


@dataclass(slots=True)
class _Asked:
    question: Question
    answered: Answered
    heard: bool = False  # something of its answer has arrived


class LanguageProcess(QObject):
    """Starts at the first question and ends by itself when nobody asks for a while: it takes half a gigabyte.

    What a crash leaves unanswered is asked again in a new process. After the second crash in a row every question is
    answered with Failed, and `gave_up` says so once, until `try_again`. `index_changed` carries each IndexProgress and
    IndexReady; `running_changed` tells whether there is a process.
    """

    index_changed = Signal(object)
    gave_up = Signal(object)  # LanguageCrashed
    running_changed = Signal(bool)
    _refused = Signal(object)

    def __init__(
        self, argv: list[str] | None = None, *, idle_seconds: float = IDLE_SECONDS, parent: QObject | None = None
    ) -> None:
        """`argv`: another command, for tests."""
        super().__init__(parent)
        self._argv = argv or language_argv()
        self._client = LanguageClient()
        self._asked: dict[str, _Asked] = {}
        self._process: QProcess | None = None
        self._ending = False
        self._closed = False
        self._crashes = 0
        self._indexing = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(idle_seconds * 1000))
        self._idle.timeout.connect(self.stop)
        self._too_slow = QTimer(self)
        self._too_slow.setSingleShot(True)
        self._too_slow.setInterval(_QUIT_MS)
        self._too_slow.timeout.connect(self._kill)
        self._refused.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        return self._process is not None

    @property
    def available(self) -> bool:
        """False when it was given up."""
        return self._crashes < _MOST_CRASHES

    @property
    def pid(self) -> int:
        """The process id, 0 when there is none."""
        return 0 if self._process is None else self._process.processId()

    def ask(self, question: Question, answered: Answered, *, instead_of: str = "") -> str:
        """Ask; each reply goes to `answered`, a method of a QObject, never before this returns. The request's id.

        A request named by `instead_of` is forgotten first. When the QObject is gone its replies are dropped.
        """
        if instead_of:
            self.forget(instead_of)
        if self._closed:
            log.info("a question after close dropped")
            return question.request_id
        self._asked[question.request_id] = _Asked(question, answered)
        if not self.available:
            self._refused.emit(Failed(question.request_id, LanguageCrashed.code, "given up"))
        elif not self._ending:  # else it goes to the next process
            self._send(question)
        return question.request_id

    def cancel(self, request_id: str) -> None:
        """End a request; its Cancelled still comes."""
        self._write(self._client.cancel(request_id))

    def forget(self, request_id: str) -> None:
        """End a request whose replies nobody wants any more."""
        if self._asked.pop(request_id, None) is not None:
            self.cancel(request_id)

    def update(self) -> None:
        """The corpus has changed: a process that runs brings its index up to date, the next one does so anyway."""
        if self._process is not None and not self._ending:
            self._write(self._client.update())

    @Slot()
    def try_again(self) -> None:
        """The user asks once more for what was given up."""
        self._crashes = 0

    @Slot()
    def stop(self) -> None:
        """Give the memory back; by force when it takes longer than two seconds."""
        if self._process is None or self._ending:
            return
        self._ending = True
        self._process.write(self._client.quit())
        self._process.closeWriteChannel()
        self._too_slow.start()

    def close(self) -> None:
        """At quit, with the window hidden: no process is left when this returns, after at most two seconds."""
        self._closed = True
        for timer in (self._idle, self._too_slow):
            timer.stop()
        self._asked.clear()
        process, self._process = self._process, None
        if process is None:
            return
        if not self._ending:
            process.write(self._client.quit())
            process.closeWriteChannel()
        if not process.waitForFinished(_CLOSE_MS):
            process.kill()
            if not process.waitForFinished(_REAP_MS):
                log.error("the language process did not end in time")

    # the process

    def _send(self, question: Question) -> None:
        if self._process is None:
            self._start()
        self._write(self._client.ask(question))
        self._idle.stop()

    def _write(self, data: bytes) -> None:
        # One that could not be started takes nothing, and its end is told in a moment.
        if self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning and data:
            self._process.write(data)

    def _start(self) -> None:
        process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in engine_environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(str(_log_file()), QProcess.OpenModeFlag.Append)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error, Qt.ConnectionType.QueuedConnection)
        self._process = process
        self._client.process_started()
        process.start(self._argv[0], self._argv[1:])
        self.running_changed.emit(True)

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        data = bytes(self._process.readAllStandardOutput().data())
        for reply in self._client.feed(data):
            self._take(reply)
        self._rest_when_idle()

    def _take(self, reply: Reply) -> None:
        match reply:
            case Hello():
                return
            case IndexProgress():
                self._indexing = True
                self.index_changed.emit(reply)
                return
            case IndexReady():
                self._indexing = False
                self.index_changed.emit(reply)
                return
            case Failed(request_id=""):
                self._indexing = False
                log.warning("language process: %s %s", reply.code, reply.detail)
                return
        if isinstance(reply, _RESULTS):
            self._crashes = 0
        self._deliver(reply)

    @Slot(object)
    def _deliver(self, reply: Reply) -> None:
        request_id = getattr(reply, "request_id", "")
        asked = self._asked.get(request_id)
        if asked is None:
            return
        asked.heard = True
        if not isinstance(reply, RemarkFound):
            del self._asked[request_id]
        if _alive(asked.answered):
            asked.answered(reply)
        else:
            self.forget(request_id)

    @Slot()
    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._ended(exit_code, crashed=status is QProcess.ExitStatus.CrashExit)

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        # Every other error is followed by `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            log.error("the language process could not be started")
            self._ended(-1, crashed=False)

    def _ended(self, exit_code: int, *, crashed: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        self._too_slow.stop()
        self._idle.stop()
        wanted, self._ending, self._indexing = self._ending, False, False
        ends = self._client.process_ended(exit_code, crashed)
        unanswered = {reply.request_id: reply for reply in ends if isinstance(reply, Failed | Cancelled)}
        self.running_changed.emit(False)
        if not wanted:
            self._crashes += 1
            log.warning("the language process ended by itself: %s", exit_code)
        gave_up = not wanted and not self.available
        for request_id, asked in list(self._asked.items()):
            failed = unanswered.get(request_id)
            if not self.available or asked.heard:
                self._refused.emit(failed or Failed(request_id, LanguageCrashed.code))
            else:
                self._send(asked.question)
        if gave_up:
            self.gave_up.emit(LanguageCrashed("twice in a row", exit_code=exit_code))

    def _rest_when_idle(self) -> None:
        resting = self._process is not None and not self._ending and not self._client.busy and not self._indexing
        if not resting:
            self._idle.stop()
        elif not self._idle.isActive():
            self._idle.start()


def _alive(answered: Answered) -> bool:
    owner = getattr(answered, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


def _log_file() -> Path:
    """Where its libraries write: begun anew when it has become long."""
    path = logs_dir() / "language.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size >= _LONGEST_LOG:
        path.unlink()
    return path
