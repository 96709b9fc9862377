"""Whether a model fits this computer, from what the catalogue says and the memory that the caller measured."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from core.models.catalog import ModelEntry

# What the system and the other programs keep even when the user closes what can be closed.
_SYSTEM_BYTES = 2_000_000_000


class Memory(Protocol):
    """In bytes; `core.engine.hardware.Hardware` is one."""

    @property
    def total_memory(self) -> int: ...

    @property
    def available_memory(self) -> int: ...


class Fit(StrEnum):
    YES = "yes"
    AFTER_CLOSING = "after_closing"  # enough memory is built in, but other programs hold it now
    NO = "no"


def fit(entry: ModelEntry, hardware: Memory) -> Fit:
    if entry.memory_bytes <= hardware.available_memory:
        return Fit.YES
    return Fit.AFTER_CLOSING if entry.memory_bytes + _SYSTEM_BYTES <= hardware.total_memory else Fit.NO


def first_choice(entries: Iterable[ModelEntry], hardware: Memory) -> ModelEntry | None:
    """What a fresh computer is told to get: the first trial model that fits now, or else the one that needs least."""
    trials = [entry for entry in entries if entry.trial]
    fitting = (entry for entry in trials if fit(entry, hardware) is Fit.YES)
    return next(fitting, min(trials, key=lambda entry: entry.memory_bytes, default=None))
