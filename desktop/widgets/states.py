"""What is shown when there is nothing yet, or something went wrong: a sentence and its one next step."""

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.icons import pixmap
from desktop.theme import Theme, repolish
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label


class EmptyState(QWidget):
    """A quiet icon, a title, a sentence, and at most one action. Hidden parts take no room."""

    action = Signal()

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        title: str,
        sentence: str = "",
        action_text: str = "",
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._icon = QLabel(self)
        self._title = Label(title, size="title", weight="bold", wrap=True)
        self._sentence = Label(sentence, tone="second", wrap=True)
        self._button = Button(action_text, "primary" if primary else "quiet")
        self._button.clicked.connect(self.action)
        for label in (self._icon, self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._sentence)
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme.changed.connect(self._recolor)
        self.set_content(icon_name, title, sentence, action_text)

    def set_content(self, icon_name: str, title: str, sentence: str = "", action_text: str = "") -> None:
        self._icon_name = icon_name
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._button.setText(action_text)
        self._button.setVisible(bool(action_text))
        self._recolor()

    @Slot()
    def _recolor(self) -> None:
        self._icon.setPixmap(pixmap(self._icon_name, self._theme.tokens.third, 28))


class Banner(QFrame):
    """A message that stays until its cause is gone. `tone`: "improve" (notice), "violation" (failure) or "accent"."""

    action = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(self)
        self._text = Label(wrap=True)
        self._button = Button("", "ghost")
        self._button.clicked.connect(self.action)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        theme.changed.connect(self._recolor)
        self.hide()

    def show_message(self, text: str, action_text: str = "", tone: str = "improve") -> None:
        self.setProperty("tone", tone)
        self._text.setText(text)
        self._button.setText(action_text)
        self._button.setVisible(bool(action_text))
        repolish(self)
        repolish(self._text)
        self._recolor()
        self.setAccessibleName(text)
        self.show()

    def text(self) -> str:
        return self._text.plain()

    @Slot()
    def _recolor(self) -> None:
        tone = self.property("tone") or "improve"
        name = "info" if tone == "accent" else "triangle-alert"
        self._icon.setPixmap(pixmap(name, getattr(self._theme.tokens, tone), 16))


class Toast(QFrame):
    """A line at the foot of its parent that goes away by itself, with one action such as 되돌리기."""

    action = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(self)
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(theme.motion.appear)
        parent.installEventFilter(self)
        self.hide()

    def show_message(self, text: str, action_text: str = "", milliseconds: int = 7000) -> None:
        self._label.setText(text)
        self._button.setText(action_text)
        self._button.setVisible(bool(action_text))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.start()
        self._timer.start(milliseconds)

    def text(self) -> str:
        return self._label.text()

    @Slot()
    def dismiss(self) -> None:
        if self.isVisible():
            self._timer.stop()
            self.hide()
            self.closed.emit()

    @Slot()
    def _act(self) -> None:
        self._timer.stop()
        self.hide()
        self.action.emit()

    def _place(self) -> None:
        self.adjustSize()
        self.move((self._host.width() - self.width()) // 2, self._host.height() - self.height() - 84)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
