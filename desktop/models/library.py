"""What models and adapters there are on this computer, looked at in a thread of its own: disks can be slow."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.engine.hardware import Hardware, survey
from core.errors import AppError, ModelDamaged, ModelMissing
from core.models import adapters, store
from core.models.adapters import AdapterInfo
from core.models.catalog import Catalog, ModelEntry, load_catalog
from core.models.fit import Fit, fit
from core.models.store import InstalledModel

log = logging.getLogger(__name__)


class ModelState(StrEnum):
    INSTALLED = "installed"
    AVAILABLE = "available"
    UNPUBLISHED = "unpublished"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model as the page shows it. `partial` is bytes of an unfinished download."""

    entry: ModelEntry
    state: ModelState
    model: InstalledModel | None
    partial: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that is known at one moment."""

    rows: tuple[ModelRow, ...]
    adapters: tuple[AdapterInfo, ...]
    hardware: Hardware
    catalog: Catalog

    def row(self, model_id: str) -> ModelRow | None:
        return next((row for row in self.rows if row.entry.id == model_id), None)

    def chosen(self, model_id: str) -> ModelRow | None:
        """The installed model of this id, else the first installed one."""
        here = [row for row in self.rows if row.state is ModelState.INSTALLED]
        return next((row for row in here if row.entry.id == model_id), here[0] if here else None)

    def starter(self) -> ModelRow | None:
        """What a new user would download: the first trial model that can be, or any."""
        able = [row for row in self.rows if row.state is ModelState.AVAILABLE]
        return next((row for row in able if row.entry.trial), able[0] if able else None)


class ModelLibrary(QObject):
    """`changed` after each look. `failed` carries an AppError, `adapter_added` an AdapterInfo."""

    changed = Signal()
    failed = Signal(object)
    adapter_added = Signal(object)
    _finished = Signal(object, object)  # future, callback

    def __init__(self, parent: QObject | None = None, *, catalog: Path | None = None) -> None:
        """`catalog`: another models.toml, for tests."""
        super().__init__(parent)
        self._catalog = catalog
        self._shelf: Shelf | None = None
        self._hardware: Hardware | None = None
        self._closed = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="models")
        # Queued and to a bound slot of a QObject: anything else would run in the worker's thread.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def shelf(self) -> Shelf | None:
        """None until the first look has ended."""
        return self._shelf

    @Slot()
    def refresh(self) -> None:
        self._submit(self._look, self._looked)

    def remove(self, entry: ModelEntry) -> None:
        """Delete a model, or what an unfinished download left."""
        self._submit(lambda: store.remove(entry), self._refresh_after)

    def add_adapter(self, folder: Path, entry: ModelEntry) -> None:
        """Check and install a PEFT folder for a model; then `adapter_added`, or `failed` with what is wrong with it."""
        self._submit(lambda: adapters.install(folder, entry), self._adapter_installed)

    def close(self) -> None:
        """End the thread; what it is doing is finished first."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _look(self) -> Shelf:
        hardware = self._hardware or survey()
        catalog = load_catalog(self._catalog)
        entries = (*catalog.entries, *store.user_entries())
        rows = tuple(_row(entry, hardware) for entry in entries if not entry.maintainer_only)
        return Shelf(rows, adapters.list_installed(), hardware, catalog)

    def _looked(self, shelf: Shelf) -> None:
        self._shelf, self._hardware = shelf, shelf.hardware
        self.changed.emit()

    def _refresh_after(self, _result: object) -> None:
        self.refresh()

    def _adapter_installed(self, info: AdapterInfo) -> None:
        self.adapter_added.emit(info)
        self.refresh()

    def _submit(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if self._closed:
            return
        future = self._executor.submit(work)
        future.add_done_callback(lambda finished: self._finished.emit(finished, done))

    @Slot(object, object)
    def _deliver(self, future: Future[Any], done: Callable[[Any], None]) -> None:
        if self._closed or future.cancelled():
            return
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, AppError):
            log.warning("models: %s", error)
            self.failed.emit(error)
            self.refresh()
        else:
            raise error  # a bug: the top hook shows it


def _row(entry: ModelEntry, hardware: Hardware) -> ModelRow:
    try:
        model = store.installed(entry)
    except ModelDamaged:
        return ModelRow(entry, ModelState.DAMAGED, None, 0, fit(entry, hardware))
    except ModelMissing:
        model = None
    state = ModelState.AVAILABLE if entry.available else ModelState.UNPUBLISHED
    if model is not None:
        state = ModelState.INSTALLED
    return ModelRow(entry, state, model, store.partial_bytes(entry), fit(entry, hardware))
