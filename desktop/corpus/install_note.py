"""What a maintainer does when this program cannot collect: a sentence, and the command to copy."""

import sys

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label

COMMAND = "python3 tasks.py run --maintainer"


class InstallNote(Card):
    """`said` carries a sentence for the foot of the window."""

    said = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        frozen = bool(getattr(sys, "frozen", False))
        what = self.tr("설치판에서는 수집할 수 없습니다") if frozen else self.tr("수집에 필요한 것이 없습니다")
        how = self.tr("소스 폴더에서 아래 명령으로 열면 필요한 것을 설치하고, 이 화면에서 수집할 수 있습니다.")
        command = Label(COMMAND, weight="semibold")
        command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        copy = Button(self.tr("명령 복사"))
        copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.addWidget(command, 1)
        row.addWidget(copy)
        self.body.addWidget(Label(what, size="heading", weight="bold"))
        self.body.addWidget(Label(how, tone="second", wrap=True))
        self.body.addLayout(row)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(COMMAND)
        self.said.emit(self.tr("명령을 복사했습니다."))
