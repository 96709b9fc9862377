"""Runs critiques: what to ask the engine, what its answers mean for which question, and what is kept of them.

The decisions lie in plain objects (CritiqueSession, RemarkTracker, EngineClient); this one only carries between them.
"""

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.checks.context import CheckContext
from core.critique.expert import ExpertJob, ExpertSession, model_name, prepare_expert
from core.critique.pipeline import Job, explain, same_model
from core.critique.session import CritiqueSession, State
from core.engine.protocol import Event
from core.errors import AnswerEmpty, AppError
from core.language.protocol import Reply
from core.question_type import question_type
from core.remark import RemarkStatus
from core.text import grapheme_count, nfc
from desktop.critique.evidence_finder import EvidenceFinder
from desktop.critique.reading_ahead import PAUSE_SECONDS, ReadingAhead
from desktop.critique.recorder import CritiqueRecorder
from desktop.critique.request import SHORTEST_ANSWER, Preparer, StartRequest
from desktop.critique.run import CritiqueRun
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import CritiqueView, Empty, ModelLabel
from desktop.editor.spans import SpanMark
from desktop.engine_process import EngineProcess
from desktop.language_process import LanguageProcess

log = logging.getLogger(__name__)

_CHECKPOINT_MS = 1000


class CritiqueController(QObject):
    """`view_changed` and `marks_changed` carry the id of the question concerned, `live_changed` any change of what
    is being written or waits."""

    view_changed = Signal(str)
    marks_changed = Signal(str)
    live_changed = Signal()

    def __init__(
        self,
        engine: EngineProcess,
        recorder: CritiqueRecorder,
        preparer: Preparer,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause_seconds: float = PAUSE_SECONDS,
        language: LanguageProcess | None = None,
        context: Callable[[StartRequest], CheckContext] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`pause_seconds` without a key: then what was typed is read ahead. `language` finds evidence, and without a
        model the whole critique, for which `context` tells what is known around an answer."""
        super().__init__(parent)
        self._engine = engine
        self._recorder = recorder
        self._preparer = preparer
        self._clock = clock
        self._shown: dict[str, CritiqueRun] = {}  # by question
        self._numbers: dict[str, int] = {}  # critiques so far, by question; absent while they are being read
        self._answers: dict[str, str] = {}
        self._active: dict[str, int | None] = {}
        self._live: CritiqueRun | None = None
        self._queue: deque[tuple[CritiqueRun, Job | ExpertJob]] = deque()
        self._job: Job | ExpertJob | None = None  # of what is being written
        self._language = language
        self._context = context or _context
        self._finder = None if language is None else EvidenceFinder(language, self)
        self._ahead = ReadingAhead(engine, preparer, pause_seconds=pause_seconds, parent=self)
        self._moments = QTimer(self)
        self._moments.setInterval(_CHECKPOINT_MS)
        self._moments.timeout.connect(self._checkpoint)
        engine.answered.connect(self._answered)
        recorder.latest_read.connect(self._latest_read)
        if language is not None and self._finder is not None:
            language.index_changed.connect(self._language_answered)
            self._finder.answered.connect(self._evidence_came)

    # what there is to see

    def view(self, question_id: str) -> CritiqueView | None:
        run = self._shown.get(question_id)
        return None if run is None else run.view()

    def why_empty(self, question_id: str) -> Empty:
        """Why `view` has nothing."""
        answer = self._answers.get(question_id, "")
        if question_id not in self._numbers:
            return Empty.READING_STORE
        if not self._preparer.ready():
            return Empty.NO_MODEL
        if not answer.strip():
            return Empty.NO_ANSWER
        return Empty.TOO_SHORT if grapheme_count(answer) < SHORTEST_ANSWER else Empty.NOT_YET

    def download_size(self) -> str:
        return self._preparer.download_size()

    def marks(self, question_id: str) -> tuple[SpanMark, ...]:
        """What the editor underlines, in the answer as last told to `follow`."""
        run = self._shown.get(question_id)
        return () if run is None else run.tracker.marks(self._active.get(question_id))

    def active(self, question_id: str) -> int | None:
        """Ordinal of the remark that reader and text look at."""
        return self._active.get(question_id)

    def live(self, question_id: str) -> bool:
        """Whether a critique of this question is being written, or waits for its turn."""
        run = self._shown.get(question_id)
        return run is not None and run.live

    def number(self, question_id: str) -> int:
        """How many critiques of this question there have been."""
        return self._numbers.get(question_id, 0)

    # what the user does

    def open(self, question_id: str, answer: str) -> None:
        """A question is looked at: show what is being written of it, else its latest critique."""
        self._ahead.turn_to(question_id)
        self.follow(question_id, answer)
        if question_id in self._shown:
            self.view_changed.emit(question_id)
            self.marks_changed.emit(question_id)
        elif question_id not in self._numbers:
            self._recorder.read_latest(question_id)

    def follow(self, question_id: str, answer: str) -> None:
        """The answer is this text now."""
        before = self.why_empty(question_id)
        self._answers[question_id] = answer
        run = self._shown.get(question_id)
        changed = before is not self.why_empty(question_id) if run is None else run.tracker.follow(answer)
        if changed:
            self.view_changed.emit(question_id)
            self.marks_changed.emit(question_id)

    def typed(self, request: StartRequest) -> None:
        """The answer is being written: the model may read it when the user pauses."""
        self._ahead.typed(request)

    def start(self, request: StartRequest) -> None:
        """Judge an answer, after the one that is being judged. What stands in the way becomes part of the view."""
        question_id = request.question.id
        if self.live(question_id):
            return
        self._answers[question_id] = request.answer
        # Spans count in the composed text, which is what is stored.
        request = replace(request, answer=nfc(request.answer))
        try:
            job, label = self._prepare(request)
        except AnswerEmpty:
            self.view_changed.emit(question_id)
            return
        except AppError as error:
            log.warning("critique refused: %s", error)
            self._refuse(request, error)
            return
        number = self._numbers[question_id] = self.number(question_id) + 1
        tracker = RemarkTracker(request.answer, self._answers[question_id])
        kind = question_type(request.question.text or request.question.title)
        run = CritiqueRun(uuid.uuid4().hex, question_id, number, label, tracker, question_type=kind)
        self._shown[question_id] = run
        self._active[question_id] = None
        self._queue.append((run, job))
        self._recorder.begin(run.key, question_id, job)
        self._next()
        self._tell(run)

    def stop(self, question_id: str) -> None:
        """멈춤: what has arrived stays."""
        run = self._shown.get(question_id)
        if run is None or not run.live:
            return
        if run.session is None:
            self._queue = deque(pair for pair in self._queue if pair[0] is not run)
            run.withdrawn = True
            self._finish(run)
        elif isinstance(run.session, ExpertSession):
            if self._language is not None:
                self._language.cancel(run.session.request_id)
            run.session.cancel(self._clock())
            self._finish(run)
        else:
            self._engine.cancel(run.session.generate_id)
            if run.session.state is State.OPENING:
                self._engine.cancel(run.session.load_id)  # a model that takes longer than three seconds is given up
            run.session.cancel(self._clock())
            self._finish(run)
        self._next()

    def set_status(self, question_id: str, ordinal: int, status: RemarkStatus) -> None:
        run = self._shown.get(question_id)
        if run is None or not run.tracker.set_status(ordinal, status):
            return
        if run.live:
            self._recorder.checkpoint(run)  # the remark may not be stored yet
        self._recorder.set_status(run.key, ordinal, status)
        if status is not RemarkStatus.OPEN and self._active.get(question_id) == ordinal:
            self._active[question_id] = None
        self._tell(run)

    def activate(self, question_id: str, ordinal: int | None) -> None:
        """Reader and text look at this remark now."""
        if self._active.get(question_id) != ordinal:
            self._active[question_id] = ordinal
            self.view_changed.emit(question_id)
            self.marks_changed.emit(question_id)

    def models_changed(self) -> None:
        """A model was installed, removed or chosen."""
        for question_id in self._answers:
            self.view_changed.emit(question_id)

    def forget(self) -> None:
        """Another database is behind the window: what was read from the last one is no longer true."""
        self._ahead.forget()
        if self._finder is not None:
            self._finder.forget()
        for question_id in list(self._shown):
            self.stop(question_id)
        asked = list(self._answers)
        for kept in (self._shown, self._numbers, self._active):
            kept.clear()
        for question_id in asked:
            self._recorder.read_latest(question_id)

    def close(self) -> None:
        """At quit: what is being written is kept as far as it came. The engine is closed by its owner."""
        self._moments.stop()
        self._ahead.forget()
        self._queue.clear()
        if self._live is not None and self._live.session is not None:
            self._recorder.interrupt(self._live)
            self._live = None

    # what the engine says

    @Slot(object)
    def _answered(self, event: Event) -> None:
        run = self._live
        session = None if run is None else run.session
        if run is not None and isinstance(session, CritiqueSession) and session.apply(event, self._clock()):
            # Before anybody else can ask: the engine's cache holds the reply so far.
            if (command := session.take()) is not None:
                self._engine.send(command)
            self._advanced(run)
        self._next()

    @Slot(object)
    def _language_answered(self, reply: Reply) -> None:
        run = self._live
        session = None if run is None else run.session
        if run is not None and isinstance(session, ExpertSession) and session.apply(reply, self._clock()):
            self._advanced(run)
        self._next()

    def _advanced(self, run: CritiqueRun) -> None:
        """Something of the critique that is being written has arrived."""
        session = run.session
        if session is None:
            return
        if run.tracker.take(session.remarks):
            self._look_up(run)
            self.marks_changed.emit(run.question_id)
        if session.over:
            self._finish(run)
        else:
            self.view_changed.emit(run.question_id)

    def _look_up(self, run: CritiqueRun) -> None:
        if self._finder is not None:
            self._finder.look(run, run.question_type)

    @Slot(object)
    def _evidence_came(self, run: CritiqueRun) -> None:
        if not run.live:
            self._recorder.keep_evidence(run)  # else it is stored with the rest
        self.view_changed.emit(run.question_id)

    def _next(self) -> None:
        """Begin the next critique when nothing is being written and the engine has ended what was stopped."""
        if self._live is not None or not self._queue:
            return
        run, job = self._queue[0]
        run.next_up = True
        if isinstance(job, ExpertJob):
            self._queue.popleft()
            self._ask_experts(run, job)
            return
        if not self._ahead.make_way(job.load) and self._engine.busy:
            return
        self._queue.popleft()
        now = self._clock()
        opened = self._engine.opened
        if opened is not None and same_model(job.load, opened):
            job = replace(job, load=opened)  # its answer is this session's, come already or still to come
        run.session = job.session(now)
        self._live, self._job = run, job
        self._moments.start()
        if job.load is not opened:
            self._engine.send(job.load)
        elif self._engine.loaded is not None:
            run.session.apply(self._engine.loaded, now)
        self._engine.send(job.generate)
        self._tell(run)

    def _prepare(self, request: StartRequest) -> tuple[Job | ExpertJob, ModelLabel]:
        """With a model, or with what experts said when there is none or none is wanted. Raises AppError."""
        if self._language is None or (self._preparer.ready() and not request.without_model):
            job = self._preparer.guide(self._preparer.prepare(request, self._engine.opened))
            return job, self._preparer.label(job)
        return prepare_expert(self._context(request)), ModelLabel(model_name(), without=True)

    def _ask_experts(self, run: CritiqueRun, job: ExpertJob) -> None:
        self._live, self._job = run, job
        run.session = job.session(self._clock())
        self._moments.start()
        if self._language is not None:
            self._language.try_again()
            self._language.ask(job.ask, self._language_answered)
        self._tell(run)

    def _finish(self, run: CritiqueRun) -> None:
        """A critique is over, however it ended."""
        if self._live is run:
            self._live = None
            self._moments.stop()
        if run.session is not None and run.tracker.take(run.session.remarks):
            self._look_up(run)
        if run.session is not None and isinstance(self._job, Job):
            if run.session.state is State.DONE:
                self._ahead.trust(self._job.load)
            if run.session.error is not None:
                run.session.error = explain(run.session.error, self._job)
                run.smaller_model = self._engine.crashed_often(self._job.load.model_path)
        self._recorder.finish(run)
        self._tell(run)

    def _refuse(self, request: StartRequest, error: AppError) -> None:
        """Say why no critique can begin, beside the cards of the last one."""
        question_id = request.question.id
        run = self._shown.get(question_id)
        if run is None:
            tracker = RemarkTracker(request.answer, request.answer)
            run = CritiqueRun(uuid.uuid4().hex, question_id, self.number(question_id) + 1, ModelLabel(""), tracker)
            self._shown[question_id] = run
        run.refusal = error
        self._tell(run)

    @Slot()
    def _checkpoint(self) -> None:
        if self._live is not None and self._live.session is not None:
            self._live.session.tick(self._clock())
            self._recorder.checkpoint(self._live)

    @Slot(str, int, object)
    def _latest_read(self, question_id: str, number: int, run: CritiqueRun | None) -> None:
        self._numbers.setdefault(question_id, number)
        if run is not None and question_id not in self._shown:
            run.tracker.follow(self._answers.get(question_id, run.tracker.judged))
            self._shown[question_id] = run
        self.view_changed.emit(question_id)
        self.marks_changed.emit(question_id)

    def _tell(self, run: CritiqueRun) -> None:
        self.view_changed.emit(run.question_id)
        self.marks_changed.emit(run.question_id)
        self.live_changed.emit()


def _context(request: StartRequest) -> CheckContext:
    """What the application itself says around an answer."""
    question, application = request.question, request.application
    return CheckContext(
        text=request.answer,
        question=question.text or question.title,
        limit=question.limit,
        company=application.company,
        role=application.role,
    )
