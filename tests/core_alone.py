"""pytest plugin that hides Qt and torch, so that `tests/core` proves the core needs neither.

Used as `pytest tests/core -p tests.core_alone -p no:pytest-qt -m "not needs_torch"`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

HIDDEN = {"PySide6", "shiboken6", "torch", "transformers", "peft", "bitsandbytes", "accelerate", "nncf"}


class HiddenModules(MetaPathFinder):
    """Makes an import of a hidden package fail as if it were not installed."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is hidden: the core must work without it", name=name)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    # pytest-qt is off here; its settings in pyproject.toml must still be known.
    for option in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
        parser.addini(option, "setting of pytest-qt, unused here")


def pytest_configure() -> None:
    sys.meta_path.insert(0, HiddenModules())
