"""Colours: the tokens as designed, legible, and switched while the window is open."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.icons import icon, pixmap
from desktop.theme import Theme, ThemeMode
from desktop.tokens import DARK, LIGHT, Tokens
from desktop.widgets.card import Card
from desktop.widgets.labels import Label


def luminance(color: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    exact = QColor(color)
    return 0.2126 * linear(exact.redF()) + 0.7152 * linear(exact.greenF()) + 0.0722 * linear(exact.blueF())


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_contrast_on_each_of_its_grounds(tokens: Tokens) -> None:
    for ground in (tokens.background, tokens.panel, tokens.raised):
        for text in (tokens.ink, tokens.second):
            assert contrast(text, ground) >= 4.5
    for tone in ("accent", "good", "improve", "violation"):
        assert contrast(getattr(tokens, tone), getattr(tokens, f"{tone}_pale")) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.second, tokens.well) >= 4.5


def test_a_switch_recolours_what_is_open(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    page = QWidget()
    page.setProperty("ground", "background")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    card = Card(theme)
    card.body.addWidget(Label("글"))
    QVBoxLayout(page).addWidget(card)
    qtbot.addWidget(page)
    page.resize(200, 120)
    page.show()

    def colors() -> tuple[str, str]:
        image = page.grab().toImage()
        return image.pixelColor(2, 2).name().upper(), image.pixelColor(100, 95).name().upper()

    assert colors() == (LIGHT.background, LIGHT.raised)
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.DARK)
    assert theme.dark
    assert colors() == (DARK.background, DARK.raised)
    assert qapp.palette().text().color().name().upper() == DARK.ink


def test_system_follows_the_desktop(qtbot: QtBot, theme: Theme) -> None:
    theme.set_mode(ThemeMode.SYSTEM)
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert theme.dark == dark


def test_the_size_of_text_can_be_changed(qtbot: QtBot, theme: Theme) -> None:
    label = Label("글", size="body")
    qtbot.addWidget(label)
    label.show()
    before = label.sizeHint().height()
    theme.set_font_px(20)
    assert label.sizeHint().height() > before


def test_icons_take_the_colour_asked_for(qtbot: QtBot) -> None:
    image = pixmap("plus", "#FF0000", 16, 2.0).toImage()
    middle = image.pixelColor(16, 16)
    assert (middle.red(), middle.green(), middle.blue()) == (255, 0, 0)
    assert not icon("settings", "#00FF00").isNull()
