"""The card: a raised, rounded frame with a soft shadow; the active one has an accent border and a pale ring."""

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.theme import Theme

RING = 3  # px around the border, reserved also when the card is not active, so that nothing jumps
RADIUS = 12.0


class Card(QFrame):
    """Put content into `body`. The frame reserves the ring's width at every side."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._active = False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(RING + 14, RING + 13, RING + 14, RING + 13)
        self.body.setSpacing(7)
        theme.changed.connect(self._repaint)

    @property
    def active(self) -> bool:
        return self._active

    def set_active(self, active: bool) -> None:
        if active != self._active:
            self._active = active
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(RING + 0.5, RING + 0.5, -RING - 0.5, -RING - 0.5)
        if self._active:
            painter.setPen(QPen(QColor(tokens.accent_pale), RING))
            half = RING / 2
            painter.drawRoundedRect(frame.adjusted(-half, -half, half, half), RADIUS + half, RADIUS + half)
        elif tokens.shadow_alpha:
            painter.setPen(Qt.PenStyle.NoPen)
            for spread in (1, 2):
                painter.setBrush(QColor(16, 24, 40, tokens.shadow_alpha // spread))
                painter.drawRoundedRect(frame.adjusted(0, spread, 0, spread), RADIUS, RADIUS)
        painter.setPen(QPen(QColor(tokens.accent if self._active else tokens.line), 1.0))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)

    @Slot()
    def _repaint(self) -> None:
        self.update()
