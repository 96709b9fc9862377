"""Widgets are tested in the look they ship in: the bundled font and the light theme."""

import gc
from collections.abc import Iterator
from itertools import count

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from desktop import fonts
from desktop.theme import Theme, ThemeMode


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme, applied."""
    qapp.setStyle("Fusion")
    qapp.setFont(QFont(fonts.load()))
    light = Theme(ThemeMode.LIGHT)
    light.apply()
    return light


@pytest.fixture(autouse=True, scope="session")
def no_garbage_collected_in_threads() -> Iterator[None]:
    """As in the program, see `desktop.garbage`."""
    gc.disable()
    yield
    gc.enable()


_tests = count(1)


@pytest.fixture(autouse=True)
def collected(no_garbage_collected_in_threads: None) -> Iterator[None]:
    """What a test left in cycles goes before the next one; now and then what many left."""
    yield
    gc.collect(2 if next(_tests) % 50 == 0 else 1)
