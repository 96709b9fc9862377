"""Thin bars: how much of a limit is used, how far a job has come."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme


class ProgressLine(QWidget):
    """A rounded bar six pixels high. `tone` is its colour; over 1.0 it is full and red."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self._tone = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._repaint)

    @property
    def share(self) -> float:
        return self._share

    def set_share(self, share: float, tone: str = "accent") -> None:
        """`share` of 1.0 is full."""
        if (share, tone) != (self._share, self._tone):
            self._share, self._tone = share, tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(0, (self.height() - 6) / 2, self.width(), 6)
        painter.setBrush(self._theme.color("well"))
        painter.drawRoundedRect(bar, 3, 3)
        if self._share > 0:
            over = self._share > 1
            bar.setWidth(max(6.0, bar.width() * min(1.0, self._share)))
            painter.setBrush(QColor(self._theme.color("violation" if over else self._tone)))
            painter.drawRoundedRect(bar, 3, 3)

    @Slot()
    def _repaint(self) -> None:
        self.update()


class Dot(QWidget):
    """A small disc that goes with a word, never alone."""

    def __init__(self, theme: Theme, tone: str = "good", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self.setFixedSize(8, 8)
        theme.changed.connect(self._repaint)

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(self._tone))
        painter.drawEllipse(QRectF(0.5, 0.5, 7, 7))

    @Slot()
    def _repaint(self) -> None:
        self.update()
