"""A long job on models (download, import, check) in a process of its own: the window opens no socket."""

from dataclasses import fields
from enum import Enum

from PySide6.QtCore import QObject, Signal

from core.engine.subprocess_host import engine_argv
from core.errors import AppError, DownloadFailed, by_code
from core.models.adapter_offer import offer_from
from core.models.progress import Progress, Stage
from desktop.child_job import ChildJob

_CANCEL_MS = 3000
_FIELDS = frozenset(field.name for field in fields(Progress))


class Outcome(Enum):
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


def models_argv() -> list[str]:
    """The command line that does what the window asks for, before its verb."""
    return [*engine_argv()[:-1], "models"]


class ModelJob(ChildJob):
    """Runs once. `progressed` carries a Progress, `offered` an Offer of a place that is listed; `ended` an Outcome and
    an AppError or None.

    Cancelling keeps what has arrived: the next download goes on from there.
    """

    progressed = Signal(object)
    offered = Signal(object)
    ended = Signal(object, object)

    def __init__(
        self, model: str, arguments: list[str], *, argv: list[str] | None = None, parent: QObject | None = None
    ):
        """`arguments` are a verb of `python -m core models` and what it takes; `model` names the job in errors."""
        super().__init__([*(argv or models_argv()), *arguments, "--json"], patience_ms=_CANCEL_MS, parent=parent)
        self.model = model
        self._outcome: tuple[Outcome, AppError | None] | None = None

    def _take(self, row: dict[str, object]) -> None:
        match row.get("event"):
            case "progress":
                values = {name: value for name, value in row.items() if name in _FIELDS}
                values["stage"] = Stage(str(values["stage"]))
                self.progressed.emit(Progress(**values))  # type: ignore[arg-type]  # our own program wrote it
            case "offer":
                self.offered.emit(offer_from(row))
            case "done":
                self._outcome = (Outcome.DONE, None)
            case "cancelled":
                self._outcome = (Outcome.CANCELLED, None)
            case "failed":
                context = row.get("context")
                facts = context if isinstance(context, dict) else {}
                self._outcome = (Outcome.FAILED, by_code(str(row.get("code")))("", **facts))

    def _over(self, detail: str) -> None:
        if self._outcome is None:
            if self.cancelling:
                self._outcome = (Outcome.CANCELLED, None)
            else:
                self._outcome = (Outcome.FAILED, DownloadFailed(detail, model=self.model))
        self.ended.emit(*self._outcome)
