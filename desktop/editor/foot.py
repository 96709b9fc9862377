"""Below the answer: how much of the limit is used, counted in every way a form may ask, and the one primary button."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from core.counting import CHARS, CHARS_NO_SPACE, TWO_BYTE, Limit, count
from desktop.editor.profiles import amount, in_bytes, unit
from desktop.theme import Theme
from desktop.widgets.buttons import PrimaryButton
from desktop.widgets.labels import Label
from desktop.widgets.progress import ProgressLine

NARROW = 610  # px; below it the facts that the limit does not need are left out


class Face(StrEnum):
    """What the primary button does now."""

    START = "start"
    AGAIN = "again"
    STOP = "stop"


class Foot(QWidget):
    """`pressed` carries the Face that was pressed."""

    pressed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = Face.START
        self._limit = Limit()
        self._bar = ProgressLine(theme)
        self._bar.setMinimumWidth(40)
        self._bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bar.setAccessibleName(self.tr("제한 사용량"))
        self._count = _Fact()
        self._no_space = _Fact(self.tr("공백 제외"))
        self._bytes = _Fact("", self.tr("Byte"))
        self._left = _Fact(self.tr("남은 글자"))
        self._button = PrimaryButton("")
        self._button.clicked.connect(self._clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._bar)
        for fact in (self._count, self._no_space, self._bytes, self._left):
            row.addWidget(fact)
        row.addStretch(1)
        row.addWidget(self._button)
        self.set_face(Face.START)
        self.show_counts("", Limit())

    @property
    def face(self) -> Face:
        return self._face

    @property
    def button(self) -> PrimaryButton:
        return self._button

    def set_face(self, face: Face) -> None:
        self._face = face
        match face:
            case Face.START:
                self._button.set_face(self.tr("첨삭 받기"), "Ctrl ⏎")
            case Face.AGAIN:
                self._button.set_face(self.tr("다시 첨삭"), "Ctrl ⏎")
            case Face.STOP:
                self._button.set_face(self.tr("멈춤"), "Esc", primary=False)

    def show_counts(self, text: str, limit: Limit) -> None:
        """Count `text`, composition included, in every way, and against `limit`."""
        self._limit = limit
        used = count(text, limit.profile)
        over = limit.value is not None and used > limit.value
        self._bar.set_share(used / limit.value if limit.value else 0.0)
        self._bar.setVisible(bool(limit.value))
        self._count.show_value(f"{used:,}", tail=self._of(limit), trouble=over)
        self._no_space.show_value(f"{count(text, CHARS_NO_SPACE):,}")
        # Beside a limit in bytes the characters are the other count, else the bytes are.
        if in_bytes(limit.profile):
            self._bytes.show_value(f"{count(text, CHARS):,}", tail=self.tr("자"))
        else:
            self._bytes.show_value(f"{count(text, TWO_BYTE):,}", tail=self.tr("Byte"))
        if limit.value is not None:
            head = self.tr("넘친 글자") if over else self.tr("남은 글자")
            if in_bytes(limit.profile):
                head = self.tr("넘친 Byte") if over else self.tr("남은 Byte")
            self._left.show_value(f"{abs(limit.value - used):,}", head=head, trouble=over)
        self._settle()

    def facts(self) -> dict[str, str]:
        """What is shown, for those who read it aloud."""
        parts = {"count": self._count, "no_space": self._no_space, "bytes": self._bytes, "left": self._left}
        return {name: fact.words() for name, fact in parts.items() if not fact.isHidden()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    @staticmethod
    def _of(limit: Limit) -> str:
        return unit(limit.profile) if limit.value is None else f"/ {amount(limit.value, limit.profile)}"

    def _settle(self) -> None:
        narrow = self.width() < NARROW
        self._no_space.setVisible(not narrow)
        self._left.setVisible(self._limit.value is not None)
        self._bytes.setVisible(True)

    def _clicked(self) -> None:
        self.pressed.emit(self._face)


class _Fact(QWidget):
    """A number in bold with a word at one of its sides."""

    def __init__(self, head: str = "", tail: str = "") -> None:
        super().__init__()
        self._head = Label(head, tone="second", size="small")
        self._value = Label(weight="bold", digits=True)
        self._tail = Label(tail, tone="second", size="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for label in self._labels():
            row.addWidget(label)
        self._value.setProperty("scale", "small")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_value(
        self, value: str, *, head: str | None = None, tail: str | None = None, trouble: bool = False
    ) -> None:
        self._value.setText(value)
        self._value.set_tone("violation" if trouble else "ink")
        if head is not None:
            self._head.setText(head)
        if tail is not None:
            self._tail.setText(tail)
        for label in (self._head, self._tail):
            label.setVisible(bool(label.text()))
        self.setAccessibleName(self.words())

    def words(self) -> str:
        return " ".join(label.text() for label in self._labels() if label.text())

    def _labels(self) -> tuple[QLabel, QLabel, QLabel]:
        return self._head, self._value, self._tail
