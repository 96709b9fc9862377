"""What models and adapters there are on this computer, looked at in a thread of its own: disks can be slow."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from core.engine.hardware import Hardware, survey
from core.errors import AppError, ModelDamaged, ModelMissing
from core.models import adapter_promotion, adapters, store
from core.models.adapter_promotion import Promotion, chosen, promoted
from core.models.adapters import AdapterInfo
from core.models.catalog import Catalog, ModelEntry, load_catalog
from core.models.fit import Fit, first_choice, fit
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
    """All that is known at one moment. `adapters` are those of all models, `promotions` by model."""

    rows: tuple[ModelRow, ...]
    adapters: tuple[AdapterInfo, ...]
    hardware: Hardware
    catalog: Catalog
    promotions: Mapping[str, Promotion] = field(default_factory=dict)

    def row(self, model_id: str) -> ModelRow | None:
        return next((row for row in self.rows if row.entry.id == model_id), None)

    def chosen(self, model_id: str) -> ModelRow | None:
        """The installed model of this id, else the first installed one."""
        here = [row for row in self.rows if row.state is ModelState.INSTALLED]
        return next((row for row in here if row.entry.id == model_id), here[0] if here else None)

    def adapters_of(self, model_id: str) -> tuple[AdapterInfo, ...]:
        return tuple(info for info in self.adapters if info.model_id == model_id)

    def promotion(self, model_id: str) -> Promotion:
        return self.promotions.get(model_id, Promotion())

    def promoted(self, model_id: str) -> AdapterInfo | None:
        """What the program recommends for a model."""
        return promoted(self.promotion(model_id), self.adapters_of(model_id))

    def adapter(self, wanted: str, model_id: str) -> AdapterInfo | None:
        """What a critique is made with; `wanted` as the settings keep it."""
        return chosen(wanted, self.promotion(model_id), self.adapters_of(model_id))

    def starter(self) -> ModelRow | None:
        """What a new user would download, or any that can be."""
        able = [row for row in self.rows if row.state is ModelState.AVAILABLE]
        wanted = first_choice((row.entry for row in able), self.hardware)
        return next((row for row in able if row.entry is wanted), able[0] if able else None)


class AdapterDeed(Enum):
    """What was done with an adapter."""

    VERIFIED = auto()
    PROMOTED = auto()
    ROLLED_BACK = auto()
    REMOVED = auto()


class ModelLibrary(QObject):
    """`changed` after each look. `failed` carries an AppError, `adapter_added` an AdapterInfo, `adapter_done` an
    AdapterDeed."""

    changed = Signal()
    failed = Signal(object)
    adapter_added = Signal(object)
    adapter_done = Signal(object)
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

    def verify_adapter(self, info: AdapterInfo) -> None:
        """Hash all of its files."""
        self._adapter_job(AdapterDeed.VERIFIED, lambda: adapters.verify(info.id, info.model_id))

    def promote(self, info: AdapterInfo, reason: str) -> None:
        """Recommend it to the users of its model; `reason` where the release gate is not passed."""
        self._adapter_job(AdapterDeed.PROMOTED, lambda: adapter_promotion.promote(info, reason))

    def roll_back(self, model_id: str) -> None:
        """Recommend what was recommended before."""
        self._adapter_job(AdapterDeed.ROLLED_BACK, lambda: adapter_promotion.roll_back(model_id))

    def remove_adapter(self, adapter_id: str) -> None:
        self._adapter_job(AdapterDeed.REMOVED, lambda: adapter_promotion.remove(adapter_id))

    def close(self) -> None:
        """End the thread; what it is doing is finished first."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _look(self) -> Shelf:
        hardware = self._hardware or survey()
        catalog = load_catalog(self._catalog)
        entries = (*catalog.entries, *store.user_entries())
        rows = tuple(_row(entry, hardware) for entry in entries if not entry.maintainer_only)
        found = (*adapters.list_bundled(), *adapters.list_installed())
        return Shelf(rows, found, hardware, catalog, adapter_promotion.promotions())

    def _looked(self, shelf: Shelf) -> None:
        self._shelf, self._hardware = shelf, shelf.hardware
        self.changed.emit()

    def _refresh_after(self, _result: object) -> None:
        self.refresh()

    def _adapter_installed(self, info: AdapterInfo) -> None:
        self.adapter_added.emit(info)
        self.refresh()

    def _adapter_job(self, deed: AdapterDeed, work: Callable[[], object]) -> None:
        self._submit(work, lambda _result: self._adapter_finished(deed))

    def _adapter_finished(self, deed: AdapterDeed) -> None:
        self.adapter_done.emit(deed)
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
