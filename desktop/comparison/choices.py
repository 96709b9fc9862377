"""A row of answers of which at most one is given: which critique, yes or no, 1 to 5."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.theme import Theme

T = TypeVar("T")
_HINT_GAP = 9  # px between the word and its key


class Option(NamedTuple, Generic[T]):
    """`hint` is the key that gives this answer, shown beside the word; `name` is what a screen reader says."""

    value: T
    text: str
    hint: str = ""
    name: str = ""


class ChoiceButton(QPushButton):
    """Filled with the accent's pale tone, framed and bold while it is the answer: not by colour alone."""

    def __init__(self, theme: Theme, text: str, hint: str = "", *, small: bool = False) -> None:
        super().__init__(text)
        self._theme = theme
        self._hint = hint
        self._small = small
        if small:
            self.setProperty("kind", "segment")  # its height; all else is painted here
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font(bold=True))
        if self._small:
            return QSize(max(30, metrics.horizontalAdvance(self.text()) + 16), 26)
        hint = QFontMetrics(self._hint_font()).horizontalAdvance(self._hint) + _HINT_GAP if self._hint else 0
        return QSize(metrics.horizontalAdvance(self.text()) + hint + 32, 40)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, chosen = self._theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hover = self.underMouse() and self.isEnabled()
        painter.setPen(QPen(theme.color("accent" if chosen else "line"), 1.4 if chosen else 1.0))
        painter.setBrush(theme.color("accent_pale" if chosen else "hover" if hover else "raised"))
        radius = 7 if self._small else 9
        painter.drawRoundedRect(frame, radius, radius)
        font = self._font(bold=chosen)
        hint_font = self._hint_font()
        width = QFontMetrics(font).horizontalAdvance(self.text())
        hint = QFontMetrics(hint_font).horizontalAdvance(self._hint) + _HINT_GAP if self._hint else 0
        left = (self.width() - width - hint) / 2
        painter.setFont(font)
        painter.setPen(theme.color("third" if not self.isEnabled() else "accent" if chosen else "ink"))
        room = QRectF(left, 0, width + 2, self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._hint:
            painter.setFont(hint_font)
            painter.setPen(theme.color("second"))
            beside = QRectF(left + width + _HINT_GAP, 0, hint, self.height())
            painter.drawText(beside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._hint)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.font_px - (2 if self._small else 0))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Medium)
        return font

    def _hint_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.font_px - 2)
        return font

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Choices(QWidget):
    """`chosen` carries the value that the user gave, None when it was taken back."""

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        options: Sequence[Option[T]],
        *,
        small: bool = True,
        clearable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`clearable`: pressing the given answer again takes it back."""
        super().__init__(parent)
        self._clearable = clearable
        self._buttons: dict[object, ChoiceButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 if small else 10)
        for option in options:
            button = ChoiceButton(theme, option.text, option.hint, small=small)
            button.setAccessibleName(option.name or option.text)
            button.setAccessibleDescription(option.hint)
            button.clicked.connect(self._clicked)
            self._buttons[option.value] = button
            row.addWidget(button)

    def value(self) -> object | None:
        """The answer that is given."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def set_value(self, value: object | None) -> None:
        """Show this answer; None for none."""
        for known, button in self._buttons.items():
            button.setChecked(known == value and value is not None)

    def button(self, value: object) -> ChoiceButton:
        """The button of an answer."""
        return self._buttons[value]

    def choose(self, value: object) -> None:
        """Give an answer as a click does."""
        self.set_value(value)
        self.chosen.emit(value)

    @Slot()
    def _clicked(self) -> None:
        pressed = self.sender()
        value = next(known for known, button in self._buttons.items() if button is pressed)
        kept = self._buttons[value].isChecked() or not self._clearable
        self.set_value(value if kept else None)
        self.chosen.emit(value if kept else None)
