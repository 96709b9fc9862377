"""One essay: a question and its answer with the marked sentences, and beside it what experts said of them."""

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.corpus import FLAG_LABELS, CollectedAnswer, CollectedEssay, Flagged, Origin
from core.counting import CHARS, TWO_BYTE, count
from core.question_type import QUESTION_TYPE_LABELS
from desktop.critique.card_list import BAR, CardList
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import CritiqueView, ModelLabel, Stage
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.tabs import QuestionTabs, TabFacts
from desktop.theme import Theme
from desktop.widgets.buttons import Chip, IconButton
from desktop.widgets.card import RING
from desktop.widgets.column import Column
from desktop.widgets.flow import FlowLayout
from desktop.widgets.focus import chain_tabs
from desktop.widgets.labels import Badge, ElidedLabel, Label

_PANEL = 404
_SIDE = 19


class EssayReader(QWidget):
    """`remove_asked` is a maintainer's wish to take the essay out of the corpus."""

    back = Signal()
    remove_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maintainer = False
        self._number = 0
        self._tracker: RemarkTracker | None = None
        self.essay: CollectedEssay | None = None
        self._back = IconButton(theme, "arrow-left", self.tr("목록으로 돌아가기"))
        self._title = ElidedLabel(size="title", weight="bold")
        self._tag = Badge(self.tr("보기로 쓴 글"), tag=True)
        self._when = Label(tone="third", size="small", digits=True)
        self._source = IconButton(theme, "external-link", self.tr("원본을 브라우저에서 열기"))
        self._remove = IconButton(theme, "trash-2", self.tr("이 글 지우기"))
        self._invented = Label(tone="second", size="small", wrap=True)
        self._flags = Label(tone="improve", size="small", wrap=True)
        self._tabs = QuestionTabs(theme)
        self._tabs.set_read_only(True)
        self._question = Label(size="heading", weight="semibold", wrap=True)
        self._spec = FlowLayout(spacing=6)
        self._text = AnswerEditor(theme)
        self._text.setReadOnly(True)
        self._text.setAccessibleName(self.tr("답변"))
        self._counter = Label(tone="second", size="small", digits=True)
        self._grade = Badge()
        self._cards = CardList(theme, read_only=True)
        self._silent = Label(self.tr("이 문항에는 남긴 첨삭이 없습니다."), tone="third", size="small", wrap=True)
        self._foot = Label(tone="third", size="small", wrap=True)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 10)
        head.setSpacing(6)
        head.addWidget(self._back)
        head.addSpacing(6)
        head.addWidget(self._title, 1)
        head.addWidget(self._tag)
        head.addSpacing(8)
        head.addWidget(self._when)
        head.addSpacing(12)
        head.addWidget(self._source)
        head.addWidget(self._remove)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._reading(), 1)
        row.addWidget(_line("vertical"))
        row.addWidget(self._remarks())
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(_line("horizontal"))
        page.addLayout(row, 1)

    def _reading(self) -> QFrame:
        middle = QFrame()
        middle.setProperty("ground", "panel")
        reading = QVBoxLayout(middle)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        above = Column(top=10)
        body = above.body
        body.addWidget(self._tabs)
        body.addSpacing(14)
        body.addWidget(self._question)
        body.addSpacing(10)
        body.addLayout(self._spec)
        for label in (self._invented, self._flags):
            label.setContentsMargins(0, 8, 0, 0)
            body.addWidget(label)
        foot = Column(top=11, bottom=12)
        foot.body.addWidget(self._counter)
        reading.addWidget(above)
        reading.addSpacing(10)
        reading.addWidget(self._text, 1)
        reading.addWidget(_line("horizontal"))
        reading.addWidget(foot)
        return middle

    def _remarks(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_PANEL)
        column = QVBoxLayout(side)
        column.setContentsMargins(_SIDE - RING, 14, _SIDE - RING - BAR, 14)
        column.setSpacing(8)
        state = QHBoxLayout()
        state.setContentsMargins(RING, 0, RING + BAR, 0)
        state.addWidget(Label(self.tr("첨삭"), size="title", weight="bold"))
        state.addStretch()
        state.addWidget(self._grade)
        for label in (self._silent, self._foot):
            label.setContentsMargins(RING, 0, RING + BAR, 0)
        column.addLayout(state)
        column.addWidget(self._silent)
        column.addWidget(self._cards, 1)
        column.addWidget(self._foot)
        return side

    def _connect(self) -> None:
        self._back.clicked.connect(self.back)
        self._remove.clicked.connect(self.remove_asked)
        self._source.clicked.connect(self._open_source)
        self._tabs.chosen.connect(self._question_chosen)
        self._cards.activated.connect(self._activate)
        self._text.span_clicked.connect(self._span_clicked)
        for key, slot in (("F8", self._next_remark), ("Shift+F8", self._previous_remark)):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    # what is shown

    def set_maintainer(self, maintainer: bool) -> None:
        self._maintainer = maintainer
        if self.essay is not None:
            self._show_head(self.essay)

    def show_essay(self, essay: CollectedEssay) -> None:
        """From its first question on."""
        self.essay = essay
        self._show_head(essay)
        while (item := self._spec.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for fact in essay.spec:
            self._spec.addWidget(Chip(fact, clickable=False))
        self._tabs.set_tabs([], None)  # another essay's tabs may have the same keys
        self._show_answer(0)
        tabs = (tab for tab in self._tabs.findChildren(QAbstractButton) if not tab.isHidden())
        chain_tabs([self._remove, *tabs, self._text])

    def _show_head(self, essay: CollectedEssay) -> None:
        written = essay.origin is Origin.SAMPLE
        self._title.setText(" · ".join(part for part in (essay.company, essay.job) if part))
        self._tag.setVisible(written)
        self._when.setText(" · ".join(part for part in (essay.season, essay.career) if part))
        self._source.setVisible(bool(essay.url))
        self._remove.setVisible(self._maintainer and not written)
        self._invented.setVisible(written)
        self._invented.setText(self.tr("보기로 쓴 글입니다. 사람과 회사는 모두 지어낸 것입니다."))
        self._grade.setVisible(essay.grade is not None)
        self._grade.setText(self.tr("평점 {grade} / 5").format(grade=essay.grade))
        flags = " · ".join(map(self._flag_words, essay.flags)) if self._maintainer else ""
        self._flags.setText(self.tr("품질 표시: {flags}").format(flags=flags))
        self._flags.setVisible(bool(flags))
        kind = self.tr("보기로 쓴 첨삭") if written else self.tr("전문가 첨삭")
        self._foot.setText(self.tr("{kind} · 참고용이며 합격을 보장하지 않습니다").format(kind=kind))

    def _flag_words(self, flagged: Flagged) -> str:
        facts = []
        if flagged.answer is not None:
            facts.append(self.tr("문항 {number}").format(number=flagged.answer))
        if "/" in flagged.detail:  # two counts that disagree; a single number says how many
            facts.append(flagged.detail)
        return FLAG_LABELS[flagged.flag] + (f"({', '.join(facts)})" if facts else "")

    def _show_answer(self, number: int) -> None:
        """Question and answer `number`, from 0."""
        essay = self.essay
        if essay is None or not 0 <= number < len(essay.answers):
            return
        self._number = number
        answer = essay.answers[number]
        facts = [
            TabFacts(str(place), QUESTION_TYPE_LABELS[one.question_type], f"{count(one.text, CHARS):,}")
            for place, one in enumerate(essay.answers)
        ]
        self._tabs.set_tabs(facts, str(number))
        self._question.setText(answer.question)
        self._text.set_text(answer.text)
        self._text.verticalScrollBar().setValue(0)
        self._counter.setText(self._counter_words(answer))
        tracker = self._tracker = RemarkTracker(answer.text, answer.text)
        tracker.take(answer.remarks)
        self._cards.show_view(
            CritiqueView(
                question_id=essay.id,
                number=number + 1,
                stage=Stage.DONE,
                judged_text=answer.text,
                model=ModelLabel(""),
                key=f"{essay.id}#{number}",
                remarks=tracker.views(),
                overall=essay.overall,
            )
        )
        self._silent.setVisible(not answer.remarks)
        self._text.set_spans(tracker.marks(None))

    def _counter_words(self, answer: CollectedAnswer) -> str:
        """Our count, what the question allows, and what the page itself had counted."""
        chars = self.tr("{count}자").format(count=f"{count(answer.text, CHARS):,}")
        if answer.limit:
            chars = self.tr("{count} / {limit}자").format(
                count=f"{count(answer.text, CHARS):,}", limit=f"{answer.limit:,}"
            )
        parts = [chars, self.tr("{count} Byte").format(count=f"{count(answer.text, TWO_BYTE):,}")]
        if answer.counted_chars is not None:
            parts.append(self.tr("원본 표시 {count}자").format(count=f"{answer.counted_chars:,}"))
        return " · ".join(parts)

    def focus_first(self) -> None:
        """For the keyboard: the text, from where Tab goes on to the cards."""
        self._text.setFocus()

    def cards(self) -> CardList:
        return self._cards

    def text(self) -> AnswerEditor:
        return self._text

    # what the reader does

    @Slot(str)
    def _question_chosen(self, key: str) -> None:
        self._show_answer(int(key))

    @Slot(int)
    def _activate(self, ordinal: int) -> None:
        self._cards.set_active(ordinal)
        if self._tracker is not None:
            self._text.set_spans(self._tracker.marks(ordinal))
        self._text.scroll_to_span(str(ordinal))

    @Slot(str)
    def _span_clicked(self, mark_id: str) -> None:
        self._activate(int(mark_id))

    @Slot()
    def _next_remark(self) -> None:
        self._go(1)

    @Slot()
    def _previous_remark(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        shown = self._cards.shown()
        if not shown:
            return
        active = self._cards.active
        before = -1 if step > 0 else 0
        place = (shown.index(active) if active in shown else before) + step
        self._activate(shown[place % len(shown)])

    @Slot()
    def _open_source(self) -> None:
        if self.essay is not None and self.essay.url.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(self.essay.url))


def _line(direction: str) -> QFrame:
    line = QFrame()
    line.setProperty("rule", direction)
    return line
