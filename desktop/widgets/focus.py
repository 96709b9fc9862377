"""One focus ring for the whole window, so that each control reached by the keyboard looks the same."""

from collections.abc import Iterable
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from desktop.theme import Theme

WIDTH = 3


def chain_tabs(widgets: Iterable[QWidget]) -> None:
    """Have Tab go through those of `widgets` that it stops at in this order, from where the first one stands."""
    stops = [one for one in widgets if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


class FocusRing(QObject):
    """Follows the focus of `app` and draws a ring around buttons and lists, once the keyboard moved it.

    Fields and the editor show their own border or caret. It lives as long as `theme`.
    """

    def __init__(self, theme: Theme, app: QApplication) -> None:
        super().__init__(theme)
        self._theme = theme
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._moved)

    @Slot(QWidget, QWidget)
    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._remove()
        # Not an event filter for focus events, which know their reason: it would see every event of the program.
        if not isinstance(now, QAbstractButton | QAbstractItemView) or now.parentWidget() is None:
            return
        by_mouse = QApplication.mouseButtons() is not Qt.MouseButton.NoButton
        # Set once Tab or a shortcut has moved the focus: before that the first control of a new window has it.
        if not by_mouse and now.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            self._ring = _Ring(self._theme, now)

    def _remove(self) -> None:
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None


class _Ring(QWidget):
    """A sibling of its target, so that it scrolls with it."""

    def __init__(self, theme: Theme, target: QWidget) -> None:
        super().__init__(target.parentWidget())
        self.target = target
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        target.installEventFilter(self)
        theme.changed.connect(self._repaint)
        self._follow()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setGeometry(self.target.geometry().adjusted(-WIDTH, -WIDTH, WIDTH, WIDTH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = min(9.0, self.target.height() / 2)
        half = WIDTH / 2
        painter.setPen(QPen(self._theme.color("accent_pale"), WIDTH))
        painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius + half, radius + half)
        painter.setPen(QPen(self._theme.color("accent"), 1.2))
        painter.drawRoundedRect(area.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH), radius, radius)

    @Slot()
    def _repaint(self) -> None:
        self.update()
