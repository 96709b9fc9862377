"""Keeps critiques in the database, off the UI thread, and reads back the latest of a question."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.critique.expert import MODEL_ID, ExpertJob
from core.critique.pipeline import Job, Session, new_critique, timings
from core.critique.session import State
from core.engine.protocol import FinishReason
from core.errors import AppError, RecordMissing, by_code
from core.remark import RemarkStatus
from desktop.critique.run import CritiqueRun, dropped
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import CritiqueView, ModelLabel, Stage
from desktop.jobs import StorageJobs

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueRecord
    from core.storage.database import AppDatabase

log = logging.getLogger(__name__)

_INTERRUPTED = "interrupted"


class CritiqueRecorder(QObject):
    """Jobs run in the order in which they are asked for, so a critique has its row before its first checkpoint.

    `latest_read` carries a question's id, how many critiques it has had, and its latest as a CritiqueRun or None.
    """

    latest_read = Signal(str, int, object)

    def __init__(self, jobs: StorageJobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._ids: dict[str, str] = {}  # a run's key to its row; touched in the storage thread only
        self._written: tuple[str, str] = ("", "")  # key and reply of the last checkpoint

    def begin(self, key: str, question_id: str, job: Job | ExpertJob) -> None:
        """Keep what is about to be judged."""
        new = new_critique(job, question_id)
        if isinstance(job, Job):
            new = replace(new, settings={**new.settings, "trial": job.entry.trial})

        def start(database: "AppDatabase") -> None:
            self._ids[key] = database.critiques.start(new)

        self._jobs.submit(start)

    def checkpoint(self, run: CritiqueRun) -> None:
        """Keep what has arrived, unless that is kept already."""
        session = run.session
        if session is None or self._written == (run.key, session.raw):
            return
        self._written = (run.key, session.raw)
        key, raw, remarks, overall = run.key, session.raw, run.tracker.remarks, session.overall

        def write(database: "AppDatabase") -> None:
            if (critique_id := self._ids.get(key)) is not None:
                database.critiques.checkpoint(critique_id, raw, remarks, overall)

        self._jobs.submit(write, failed=self._failed)

    def finish(self, run: CritiqueRun) -> None:
        """Keep the outcome."""
        state = State.CANCELLED if run.session is None else run.session.state
        self._close(run, state.value)

    def interrupt(self, run: CritiqueRun) -> None:
        """Keep what there is of a critique that the end of the program cuts off."""
        self._close(run, _INTERRUPTED)

    def set_status(self, key: str, ordinal: int, status: RemarkStatus) -> None:
        def write(database: "AppDatabase") -> None:
            if (critique_id := self._ids.get(key)) is not None:
                database.critiques.set_remark_status(critique_id, ordinal, status)

        self._jobs.submit(write, failed=self._failed)

    def keep_evidence(self, run: CritiqueRun) -> None:
        """Keep what experts said of the like of its remarks, which may have come after the end."""
        key = run.key
        found = {at: one.evidence for at, one in enumerate(run.tracker.remarks) if one.evidence is not None}

        def write(database: "AppDatabase") -> None:
            if (critique_id := self._ids.get(key)) is not None:
                database.critiques.set_evidence(critique_id, found)

        self._jobs.submit(write, failed=self._failed)

    def read_latest(self, question_id: str) -> None:
        """Answered by `latest_read`."""

        def read(database: "AppDatabase") -> "CritiqueRecord | None":
            found = database.critiques.latest(question_id)
            if found is not None:
                self._ids[found.summary.id] = found.summary.id
            return found

        def told(record: "CritiqueRecord | None") -> None:
            run = None if record is None else stored_run(record)
            self.latest_read.emit(question_id, 0 if run is None else run.number, run)

        self._jobs.submit(read, told)

    def _failed(self, error: AppError) -> None:
        if isinstance(error, RecordMissing):
            log.info("a critique was deleted meanwhile")
        else:
            self._jobs.failed.emit(error)

    def _close(self, run: CritiqueRun, state: str) -> None:
        key, remarks = run.key, run.tracker.remarks
        facts = _facts(run.session)

        def write(database: "AppDatabase") -> None:
            if (critique_id := self._ids.get(key)) is not None:
                database.critiques.finish(critique_id, state, remarks=remarks, **facts)

        self._jobs.submit(write, failed=self._failed)


def _facts(session: Session | None) -> dict[str, Any]:
    """What `CritiqueRepository.finish` takes, beside state and remarks."""
    if session is None:
        return {"raw": "", "overall": ""}
    unquoted, unfounded = dropped(session.dropped)
    return {
        "raw": session.raw,
        "overall": session.overall,
        "error_code": session.error.code if session.error is not None else None,
        "timings": {**timings(session), "left_out_unquoted": unquoted, "left_out_unfounded": unfounded},
        "finish_reason": session.finish_reason.value if session.finish_reason is not None else None,
    }


def stored_run(record: "CritiqueRecord") -> CritiqueRun:
    """A critique from the history as the window shows it."""
    summary = record.summary
    model = ModelLabel(
        summary.model_name,
        summary.adapter_id or "",
        bool(record.settings.get("trial")),
        without=summary.model_id == MODEL_ID,
        guided=bool(record.settings.get("guided")),
    )
    tracker = RemarkTracker(record.answer_text, record.answer_text)
    tracker.take(record.remarks)
    view = CritiqueView(
        question_id=summary.question_id or "",
        number=summary.number,
        stage=_stage(summary.state),
        judged_text=record.answer_text,
        model=model,
        key=summary.id,
        critique_id=summary.id,
        overall=record.overall,
        elapsed=_number(record.timings, "elapsed_s"),
        chars_per_second=_number(record.timings, "chars_per_s"),
        tokens_per_second=_number(record.timings, "tokens_per_s"),
        finish_reason=_finish_reason(record.finish_reason),
        unquoted=round(_number(record.timings, "left_out_unquoted")),
        unfounded=round(_number(record.timings, "left_out_unfounded")),
        error=by_code(summary.error_code)() if summary.error_code else None,
    )
    return CritiqueRun(summary.id, view.question_id, summary.number, model, tracker, stored=view)


def _stage(state: str) -> Stage:
    """What storage says of a closed critique; one that is open belongs to a process that is gone."""
    closed = (Stage.DONE, Stage.CANCELLED, Stage.FAILED)
    return next((stage for stage in closed if stage.value == state), Stage.INTERRUPTED)


def _finish_reason(text: str | None) -> FinishReason | None:
    return next((reason for reason in FinishReason if reason.value == text), None)


def _number(values: Mapping[str, Any], name: str) -> float:
    value = values.get(name, 0.0)
    return float(value) if isinstance(value, int | float) else 0.0
