"""A number between two buttons: sizes and the like, changed in small steps and seen at once."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label


class Stepper(QWidget):
    """`value_changed` only by the user's hand. Up and down keys step too."""

    value_changed = Signal(float)

    def __init__(
        self,
        name: str,
        bounds: tuple[float, float],
        step: float,
        words: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        """From the first to the last of `bounds`; `words` says a value."""
        super().__init__(parent)
        (self._low, self._high), self._step, self._words = bounds, step, words
        self._value = self._low
        self._less, self._more = Button("−"), Button("+")
        self._less.setAccessibleName(self.tr("{name} 줄이기").format(name=name))
        self._more.setAccessibleName(self.tr("{name} 늘리기").format(name=name))
        self._label = Label(digits=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setMinimumWidth(64)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._less, self._label, self._more):
            row.addWidget(widget)
        self._less.setFixedWidth(38)
        self._more.setFixedWidth(38)
        self._less.clicked.connect(self._step_down)
        self._more.clicked.connect(self._step_up)
        self.setAccessibleName(name)

    @property
    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        self._value = min(self._high, max(self._low, value))
        self._label.setText(self._words(self._value))
        self._less.setEnabled(self._value > self._low)
        self._more.setEnabled(self._value < self._high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(self._step if event.key() == Qt.Key.Key_Up else -self._step)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _step_down(self) -> None:
        self._move(-self._step)

    @Slot()
    def _step_up(self) -> None:
        self._move(self._step)

    def _move(self, change: float) -> None:
        before = self._value
        self.set_value(round((self._value + change) / self._step) * self._step)
        if self._value != before:
            self.value_changed.emit(self._value)
