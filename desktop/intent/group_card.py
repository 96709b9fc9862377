"""Something experts ask for again and again: in what words, how often, and three examples with their sources."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.retrieval.intent_groups import Example, IntentGroup
from desktop.critique.text_block import TextBlock
from desktop.evidence.source_line import SourceLine, place
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Badge, Label
from desktop.widgets.progress import ProgressLine


class GroupCard(Card):
    """The first example is shown, the others on demand. `essay_asked` carries the id of an essay."""

    essay_asked = Signal(str)

    def __init__(self, theme: Theme, group: IntentGroup, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        head = QHBoxLayout()
        head.setSpacing(8)
        words = FlowLayout(spacing=6)
        for word in group.words:
            words.addWidget(Badge(word, tone="accent", tag=True))
        count = self.tr("첨삭 {total}개 가운데 {count}개").format(total=f"{group.total:,}", count=f"{group.count:,}")
        head.addLayout(words, 1)
        head.addWidget(Label(count, tone="second", size="small", digits=True))
        share = ProgressLine(theme)
        share.set_share(group.count / max(1, group.total))
        share.setAccessibleName(count)
        self.body.addLayout(head)
        self.body.addWidget(share)
        first, *others = (self._example(theme, example) for example in group.examples)
        self.body.addWidget(first)
        self._others = QWidget(self)
        column = QVBoxLayout(self._others)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for other in others:
            column.addWidget(other)
        self._others.hide()
        self._more = Button("", "text")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._number = len(others)
        self._unfold(False)
        self.body.addWidget(self._others)
        if others:
            self.body.addWidget(self._more)
        self.setAccessibleName(f"{', '.join(group.words)}. {count}")

    def _example(self, theme: Theme, example: Example) -> QWidget:
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(TextBlock(theme, example.text, line_height=1.5))
        source = SourceLine(place(example.company, example.season, example.essay_id, example.url))
        source.essay_asked.connect(self.essay_asked)
        column.addWidget(source)
        return shown

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self._others.setVisible(shown)
        self._more.setText(self.tr("접기") if shown else self.tr("{count}개 더 보기").format(count=self._number))
