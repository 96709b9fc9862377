"""What a critique is made with: the chosen model and adapter, the settings, and the memory there is."""

from collections.abc import Callable
from dataclasses import replace

import psutil

from core.critique.pipeline import Job, guided, prepare
from core.engine.protocol import Load
from core.errors import ModelMissing
from core.settings import Settings
from desktop.critique.request import StartRequest
from desktop.critique.view import ModelLabel
from desktop.models.library import ModelLibrary, ModelRow
from desktop.models.words import size_words


class ModelPreparer:
    """Implements `desktop.critique.request.Preparer` over the model library and the settings as they are now."""

    def __init__(self, library: ModelLibrary, settings: Callable[[], Settings]) -> None:
        self._library = library
        self._settings = settings

    def ready(self) -> bool:
        # Before the first look nobody knows; to ask for a download would be wrong more often than right.
        return self._library.shelf is None or self._chosen() is not None

    def reads_ahead(self) -> bool:
        return self._settings().read_ahead

    def download_size(self) -> str:
        shelf = self._library.shelf
        starter = None if shelf is None else shelf.starter()
        return "" if starter is None else size_words(starter.entry.size)

    def prepare(self, request: StartRequest, opened: Load | None) -> Job:
        row, shelf = self._chosen(), self._library.shelf
        if row is None or shelf is None:
            raise ModelMissing("none installed", model=self._settings().model_id)
        hardware = replace(shelf.hardware, available_memory=psutil.virtual_memory().available)
        question = request.question
        return prepare(
            question.text or question.title,
            request.answer,
            question.limit,
            row.entry,
            shelf.adapter(request.adapter or self._settings().adapter_id, row.entry.id),
            settings=self._settings(),
            hardware=hardware,
            company=request.application.company,
            role=request.application.role,
            opened=opened,
        )

    def guide(self, job: Job) -> Job:
        return guided(job) if self._settings().guided else job

    def label(self, job: Job) -> ModelLabel:
        adapter = job.adapter.title if job.adapter is not None else ""
        return ModelLabel(job.entry.name, adapter, job.entry.trial, guided=job.guide is not None)

    def _chosen(self) -> ModelRow | None:
        shelf = self._library.shelf
        return None if shelf is None else shelf.chosen(self._settings().model_id)
