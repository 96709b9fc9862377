"""Buttons: the one primary button, quiet ones, icon buttons, chips and segments."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop.icons import icon
from desktop.theme import Theme, repolish

ButtonKind = Literal["primary", "quiet", "ghost", "danger", "link", "text"]


class Button(QPushButton):
    """A button of the design; `kind` "link" and "text" are the quiet words at the foot of a card."""

    def __init__(self, text: str, kind: ButtonKind = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class PrimaryButton(QPushButton):
    """The window's one primary button with its key beside the word. `set_face` turns it into 멈춤 and back."""

    def __init__(self, text: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._text = QLabel(self)
        self._hint = QLabel(self)
        self._hint.setObjectName("hint")
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(9)
        row.addStretch()
        for label in (self._text, self._hint):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(label)
        row.addStretch()
        self.set_face(text, hint)

    def set_face(self, text: str, hint: str = "", *, primary: bool = True) -> None:
        """The word, the key shown beside it, and whether it is filled with the accent."""
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setProperty("kind", "primary" if primary else "quiet")
        for widget in (self, self._text, self._hint):
            repolish(widget)
        self.updateGeometry()

    def face(self) -> str:
        return self._text.text()

    def sizeHint(self) -> QSize:
        return self._row.sizeHint().expandedTo(QSize(124, 40))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class IconButton(QToolButton):
    """A square button with an icon only; its name is its tooltip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        name: str,
        *,
        side: int = 28,
        icon_px: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._icon_px = icon_px
        self.setFixedSize(side, side)
        self.setIconSize(QSize(icon_px, icon_px))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_name(name)
        theme.changed.connect(self._recolor)
        self._recolor()

    def set_name(self, name: str) -> None:
        self.setToolTip(name)
        self.setAccessibleName(name)

    def set_icon(self, icon_name: str) -> None:
        self._icon_name = icon_name
        self._recolor()

    @Slot()
    def _recolor(self) -> None:
        tokens = self._theme.tokens
        self.setIcon(icon(self._icon_name, tokens.second, self._icon_px, active_color=tokens.accent))


class Chip(QPushButton):
    """A fact about something, in a thin frame; one that can be clicked edits the fact."""

    def __init__(
        self, text: str, *, tone: str = "neutral", clickable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "chip")
        self.setProperty("tone", tone)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)


class SegmentedControl(QFrame):
    """A row of exclusive choices. `current_changed` carries the key of the one that was chosen by the user."""

    current_changed = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`items`: (key, label) pairs in order; the first is current."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for key, label in items:
            button = QPushButton(label, self)
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumWidth(24)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button, 1)
        self.setMinimumHeight(30)
        if items:
            self._buttons[items[0][0]].setChecked(True)
        self._group.buttonClicked.connect(self._clicked)

    def current(self) -> str:
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_current(self, key: str) -> None:
        self._buttons[key].setChecked(True)

    def set_label(self, key: str, label: str) -> None:
        self._buttons[key].setText(label)

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    @Slot(QAbstractButton)
    def _clicked(self, _button: QAbstractButton) -> None:
        self.current_changed.emit(self.current())
