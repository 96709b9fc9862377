"""The live checks in one line, where the segment 점검 is not shown: how grave, how many, and the way there."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.remark import Level
from desktop.checks.finding import Finding, Group
from desktop.checks.words import group_word, level_word
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Badge, Label


class ChecksStrip(QFrame):
    """Keeps its height whatever it says. `opened`: the reader wants to see the cards."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(38)
        self.setProperty("ground", "raised")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tag = Badge(tag=True)
        self._tag.setText(self.tr("점검"))
        self._words = Label(tone="second", size="small", digits=True)
        self._open = Button(self.tr("보기"), "link")
        self._open.setAccessibleName(self.tr("점검 보기"))
        self._open.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(9)
        row.addWidget(self._tag)
        row.addWidget(self._words, 1)
        row.addWidget(self._open)

    def text(self) -> str:
        return self._words.plain()

    def show_findings(self, findings: Sequence[Finding], *, ready: bool) -> None:
        levels = Counter(one.remark.level or Level.NOTE for one in findings if one.group is not Group.SPELLING)
        parts = [f"{level_word(level)} {levels[level]}" for level in Level if levels[level]]
        spelling = sum(one.group is Group.SPELLING for one in findings)
        if spelling:
            parts.append(f"{group_word(Group.SPELLING)} {spelling}")
        nothing = self.tr("걸린 곳이 없습니다") if ready else self.tr("쓰는 대로 살핍니다")
        self._words.setText(" · ".join(parts) or nothing)
        self._tag.set_tone("violation" if levels[Level.VIOLATION] else "second")
        self._open.setVisible(bool(findings))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
        super().mouseReleaseEvent(event)
