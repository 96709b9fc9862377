"""The settings as they are now, for those who read them and the one page that changes them."""

import logging
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from core import settings as stored
from core.errors import SettingsError
from core.settings import Settings

log = logging.getLogger(__name__)


class Preferences(QObject):
    """`changed` carries the new Settings; `failed` a SettingsError when they could not be written (they hold until
    the program ends all the same)."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = settings

    @property
    def now(self) -> Settings:
        return self._now

    def change(self, **fields: Any) -> None:
        """Set fields of Settings by name, keep them on disk, and tell."""
        new = replace(self._now, **fields)
        if new == self._now:
            return
        self._now = new
        try:
            stored.save(new)
        except SettingsError as error:
            log.warning("settings not saved: %s", error)
            self.failed.emit(error)
        self.changed.emit(new)
