"""A sentence of the answer beside the one it is like."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.retrieval.matches import Match
from desktop.evidence.source_line import Place, SourceLine
from desktop.overlap.marked_text import MarkedText
from desktop.overlap.same_parts import same_parts
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, Label

_BESIDE = 620  # px of room from which the two stand side by side


class MatchCard(Card):
    """`passage_asked` wants the sentence in the answer, `essay_asked` the whole essay of the other one."""

    passage_asked = Signal(object)  # Match
    essay_asked = Signal(str)

    def __init__(self, theme: Theme, match: Match, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._match = match
        here, there = same_parts(match.text, match.text_there)
        self.mine = MarkedText(theme, match.text, here)
        self.its = MarkedText(theme, match.text_there, there)
        share = Badge(self.tr("{percent}% 같음").format(percent=round(100 * match.similarity)), tag=True)
        share.set_tone("improve")
        show = Button(self.tr("글에서 보기"), "text")
        show.clicked.connect(self._show)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(share)
        head.addStretch()
        head.addWidget(show)
        source = SourceLine(self._place())
        source.essay_asked.connect(self.essay_asked)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(24)
        self._sides.addLayout(_side(Label(self.tr("내 글"), tone="third", size="small"), self.mine), 1)
        self._sides.addLayout(_side(source, self.its), 1)
        self.body.addLayout(head)
        self.body.addLayout(self._sides)

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = event.size().width() >= _BESIDE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() is not direction:
            self._sides.setDirection(direction)
            self._sides.setSpacing(24 if beside else 12)
        super().resizeEvent(event)

    def _place(self) -> Place:
        match = self._match
        if match.answer == 0:
            return Place(self.tr("내 지원서 · {title}").format(title=match.title))
        return Place(match.title, match.source, match.url)

    @Slot()
    def _show(self) -> None:
        self.passage_asked.emit(self._match)


def _side(head: QWidget, text: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    head.setMinimumHeight(22)
    column.addWidget(head)
    column.addWidget(text)
    column.addStretch()
    return column
