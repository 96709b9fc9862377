"""Keeps its content as wide and as centred as the answer's column."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.tokens import COLUMN, SIDE


class Column(QWidget):
    """Put content into `body`, which is at most `width` px wide."""

    def __init__(self, parent: QWidget | None = None, *, top: int = 0, bottom: int = 0, width: float = COLUMN) -> None:
        super().__init__(parent)
        self._width = width
        self._top, self._bottom = top, bottom
        self.body = QVBoxLayout(self)
        self.body.setSpacing(0)
        self._fit(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def _fit(self, width: int) -> None:
        side = round(max(SIDE, (width - self._width) / 2))
        self.body.setContentsMargins(side, self._top, side, self._bottom)
