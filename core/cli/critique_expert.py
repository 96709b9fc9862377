"""The loop between the language process and everybody who wants to know of a critique without a model."""

import threading
import time
from dataclasses import dataclass

from core.cli.critique_output import Output
from core.critique.expert import ExpertJob, ExpertSession
from core.critique.pipeline import CritiqueRecorder
from core.errors import AppError
from core.language.host import LanguageProcess


@dataclass(frozen=True, slots=True)
class ExpertRun:
    """One critique without a model in the terminal."""

    process: LanguageProcess
    job: ExpertJob
    session: ExpertSession
    interrupted: threading.Event
    recorder: CritiqueRecorder | None
    output: Output

    def drive(self) -> None:
        """Ask, and pass on what comes until it is over."""
        try:
            self.process.ask(self.job.ask)
        except AppError as error:
            self.session.fail(error, time.monotonic())
        while not self.session.over:
            for reply in self.process.wait():
                self.session.apply(reply, time.monotonic())
            now = time.monotonic()
            self.session.tick(now)
            if self.interrupted.is_set():
                self.process.cancel(self.job.ask.request_id)
                self.session.cancel(now)
            if self.recorder is not None:
                self.recorder.checkpoint(self.session, now)
            self.output.show(self.session)
