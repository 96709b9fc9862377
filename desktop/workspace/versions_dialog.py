"""Earlier texts of an answer: when, how long, what differs from the text as it stands, and the way back to one."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QTextEdit, QVBoxLayout, QWidget

from core.counting import Limit, count
from core.essay import Version
from desktop.editor.profiles import amount
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label

_PIECE = re.compile(r"\s+|\S+")


class VersionsDialog(QDialog):
    """`restore_asked` carries the text to go back to; nothing is changed here."""

    restore_asked = Signal(str)

    def __init__(
        self, theme: Theme, versions: Sequence[Version], current: str, limit: Limit, parent: QWidget | None = None
    ) -> None:
        """`versions` newest first; `current` is the answer as it stands."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("이전 글"))
        self.setModal(True)
        self.resize(860, 560)
        self._theme = theme
        self._versions = tuple(versions)
        self._current = current
        self._list = QListWidget()
        self._list.setFixedWidth(250)
        self._list.setAccessibleName(self.tr("버전"))
        for version in self._versions:
            item = QListWidgetItem(self._words(version, limit))
            item.setSizeHint(QSize(0, 56))  # two lines and the style sheet's padding, which Qt leaves out
            self._list.addItem(item)
        self._text = QTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QTextEdit.Shape.NoFrame)
        self._text.setAccessibleName(self.tr("고른 버전의 글"))
        self._difference = Label(tone="second", size="small")
        self._restore = Button(self.tr("이 글로 되돌리기"), "primary")
        self._restore.clicked.connect(self._restore_clicked)
        close = Button(self.tr("닫기"))
        close.clicked.connect(self.reject)
        self._lay_out(close)
        self._list.currentRowChanged.connect(self._show)
        self._list.setCurrentRow(0)

    def shown_text(self) -> str:
        return self._text.toPlainText()

    def _lay_out(self, close: Button) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._list)
        middle.addWidget(self._text, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._difference)
        buttons.addStretch()
        buttons.addWidget(close)
        buttons.addWidget(self._restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Label(self.tr("이전 글"), size="title", weight="bold"))
        column.addLayout(middle, 1)
        column.addLayout(buttons)

    def _words(self, version: Version, limit: Limit) -> str:
        reason = {
            "critique": self.tr("첨삭 받음"),
            "restore": self.tr("되돌리기 전"),
            "manual": self.tr("직접 저장"),
            "import": self.tr("가져옴"),
        }.get(version.reason, version.reason)
        when = version.created_at.astimezone().strftime("%m. %d. %H:%M")
        size = amount(count(version.text, limit.profile), limit.profile)
        number = self.tr("버전 {number}").format(number=version.number)
        return f"{number} · {reason}\n{when} · {size}"

    @Slot(int)
    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._versions):
            self._restore.setEnabled(False)
            return
        version = self._versions[row]
        different = version.text != self._current
        self._restore.setEnabled(different)
        self._difference.setText(
            self.tr("지금 글과 다른 곳을 칠했습니다.") if different else self.tr("지금 글과 같습니다.")
        )
        self._text.clear()
        cursor = self._text.textCursor()
        for piece, changed in changed_pieces(version.text, self._current):
            form = QTextCharFormat()
            form.setForeground(self._theme.color("ink"))
            if changed:
                form.setBackground(QColor(self._theme.tokens.improve_pale))
            cursor.insertText(piece, form)
        self._text.moveCursor(QTextCursor.MoveOperation.Start)

    @Slot()
    def _restore_clicked(self) -> None:
        self.restore_asked.emit(self._versions[self._list.currentRow()].text)
        self.accept()


def changed_pieces(text: str, other: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it is not so in `other`, by word."""
    words, others = _PIECE.findall(text), _PIECE.findall(other)
    for tag, start, end, _, _ in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        if start < end:
            yield "".join(words[start:end]), tag != "equal"
