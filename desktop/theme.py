"""The look of the window: colour tokens for light and dark, and the switch between them.

Colour means something here: accent = act, good = 좋은 점, improve = 아쉬운 점, violation = 점검 and 위반 only.
"""

import os
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.stylesheet import stylesheet
from desktop.tokens import DARK, LIGHT, Tokens


class ThemeMode(StrEnum):
    """What the user chose; stored in the settings by value."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Motion:
    """Milliseconds of appear and tint animations; 0 when the user wants none."""

    appear: int = 140
    tint: int = 120


class Theme(QObject):
    """The current tokens. Widgets that paint by themselves read `tokens` and repaint on `changed`.

    Everything else is coloured by the application's one style sheet, which this object sets.
    """

    changed = Signal()

    def __init__(self, mode: ThemeMode = ThemeMode.SYSTEM, font_px: int = 14, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._font_px = font_px
        self._tokens = self._resolve()
        self.motion = Motion() if _motion_wanted() else Motion(0, 0)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def dark(self) -> bool:
        return self._tokens is DARK

    @property
    def mode(self) -> ThemeMode:
        return self._mode

    @property
    def font_px(self) -> int:
        """Size of the interface's text in pixels; small text and headings follow it."""
        return self._font_px

    def color(self, token: str) -> QColor:
        """The colour of a token by its field name, such as "accent" or "good_pale"."""
        return QColor(getattr(self._tokens, token))

    def set_mode(self, mode: ThemeMode) -> None:
        if mode is self._mode:
            return
        self._mode = mode
        self._refresh()

    def set_font_px(self, font_px: int) -> None:
        if font_px == self._font_px:
            return
        self._font_px = font_px
        self.apply()

    def apply(self) -> None:
        """Give the application its palette, font size and style sheet, and tell the widgets that paint."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("a theme needs a QApplication")
        font = app.font()
        font.setPixelSize(self._font_px)
        app.setFont(font)
        app.setPalette(palette(self._tokens))
        app.setStyleSheet(stylesheet(self._tokens, self._font_px))
        self.changed.emit()

    @Slot()
    def _system_changed(self) -> None:
        if self._mode is ThemeMode.SYSTEM:
            self._refresh()

    def _refresh(self) -> None:
        tokens = self._resolve()
        if tokens is not self._tokens:
            self._tokens = tokens
            self.apply()

    def _resolve(self) -> Tokens:
        match self._mode:
            case ThemeMode.LIGHT:
                return LIGHT
            case ThemeMode.DARK:
                return DARK
            case ThemeMode.SYSTEM:
                system = QGuiApplication.styleHints().colorScheme()
                return DARK if system is Qt.ColorScheme.Dark else LIGHT


def palette(tokens: Tokens) -> QPalette:
    """The same colours for what Qt draws without the style sheet: menus, selections, native parts."""
    colors = QPalette()
    for role, value in (
        (QPalette.ColorRole.Window, tokens.background),
        (QPalette.ColorRole.WindowText, tokens.ink),
        (QPalette.ColorRole.Base, tokens.panel),
        (QPalette.ColorRole.AlternateBase, tokens.background),
        (QPalette.ColorRole.Text, tokens.ink),
        (QPalette.ColorRole.Button, tokens.raised),
        (QPalette.ColorRole.ButtonText, tokens.ink),
        (QPalette.ColorRole.ToolTipBase, tokens.raised),
        (QPalette.ColorRole.ToolTipText, tokens.ink),
        (QPalette.ColorRole.PlaceholderText, tokens.third),
        (QPalette.ColorRole.Highlight, tokens.selection),
        (QPalette.ColorRole.HighlightedText, tokens.ink),
        (QPalette.ColorRole.Link, tokens.accent),
        (QPalette.ColorRole.Accent, tokens.accent),
        (QPalette.ColorRole.Mid, tokens.line),
    ):
        colors.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        colors.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.third))
    return colors


def repolish(target: QWidget) -> None:
    """Make the style sheet look again at a widget whose dynamic property changed."""
    target.style().unpolish(target)
    target.style().polish(target)
    QApplication.sendEvent(target, QEvent(QEvent.Type.StyleChange))


def _motion_wanted() -> bool:
    # Qt 6.11 does not report the system's wish for reduced motion; GTK's variable is honoured where it is set.
    return os.environ.get("GTK_ENABLE_ANIMATIONS", "1") != "0"
