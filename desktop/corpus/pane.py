"""A page's part that scrolls: the answer's width, at the left of the wide column, so that no title jumps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.tokens import COLUMN, WIDE_COLUMN
from desktop.widgets.column import Column


class Pane(QScrollArea):
    """Put content into `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = QWidget()
        content.setMaximumWidth(round(COLUMN))
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = Column(top=4, bottom=40, width=WIDE_COLUMN)
        column.body.addWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the focus of what is in it
        self.setWidget(column)
