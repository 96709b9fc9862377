"""전문가 근거 on a card: one quiet line whose room is kept while it is looked for, and what it unfolds to."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.remark import Citation, Polarity
from desktop.critique.text_block import TextBlock
from desktop.evidence.source_line import SourceLine, place
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.focus import chain_tabs
from desktop.widgets.labels import Label

MOST = 3


class EvidenceBlock(QWidget):
    """`essay_asked` carries the id of an essay that the reader wants to see whole."""

    essay_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._citations: tuple[Citation, ...] = ()
        self._cites: list[_Cite] = []
        self._state = Label(tone="third", size="small")
        self._state.setMinimumHeight(22)  # as high as the link that may take its place
        self._button = Button("", "link")
        self._button.setCheckable(True)
        self._button.toggled.connect(self._unfold)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._state)
        line.addWidget(self._button)
        line.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(line)
        self.show_evidence(None, searching=False)

    def show_evidence(self, evidence: Sequence[Citation] | None, *, searching: bool) -> None:
        """None: nobody has looked; then nothing is shown, unless it is being looked for."""
        self.setVisible(evidence is not None or searching)
        citations = tuple(evidence or ())[:MOST]
        self._state.setVisible(not citations)
        self._button.setVisible(bool(citations))
        self._state.setText(self.tr("전문가 근거를 찾는 중") if evidence is None else self.tr("근거 없음"))
        self._state.setToolTip(
            "" if evidence is None else self.tr("이 지적과 닮은 전문가 첨삭을 이 컴퓨터의 자료에서 찾지 못했습니다.")
        )
        if citations != self._citations:
            self._citations = citations
            for cite in self._cites:
                self._column.removeWidget(cite)
                cite.hide()
                cite.deleteLater()
            self._cites = []
            self._button.setChecked(False)
        self._name_button()

    def text(self) -> str:
        """The line."""
        return self._button.text() if self._citations else self._state.plain()

    def unfolded(self) -> bool:
        return self._button.isChecked()

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        if shown and not self._cites:
            for citation in self._citations:
                cite = _Cite(self._theme, citation)
                cite.source.essay_asked.connect(self.essay_asked)
                self._cites.append(cite)
                self._column.addWidget(cite)
            # Else Tab would come to these links after everything that was there before them.
            chain_tabs([self._button, *(one for cite in self._cites for one in cite.findChildren(QWidget))])
        for cite in self._cites:
            cite.setVisible(shown)
        self._name_button()

    def _name_button(self) -> None:
        words = self.tr("전문가 근거 {count}건 접기") if self.unfolded() else self.tr("전문가 근거 {count}건 보기")
        self._button.setText(words.format(count=len(self._citations)))


class _Cite(QWidget):
    """What an expert said of somebody else's passage."""

    def __init__(self, theme: Theme, citation: Citation) -> None:
        super().__init__()
        self._theme = theme
        good = citation.polarity is Polarity.GOOD
        word = self.tr("좋은 점") if good else self.tr("아쉬운 점")
        head = Label(word, tone="good" if good else "improve", size="small", weight="semibold")
        excerpt = TextBlock(theme, f"“{citation.excerpt}”", tone="second", small=True, line_height=1.5)
        said = TextBlock(theme, citation.said, small=True, line_height=1.5)
        self.source = SourceLine(place(citation.company, citation.season, citation.essay_id, citation.url))
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 0, 0, 0)
        column.setSpacing(3)
        for widget in (head, said):
            column.addWidget(widget)
        if citation.advice:
            column.addWidget(TextBlock(theme, citation.advice, small=True, line_height=1.5, lead="→"))
        column.addWidget(excerpt)
        column.addWidget(self.source)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(0, 1, 2, self.height() - 2), self._theme.color("accent_pale"))
