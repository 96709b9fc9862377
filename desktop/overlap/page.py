"""유사도: how much of the open answer stands in other answers, against the 30 % line, and which sentences do."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.messages import sentence
from core.retrieval.matches import LINE, Match, Overlap
from desktop.overlap.comparison import Compared, Comparison
from desktop.overlap.line_bar import LineBar
from desktop.overlap.match_card import MatchCard
from desktop.theme import Theme
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.card import RING, Card
from desktop.widgets.column import Column
from desktop.widgets.labels import ElidedLabel, Label
from desktop.widgets.states import Banner, EmptyState

_WIDE = 960.0


class OverlapPage(QFrame):
    """`back` leads to the answer, `passage_asked` to a sentence in it (Match), `essay_asked` to an essay by id."""

    back = Signal()
    passage_asked = Signal(object)
    essay_asked = Signal(str)

    def __init__(self, theme: Theme, comparison: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison = comparison
        self._shown: Compared | None = None
        self.cards: list[MatchCard] = []
        self.setProperty("ground", "background")
        self._question = ElidedLabel(tone="second", size="small")
        self.again = Button(self.tr("다시 견주기"))
        self.banner = Banner(theme)
        self._percent = Label(size="display", weight="bold", digits=True)
        self._verdict = Label(weight="semibold")
        self._bar = LineBar(theme)
        self._caveat = Label(tone="second", size="small", wrap=True, digits=True)
        self._list_head = Label(weight="bold")
        self._matches = QVBoxLayout()
        self._empty = EmptyState(theme, "copy", "")
        self._stack = QStackedWidget()
        self._build(theme)
        self.again.clicked.connect(comparison.start)
        self.banner.action.connect(comparison.start)
        self._empty.action.connect(comparison.start)
        comparison.changed.connect(self.refresh)
        self.refresh()

    def _build(self, theme: Theme) -> None:
        back = IconButton(theme, "arrow-left", self.tr("답변으로 돌아가기"))
        back.clicked.connect(self.back)
        row = QHBoxLayout()
        row.setContentsMargins(RING, 0, RING, 0)
        row.setSpacing(8)
        row.addWidget(back)
        row.addWidget(Label(self.tr("유사도"), size="display", weight="bold"))
        row.addSpacing(4)
        row.addWidget(self._question, 1)
        row.addWidget(self.again)
        head = Column(top=20, bottom=14, width=_WIDE)
        head.body.addLayout(row)
        found = Column(bottom=32, width=_WIDE)
        notice = QHBoxLayout()
        notice.setContentsMargins(RING, 0, RING, 4)
        notice.addWidget(self.banner)
        found.body.addLayout(notice)
        found.body.addWidget(self._summary(theme))
        found.body.addSpacing(18)
        self._list_head.setContentsMargins(RING, 0, RING, 0)
        found.body.addWidget(self._list_head)
        found.body.addSpacing(4)
        self._matches.setSpacing(4)
        found.body.addLayout(self._matches)
        found.body.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(found)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scroll)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(head)
        page.addWidget(self._stack, 1)
        leave = QAction(self)
        leave.setShortcuts([QKeySequence("Alt+Left"), QKeySequence(Qt.Key.Key_Backspace)])
        leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.triggered.connect(self.back)
        self.addAction(leave)

    def _summary(self, theme: Theme) -> Card:
        card = Card(theme)
        numbers = QHBoxLayout()
        numbers.setSpacing(12)
        numbers.addWidget(self._percent)
        numbers.addWidget(self._verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        numbers.addStretch()
        card.body.addLayout(numbers)
        card.body.addWidget(self._bar)
        card.body.addSpacing(2)
        card.body.addWidget(self._caveat)
        return card

    def show_question(self, words: str) -> None:
        """Whose answer it is."""
        self._question.setText(words)
        self._question.update()

    @Slot()
    def refresh(self) -> None:
        """Show what there is of the open answer."""
        comparison = self._comparison
        found = comparison.found
        self.again.setEnabled(comparison.can and not comparison.running)
        self.again.setText(self.tr("견주는 중") if comparison.running else self.tr("다시 견주기"))
        settled = found is not None and found.complete and comparison.fresh and comparison.error is None
        self.again.setVisible(settled or (found is not None and comparison.running))  # else the banner offers it
        if found is None:
            self._shown = None
            self._show_nothing()
            return
        self._stack.setCurrentIndex(1)
        self._show_banner(found)
        if found is not self._shown:
            self._shown = found
            self._show_found(found)

    def _show_nothing(self) -> None:
        comparison = self._comparison
        icon, title, text, action = (
            "copy",
            self.tr("다른 글과 얼마나 겹치는지 봅니다"),
            self.tr(
                "이 컴퓨터에 있는 합격자소서와 내 다른 답변을 문장마다 견줍니다. 글은 컴퓨터 밖으로 나가지 않습니다."
            ),
            self.tr("견주기"),
        )
        if comparison.running:
            title, action = self.tr("견주는 중입니다"), ""
            text = self.tr("처음에는 색인을 만드느라 1분쯤 걸릴 수 있습니다. 그동안 글을 계속 써도 됩니다.")
        elif comparison.error is not None:
            message = sentence(comparison.error)
            icon, title, text, action = "circle-alert", message.what, message.next_step, self.tr("다시 견주기")
        elif not comparison.can:
            icon, title, action = "pen-line", self.tr("견줄 답변이 아직 없습니다"), ""
            text = self.tr("답변을 쓴 뒤 다시 열어 주세요.")
        self._empty.set_content(icon, title, text, action)
        self._stack.setCurrentIndex(0)

    def _show_banner(self, found: Compared) -> None:
        comparison = self._comparison
        if comparison.error is not None:
            self.banner.show_message(str(sentence(comparison.error)), self.tr("다시 견주기"), "violation")
        elif comparison.running:
            self.banner.show_message(self.tr("다시 견주는 중입니다."), tone="accent")
        elif not comparison.fresh:
            self.banner.show_message(self.tr("글이 바뀌었습니다."), self.tr("다시 견주기"))
        elif not found.complete:
            words = self.tr("색인을 아직 만드는 중이라 일부 글과만 견주었습니다.")
            self.banner.show_message(words, self.tr("다시 견주기"), "accent")
        else:
            self.banner.hide()

    def _show_found(self, found: Compared) -> None:
        overlap = found.overlap
        self._percent.setText(percent_words(overlap.percent))
        over = overlap.over_the_line
        self._percent.set_tone("violation" if over else "ink")
        self._verdict.set_tone("violation" if over else "second")
        verdict = self.tr("기준선 {line}%를 넘었습니다") if over else self.tr("기준선 {line}%보다 낮습니다")
        self._verdict.setText(verdict.format(line=LINE))
        self._bar.set_percent(overlap.percent)
        self._caveat.setText(
            self.tr(
                "이 컴퓨터에 있는 답변 {count}개와만 견준 값입니다. 채용 회사가 쓰는 검사는 훨씬 많은 글과 견주므로 "
                "더 높게 나올 수 있습니다."
            ).format(count=f"{overlap.compared:,}")
        )
        if overlap.matches:
            self._list_head.setText(self._list_words(overlap))
        else:
            self._list_head.setText(self.tr("겹치는 문장이 없습니다."))
        for card in self.cards:
            self._matches.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [self._card(match) for match in overlap.matches]

    def _list_words(self, overlap: Overlap) -> str:
        own = sum(match.answer == 0 for match in overlap.matches)
        words = self.tr("겹치는 문장 {count}개")
        if own == len(overlap.matches):
            words = self.tr("겹치는 문장 {count}개 · 모두 내 다른 답변과 겹칩니다")
        elif own:
            words = self.tr("겹치는 문장 {count}개 · 그중 {own}개는 내 다른 답변과 겹칩니다")
        return words.format(count=len(overlap.matches), own=own)

    def _card(self, match: Match) -> MatchCard:
        card = MatchCard(self._theme, match)
        card.passage_asked.connect(self.passage_asked)
        card.essay_asked.connect(self.essay_asked)
        self._matches.addWidget(card)
        card.show()  # the layout would do so a turn of the loop later
        return card


def percent_words(percent: float) -> str:
    """Whole percents, but never 0 for something."""
    return "1%" if 0 < percent < 1 else f"{round(percent)}%"
