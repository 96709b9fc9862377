"""A long job on models (download, import, check) in a process of its own: the window opens no socket."""

import json
import logging
from dataclasses import fields
from enum import Enum

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from core.engine.subprocess_host import engine_argv, engine_environment
from core.errors import AppError, DownloadFailed, by_code
from core.models.progress import Progress, Stage

log = logging.getLogger(__name__)

_CANCEL_MS = 3000
_REAP_MS = 1500
_FIELDS = frozenset(field.name for field in fields(Progress))


class Outcome(Enum):
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


def models_argv() -> list[str]:
    """The command line that does what the window asks for, before its verb."""
    return [*engine_argv()[:-1], "models"]


class ModelJob(QObject):
    """Runs once. `progressed` carries a Progress; `ended` an Outcome and an AppError or None.

    Cancelling keeps what has arrived: the next download goes on from there.
    """

    progressed = Signal(object)
    ended = Signal(object, object)

    def __init__(
        self, model: str, arguments: list[str], *, argv: list[str] | None = None, parent: QObject | None = None
    ):
        """`arguments` are a verb of `python -m core models` and what it takes; `model` names the job in errors."""
        super().__init__(parent)
        self.model = model
        self._command = [*(argv or models_argv()), *arguments, "--json"]
        self._rest = b""
        self._outcome: tuple[Outcome, AppError | None] | None = None
        self._cancelling = False
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
        self._late.setInterval(_CANCEL_MS)
        self._late.timeout.connect(self._process.kill)

    @property
    def pid(self) -> int:
        return self._process.processId()

    def start(self) -> None:
        self._process.start(self._command[0], self._command[1:])

    @Slot()
    def cancel(self) -> None:
        """Ask it to end; after three seconds it is made to."""
        if not self._cancelling and self._outcome is None:
            self._cancelling = True
            self._process.closeWriteChannel()
            self._late.start()

    def close(self) -> None:
        """At quit: no process is left when this returns."""
        self._late.stop()
        self._outcome = self._outcome or (Outcome.CANCELLED, None)
        self.blockSignals(True)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            if not self._process.waitForFinished(_REAP_MS):
                log.error("a job on a model did not end in time")

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

    def _take(self, row: dict[str, object]) -> None:
        match row.get("event"):
            case "progress":
                values = {name: value for name, value in row.items() if name in _FIELDS}
                values["stage"] = Stage(str(values["stage"]))
                self.progressed.emit(Progress(**values))  # type: ignore[arg-type]  # our own program wrote it
            case "done":
                self._outcome = (Outcome.DONE, None)
            case "cancelled":
                self._outcome = (Outcome.CANCELLED, None)
            case "failed":
                context = row.get("context")
                facts = context if isinstance(context, dict) else {}
                self._outcome = (Outcome.FAILED, by_code(str(row.get("code")))("", **facts))

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
        if self._outcome is None:
            if self._cancelling:
                self._outcome = (Outcome.CANCELLED, None)
            else:
                self._outcome = (Outcome.FAILED, DownloadFailed(detail, model=self.model))
        self.ended.emit(*self._outcome)
