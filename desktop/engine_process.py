"""The engine process under Qt: bytes and moments go to `core.engine.client`, its decisions come back as signals."""

import logging
import time
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from core.engine.client import Action, EngineClient
from core.engine.protocol import Generate, Load, Loaded, ReadAhead
from core.engine.subprocess_host import engine_argv, engine_environment
from core.paths import logs_dir

log = logging.getLogger(__name__)

Request = Load | Generate | ReadAhead

IDLE_SECONDS = 10 * 60.0
_TICK_MS = 250
_QUIT_MS = 2000
_REAP_MS = 1500
_LONGEST_LOG = 1024 * 1024


class EngineProcess(QObject):
    """Starts at the first request, again after it ended, and ends by itself when nobody asks for a while.

    `answered` carries each event of `core.engine.protocol` that answers a request, those that a dead process left
    unanswered included. `running_changed` tells whether there is a process.
    """

    answered = Signal(object)
    running_changed = Signal(bool)

    def __init__(
        self,
        argv: list[str] | None = None,
        *,
        idle_seconds: float = IDLE_SECONDS,
        client: EngineClient | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._argv = argv or engine_argv()
        self._client = client or EngineClient()
        self._process: QProcess | None = None
        self._ending = False
        self._closed = False
        self._waiting: list[Request] = []  # asked for while a process was ending
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(idle_seconds * 1000))
        self._idle.timeout.connect(self.stop)
        self._too_slow = QTimer(self)
        self._too_slow.setSingleShot(True)
        self._too_slow.setInterval(_QUIT_MS)
        self._too_slow.timeout.connect(self._kill)

    @property
    def running(self) -> bool:
        return self._process is not None

    @property
    def busy(self) -> bool:
        return self._client.busy or bool(self._waiting)

    @property
    def opened(self) -> Load | None:
        """What the engine has open or is opening. `loaded` is None while it still opens it."""
        waiting = [request for request in self._waiting if isinstance(request, Load)]
        if waiting:
            return waiting[-1]
        return None if self._ending else self._client.opened

    @property
    def loaded(self) -> Loaded | None:
        """What the running process has open."""
        return None if self._ending else self._client.loaded

    @property
    def pid(self) -> int:
        """The process id, 0 when there is none."""
        return 0 if self._process is None else self._process.processId()

    def send(self, request: Request) -> None:
        """Ask; answers come by `answered`. Starts the process when there is none."""
        if self._closed:
            log.warning("engine request after close dropped")
            return
        if self._ending:
            self._waiting.append(request)
            return
        process = self._process or self._start()
        now = time.monotonic()
        match request:
            case Load():
                data = self._client.load(request, now)
            case Generate():
                data = self._client.generate(request, now)
            case ReadAhead():
                data = self._client.read_ahead(request, now)
        process.write(data)
        self._idle.stop()
        self._ticks.start()

    def cancel(self, request_id: str) -> None:
        """End a request. Its Finished comes within three seconds: then the process is killed."""
        self._waiting = [request for request in self._waiting if request.request_id != request_id]
        data = self._client.cancel(request_id, time.monotonic())
        if self._process is not None and data:
            self._process.write(data)

    def crashed_often(self, model_path: str) -> bool:
        """Whether a smaller model should be offered."""
        return self._client.crashed_often(model_path, time.monotonic())

    @Slot()
    def stop(self) -> None:
        """Give the memory back: ask the process to end, and end it by force when it takes longer than two seconds."""
        if self._process is None or self._ending:
            return
        self._ending = True
        self._process.write(self._client.quit())
        self._process.closeWriteChannel()
        self._too_slow.start()

    def close(self) -> None:
        """At quit, with the window hidden: no process is left when this returns, after at most 1.5 seconds."""
        self._closed = True
        for timer in (self._ticks, self._idle, self._too_slow):
            timer.stop()
        self._waiting.clear()
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        if not process.waitForFinished(_REAP_MS):
            log.error("the engine did not end in time")

    # the process

    def _start(self) -> QProcess:
        process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in engine_environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(str(_log_file()), QProcess.OpenModeFlag.Append)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        self._process = process
        self._client.process_started(time.monotonic())
        process.start(self._argv[0], self._argv[1:])
        self.running_changed.emit(True)
        return process

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        data = self._process.readAllStandardOutput().data()
        for event in self._client.feed(bytes(data), time.monotonic()):
            self.answered.emit(event)
        self._rest_when_idle()

    @Slot()
    def _tick(self) -> None:
        if self._client.tick(time.monotonic()) is Action.KILL:
            log.warning("engine deaf or stalled: killed")
            self._kill()

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
            log.error("the engine could not be started")
            self._ended(-1, crashed=False)

    def _ended(self, exit_code: int, *, crashed: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        self._ending = False
        self._too_slow.stop()
        events = self._client.process_ended(exit_code, crashed, time.monotonic())
        self._rest_when_idle()
        self.running_changed.emit(False)
        for event in events:
            self.answered.emit(event)
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            self.send(request)

    def _rest_when_idle(self) -> None:
        if not self._client.busy:
            self._ticks.stop()
            if self._process is not None and not self._ending and not self._idle.isActive():
                self._idle.start()


def _log_file() -> Path:
    """Where the engine's libraries write: begun anew when it has become long."""
    path = logs_dir() / "engine.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size >= _LONGEST_LOG:
        path.unlink()
    return path
