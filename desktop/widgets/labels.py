"""Labels in the tones and sizes of the design."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.fonts import tabular
from desktop.theme import repolish
from desktop.widgets.wrap import keep_words

Tone = Literal["ink", "second", "third", "accent", "good", "improve", "violation"]
Size = Literal["small", "body", "heading", "title", "display"]
Weight = Literal["regular", "medium", "semibold", "bold"]


class Label(QLabel):
    """Plain text in a tone. With `wrap` it breaks lines by word (어절), as Korean is read."""

    def __init__(
        self,
        text: str = "",
        *,
        tone: Tone = "ink",
        size: Size = "body",
        weight: Weight = "regular",
        wrap: bool = False,
        digits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`digits`: the text holds numbers that change, so all digits get one width."""
        super().__init__(parent)
        self._shown = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("tone", tone)
        self.setProperty("scale", size)  # QWidget has a property "size" of its own
        self.setProperty("weight", weight)
        if digits:
            self.setFont(tabular(self.font()))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`; `plain()` gives it back as it was given, and screen readers read that."""
        if text == self._shown:
            return
        self._shown = text
        super().setText(keep_words(text) if self.wordWrap() else text)
        self.setAccessibleName(text)

    def plain(self) -> str:
        """The text as it was given, without the marks that hold words together."""
        return self._shown

    def set_tone(self, tone: Tone) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)


class ElidedLabel(Label):
    """One line that ends in … when it does not fit; the whole text is its tooltip then."""

    def __init__(
        self,
        text: str = "",
        *,
        tone: Tone = "ink",
        size: Size = "body",
        weight: Weight = "regular",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, tone=tone, size=size, weight=weight, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = QFontMetrics(self.font())
        area = self.contentsRect()
        shown = metrics.elidedText(self.plain(), Qt.TextElideMode.ElideRight, area.width())
        self.setToolTip("" if shown == self.plain() else self.plain())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class Badge(QLabel):
    """A small pill: a count, a D-day. `tag` gives it the squarer form of a card's tag."""

    def __init__(
        self, text: str = "", *, tone: Tone = "second", tag: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(tabular(self.font()))
        self.setProperty("tone", tone)
        self.setProperty("shape", "tag" if tag else "pill")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: Tone) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            repolish(self)
