"""What a user reads on widgets and types into them."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop.critique.text_block import TextBlock
from desktop.widgets.labels import Label


def visible_words(where: QWidget) -> str:
    """The words of everything that is shown, a line each."""
    # A layout shows what was put into it a turn of the loop later.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
    return "\n".join(_words(widget) for widget in where.findChildren(QWidget) if widget.isVisible())


def type_in(field: QWidget, text: str) -> None:
    """Type Korean, which comes from an input method: QTest has keys for Latin letters only."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def click(where: QWidget, pos: QPoint | None = None) -> None:
    """With the left button, in the middle unless told where."""
    QTest.mouseClick(where, Qt.MouseButton.LeftButton, pos=pos or where.rect().center())


def press(where: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key of the keyboard."""
    QTest.keyClick(where, key, modifier)


def _words(widget: QWidget) -> str:
    match widget:
        case Label():
            return widget.plain()
        case TextBlock() | QLabel() | QAbstractButton() | QLineEdit():
            return widget.text()
        case _:
            return ""
