"""Widgets are tested in the look they ship in: the bundled font and the light theme."""

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
