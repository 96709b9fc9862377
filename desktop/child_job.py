"""A program of ours in a process of its own that tells what it does in JSON lines: the window opens no socket."""

import json
import logging
from contextlib import suppress

import psutil
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Slot

from core.engine.subprocess_host import engine_environment

log = logging.getLogger(__name__)

_REAP_MS = 1500


class ChildJob(QObject):
    """Runs once. A subclass takes the lines (`_take`), says how to ask for the end (`_ask_to_end`) and what it was
    (`_over`, called exactly once unless `close` came first).

    `cancel` asks; after `patience_ms` the process and all it started are made to end.
    """

    def __init__(self, command: list[str], *, patience_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self._rest = b""
        self._cancelling = False
        self._ended = False
        self._process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in engine_environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._error)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(patience_ms)
        self._late.timeout.connect(self._kill)

    @property
    def pid(self) -> int:
        return self._process.processId()

    @property
    def running(self) -> bool:
        return not self._ended and self._process.state() is not QProcess.ProcessState.NotRunning

    @property
    def cancelling(self) -> bool:
        """Whether its end was asked for."""
        return self._cancelling

    def start(self) -> None:
        self._process.start(self._command[0], self._command[1:])

    @Slot()
    def cancel(self) -> None:
        """Ask it to end."""
        if not self._cancelling and not self._ended:
            self._cancelling = True
            self._ask_to_end()
            self._late.start()

    def close(self, patience_ms: int = 0) -> None:
        """At quit: no process is left when this returns. It gets `patience_ms` to end by itself."""
        self._late.stop()
        self._ended = True
        self.blockSignals(True)
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        if patience_ms:
            self._ask_to_end()
            self._process.waitForFinished(patience_ms)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._kill()
            if not self._process.waitForFinished(_REAP_MS):
                log.error("a child process did not end in time")

    def write(self, line: str) -> None:
        """One line to its standard input."""
        self._process.write(f"{line}\n".encode())

    def _take(self, row: dict[str, object]) -> None:
        raise NotImplementedError

    def _over(self, detail: str) -> None:
        """It has ended, or could not be started; `detail` is English and for logs."""
        raise NotImplementedError

    def _ask_to_end(self) -> None:
        self._process.closeWriteChannel()

    @Slot()
    def _kill(self) -> None:
        # What it started, a browser for one, would outlive it.
        started: list[psutil.Process] = []
        with suppress(psutil.Error):
            started = psutil.Process(self._process.processId()).children(recursive=True)
        self._process.kill()
        for process in started:
            with suppress(psutil.Error):
                process.kill()

    @Slot()
    def _read(self) -> None:
        *lines, self._rest = (self._rest + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue  # what a library printed
            if isinstance(row, dict):
                self._take(row)

    @Slot(int, QProcess.ExitStatus)
    def _finished(self, exit_code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        self._end(f"ended with {exit_code}")

    @Slot(QProcess.ProcessError)
    def _error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end("cannot start")

    def _end(self, detail: str) -> None:
        self._late.stop()
        if not self._ended:
            self._ended = True
            self._over(detail)
