"""What a critique is asked with, and who turns that into a job for the engine."""

from dataclasses import dataclass
from typing import Protocol

from core.critique.pipeline import Job
from core.engine.protocol import Load
from core.essay import Application, Question
from desktop.critique.view import ModelLabel

SHORTEST_ANSWER = 30  # characters; below it there is nothing to judge


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What the user wants judged: the answer as it stands when the key was pressed.

    `adapter` is the name of one to be tried this once; empty for the chosen one. `without_model`: by what experts said
    alone, though there is a model.
    """

    application: Application
    question: Question
    answer: str
    adapter: str = ""
    without_model: bool = False


class Preparer(Protocol):
    """Knows models and settings."""

    def prepare(self, request: StartRequest, opened: Load | None) -> Job:
        """Raises AppError: no model, no memory, answer empty or too long. `opened` is what the engine has open."""

    def guide(self, job: Job) -> Job:
        """The job with the passages chosen that are to be judged, unless the model is to choose them."""

    def label(self, job: Job) -> ModelLabel:
        """Who will write, in words."""

    def ready(self) -> bool:
        """Whether there is a model to work with."""

    def reads_ahead(self) -> bool:
        """Whether an answer may be read while it is being written."""

    def download_size(self) -> str:
        """Of the model a new user would take, such as "491 MB"; empty when none can be downloaded."""
