"""Lets the model read an answer while it is being written, so that the first words of a critique come at once.

Nothing of this is ever seen: what goes wrong here is left for the critique to find and to say. What was asked of the
engine ends when a critique is to begin.
"""

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Slot

from core.critique.pipeline import Job, same_model
from core.engine.protocol import Event, Failed, Finished, Load, Loaded
from core.errors import AnswerTooLong, AppError
from core.text import grapheme_count, nfc
from desktop.critique.request import SHORTEST_ANSWER, Preparer, StartRequest
from desktop.engine_process import EngineProcess

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.2  # between two words people pause for less


class ReadingAhead(QObject):
    """Reads what was typed after each pause of `pause_seconds`. A newer text takes the place of an older one."""

    def __init__(
        self,
        engine: EngineProcess,
        preparer: Preparer,
        *,
        pause_seconds: float = PAUSE_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._preparer = preparer
        self._typed: StartRequest | None = None
        self._job: Job | None = None  # to be read, at the latest when the model is open
        self._loading: Load | None = None  # asked for here and not answered yet, as is the next
        self._reading = ""
        self._model = ""  # the file that the last request was about
        self._distrusted: set[str] = set()  # model files
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(pause_seconds * 1000))
        self._pause.timeout.connect(self._paused)
        engine.answered.connect(self._answered)
        engine.running_changed.connect(self._running_changed)

    def typed(self, request: StartRequest) -> None:
        """The answer is being written: read it at the next pause."""
        self._typed = request
        self._pause.start()

    def turn_to(self, question_id: str) -> None:
        """This question is looked at: what was typed in another one is not read any more."""
        if self._typed is not None and self._typed.question.id != question_id:
            self.forget()

    def forget(self) -> None:
        """What was typed is not read any more."""
        self._pause.stop()
        self._typed = None

    def make_way(self, load: Load) -> bool:
        """A critique is to begin with this model: end what was asked here.

        True when this very model is being opened: that goes on, as the critique's own from now on. Everything else
        ends within moments; the critique begins when the engine is no longer busy, so that nothing of this, not
        even an engine that must be killed for it, can fail the critique.
        """
        self.forget()
        self._job = None
        if self._loading is not None and not self._reading and same_model(self._loading, load):
            self._loading = None
            return True
        if self._loading is not None:
            self._engine.cancel(self._loading.request_id)
        if self._reading:
            self._engine.cancel(self._reading)
        if not self._engine.busy:  # what was still waiting for a new process is not answered
            self._loading, self._reading = None, ""
        return False

    def trust(self, load: Load) -> None:
        """A critique with this model went well."""
        self._distrusted.discard(load.model_path)

    @property
    def _busy(self) -> bool:
        return self._loading is not None or bool(self._reading)

    @Slot()
    def _paused(self) -> None:
        request, self._typed = self._typed, None
        if request is None or not self._preparer.reads_ahead() or grapheme_count(request.answer) < SHORTEST_ANSWER:
            return
        if self._engine.busy and not self._busy:
            return  # a critique is being written, or one that was stopped is ending
        try:
            job = self._preparer.prepare(replace(request, answer=nfc(request.answer)), self._engine.opened)
        except AppError as error:
            log.info("not read ahead: %s", error.code)
            return
        if job.load.model_path not in self._distrusted:
            self._job = job
            self._go_on()

    def _go_on(self) -> None:
        """Open the model, or read when it is open."""
        job, opened = self._job, self._engine.opened
        if job is None or self._loading is not None:
            return
        self._model = job.load.model_path
        if opened is not None and same_model(job.load, opened):
            self._job = None
            ahead = job.read_ahead()
            self._reading = ahead.request_id
            self._engine.send(ahead)
        else:
            self._loading = job.load
            self._engine.send(job.load)

    @Slot(object)
    def _answered(self, event: Event) -> None:
        if not isinstance(event, Loaded | Finished | Failed):
            return
        if self._loading is not None and event.request_id == self._loading.request_id:
            self._loading = None
        elif self._reading and event.request_id == self._reading:
            self._reading = ""
        else:
            return
        if isinstance(event, Failed):
            log.warning("reading ahead failed: %s", event.code)
            if event.code != AnswerTooLong.code:
                self._distrust()
        elif isinstance(event, Loaded):
            self._go_on()

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        # One that was cancelled and did not listen is answered as cancelled after the kill.
        if not running and self._busy:
            self._distrust()

    def _distrust(self) -> None:
        self._distrusted.add(self._model)
        self._job = None
