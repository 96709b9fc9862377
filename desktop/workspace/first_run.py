"""What stands in the middle while there is nothing to write on: the first steps, or the one thing to do next."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.icons import pixmap
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import RING, Card
from desktop.widgets.labels import Label


class FirstRun(QWidget):
    """Three steps to a first critique. `begin` creates an application, `sample` opens the bundled example."""

    begin = Signal()
    sample = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: list[tuple[QLabel, str]] = []
        title = Label(self.tr("첫 첨삭까지 세 걸음"), size="display", weight="bold")
        promise = Label(
            self.tr("쓰는 글은 이 컴퓨터를 떠나지 않습니다. 모델도 이 컴퓨터에서 돕니다."), tone="second", wrap=True
        )
        steps = QHBoxLayout()
        steps.setSpacing(8)
        for number, icon_name, name, words in (
            (1, "briefcase", self.tr("지원서 만들기"), self.tr("회사와 직무, 마감일을 적습니다.")),
            (2, "clipboard-paste", self.tr("문항 붙여넣기"), self.tr("글자 수 제한은 문항에서 읽어 옵니다.")),
            (3, "message-square-text", self.tr("첫 첨삭"), self.tr("답변을 쓰고 Ctrl+Enter를 누릅니다.")),
        ):
            steps.addWidget(self._step(number, icon_name, name, words), 1)
        self._begin = Button(self.tr("지원서 만들기"), "primary")
        self._begin.clicked.connect(self.begin)
        self._sample = Button(self.tr("예시로 시작"))
        self._sample.clicked.connect(self.sample)
        buttons = QHBoxLayout()
        # The cards' borders stand a ring's width inside: what is above and below stands with them.
        for line in (title, promise, buttons):
            line.setContentsMargins(RING, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self._begin)
        buttons.addWidget(self._sample)
        buttons.addStretch()
        frame = QWidget(self)
        frame.setMaximumWidth(720)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(title)
        column.addSpacing(8)
        column.addWidget(promise)
        column.addSpacing(24)
        column.addLayout(steps)
        column.addSpacing(20)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(40, 24, 40, 24)
        outer.addStretch(2)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(frame, 1000)
        centred.addStretch(1)
        outer.addLayout(centred)
        outer.addStretch(3)
        theme.changed.connect(self._recolor)
        self._recolor()

    def set_read_only(self, read_only: bool) -> None:
        self._begin.setEnabled(not read_only)
        self._sample.setEnabled(not read_only)

    def _step(self, number: int, icon_name: str, name: str, words: str) -> QFrame:
        card = Card(self._theme)
        icon = QLabel()
        self._icons.append((icon, icon_name))
        head = QHBoxLayout()
        head.addWidget(icon)
        head.addStretch()
        head.addWidget(Label(str(number), tone="third", size="small", weight="semibold"))
        card.body.addLayout(head)
        card.body.addSpacing(2)
        card.body.addWidget(Label(name, weight="bold"))
        text = Label(words, tone="second", size="small", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(text, 1)
        return card

    @Slot()
    def _recolor(self) -> None:
        for label, name in self._icons:
            label.setPixmap(pixmap(name, self._theme.tokens.accent, 20))
