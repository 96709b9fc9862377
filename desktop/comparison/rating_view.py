"""A pair as a rater sees it: the answer with the quoted passages marked, two critiques, and one question."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.anchor import QuoteFinder
from core.comparison.packet import wording
from core.comparison.pairs import Check, Choice, Pair
from core.errors import AppError
from core.messages import sentence
from core.remark import Polarity, Span
from core.text import nfc
from desktop.comparison.rating_foot import RatingFoot
from desktop.comparison.session import RatingSession
from desktop.comparison.side import Side
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.spans import SpanKind, SpanMark
from desktop.theme import Theme
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.labels import ElidedLabel, Label
from desktop.widgets.progress import ProgressLine
from desktop.widgets.states import Banner, EmptyState

_ANSWER_PX = 15.5  # smaller than where one writes: three columns share the window
# The keys as they stand on the keyboard: with a Korean input method the same ones give ㅁ, ㄴ, ㅇ and ㄹ.
_KEYS = {Choice.FIRST: ("1", "A", "ㅁ"), Choice.TIE: ("2", "S", "ㄴ"), Choice.SECOND: ("3", "D", "ㅇ")}
_NEXT = ("4", "F", "ㄹ")

Key = tuple[Choice, int]  # of a remark: its side and ordinal


class RatingView(QWidget):
    """Shows what `session` has open. `back`: to the list; `outcome_asked`: all is rated, and the result is wanted."""

    back = Signal()
    outcome_asked = Signal()

    def __init__(self, theme: Theme, session: RatingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._spans: dict[Key, SpanMark] = {}
        self._active: Key | None = None
        self._title = ElidedLabel(size="title", weight="bold")
        self._rater = Label(tone="second", size="small")
        self._progress = Label(tone="second", size="small", digits=True)
        self._bar = ProgressLine(theme)
        self._bar.setFixedWidth(140)
        self.banner = Banner(theme)
        self._question = Label(size="heading", weight="semibold", wrap=True)
        self.text = AnswerEditor(theme)
        self.text.setReadOnly(True)
        self.text.set_font_px(_ANSWER_PX)
        self.text.setAccessibleName(wording()["answer"])
        self.sides = {side: Side(theme, side) for side in (Choice.FIRST, Choice.SECOND)}
        self.foot = RatingFoot(theme)
        self._again = Button(wording()["back"], "ghost")
        self._again.setToolTip("Alt+←")
        self.end = EmptyState(theme, "circle-check", "", primary=True)
        self._stack = QStackedWidget()
        self._build(theme)
        self._connect()
        self._add_keys()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _build(self, theme: Theme) -> None:
        leave = IconButton(theme, "arrow-left", self.tr("목록으로 돌아가기"))
        leave.clicked.connect(self.back)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 20, 10)
        head.setSpacing(10)
        head.addWidget(leave)
        head.addWidget(self._title, 1)
        for widget in (self._rater, self._progress, self._bar):
            head.addWidget(widget)
        answer = QFrame()
        answer.setProperty("ground", "panel")
        reading = QVBoxLayout(answer)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(4)
        self._question.setContentsMargins(40, 14, 30, 2)  # in line with the answer below it
        reading.addWidget(self._question)
        reading.addWidget(self.text, 1)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(answer, 6)
        for side in self.sides.values():
            columns.addWidget(_line("vertical"))
            columns.addWidget(side, 5)
        pair = QWidget()
        asking = QVBoxLayout(pair)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(0)
        asking.addLayout(columns, 1)
        asking.addWidget(_line("horizontal"))
        asking.addWidget(self.foot)
        over = QWidget()
        ending = QVBoxLayout(over)
        ending.setContentsMargins(20, 0, 20, 12)
        ending.addWidget(self.end, 1)
        ending.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        self._stack.addWidget(pair)
        self._stack.addWidget(over)
        notice = QHBoxLayout()
        notice.setContentsMargins(16, 0, 16, 8)
        notice.addWidget(self.banner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addLayout(notice)
        page.addWidget(_line("horizontal"))
        page.addWidget(self._stack, 1)

    def _connect(self) -> None:
        session, foot = self._session, self.foot
        session.moved.connect(self._show)
        session.waiting.connect(self._wait)
        session.saved.connect(self._saved)
        session.troubled.connect(self._troubled)
        self.banner.action.connect(session.flush)
        self.end.action.connect(self.outcome_asked)
        self._again.clicked.connect(session.back)
        self.text.span_clicked.connect(self._span_clicked)
        for side in self.sides.values():
            side.activated.connect(self._activated)
            side.answered.connect(self._answered)
            side.scored.connect(self._scored)
        foot.chosen.connect(self._chosen)
        foot.noted.connect(self._noted)
        foot.next_asked.connect(self._next)
        foot.skip_asked.connect(session.skip)
        foot.back_asked.connect(session.back)

    def _add_keys(self) -> None:
        for choice, keys in _KEYS.items():
            self._add_key(keys).triggered.connect(lambda _checked=False, given=choice: self._press(given))
        self._add_key(_NEXT).triggered.connect(self._next)
        self._add_key(("Alt+Left",)).triggered.connect(self._session.back)
        self._add_key(("Alt+Right",)).triggered.connect(self._session.skip)

    def _add_key(self, keys: tuple[str, ...]) -> QAction:
        """An action of these keys while the focus is in here; a field in which one types keeps its letters."""
        action = QAction(self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    # what is shown

    def show_title(self, title: str, rater: str) -> None:
        """Of the comparison that is opened, and who rates."""
        self._title.setText(title)
        self._rater.setText(self.tr("평가자 {rater}").format(rater=rater))
        self.foot.say("")
        self.banner.hide()

    @Slot()
    def _show(self) -> None:
        session = self._session
        pair, draft = session.pair, session.draft
        self._stack.setEnabled(True)
        self._show_progress()
        self.foot.say("")
        if pair is None:
            self._show_end()
            return
        self._question.setText(pair.answer.question)
        self.text.set_text(pair.answer.text)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)  # it is kept in view when the window changes its size
        self.text.verticalScrollBar().setValue(0)
        self._spans = dict(_marks(pair))
        for side, candidate in ((Choice.FIRST, pair.first), (Choice.SECOND, pair.second)):
            self.sides[side].show_candidate(candidate, draft)
        self._activate(None)
        self.foot.show_draft(draft, first=session.number == 1, can_skip=session.can_skip)
        self._stack.setCurrentIndex(0)
        # On no answer: one that has the focus would be preferred.
        self.setFocus()

    def _show_end(self) -> None:
        words = self.tr("{total}쌍을 끝까지 보았습니다. 고칠 것이 있으면 ‘이전’으로 돌아가 주세요.")
        self.end.set_content(
            "circle-check",
            self.tr("모두 평가했습니다"),
            words.format(total=len(self._session.pairs)),
            self.tr("결과 보기"),
        )
        self._stack.setCurrentIndex(1)
        self.setFocus()

    def _show_progress(self) -> None:
        session = self._session
        total = len(session.pairs)
        words = wording()["progress"].format(total=total, done=session.done)
        if session.number:
            words = self.tr("{number}번째 쌍").format(number=session.number) + " · " + words
        self._progress.setText(words)
        self._bar.set_share(session.done / total if total else 0.0)

    @Slot()
    def _saved(self) -> None:
        self.banner.hide()
        self._show_progress()
        self.foot.say(self.tr("{time} 저장했습니다").format(time=f"{datetime.now():%H:%M}"))

    @Slot()
    def _wait(self) -> None:
        self._stack.setEnabled(False)

    @Slot(object)
    def _troubled(self, error: AppError) -> None:
        self._stack.setEnabled(True)
        self.foot.say(self.tr("아직 저장하지 못했습니다"))
        self.banner.show_message(str(sentence(error)), self.tr("다시 저장"), "violation")

    # what the rater says

    def _press(self, choice: Choice) -> None:
        if self._session.pair is not None and self._stack.isEnabled():
            self.foot.choices.choose(choice)

    @Slot(object)
    def _chosen(self, choice: Choice) -> None:
        draft = replace(self._session.draft, choice=choice)
        self.foot.show_choice(draft)
        self._session.change(draft)

    @Slot(str)
    def _noted(self, note: str) -> None:
        self._session.change(replace(self._session.draft, note=note), soon=True)

    @Slot(object)
    def _scored(self, score: int | None) -> None:
        side = self.sender()
        if isinstance(side, Side):
            self._session.change(self._session.draft.scored(side.side, score))

    @Slot(int, object, object)
    def _answered(self, ordinal: int, check: Check, yes: bool | None) -> None:
        side = self.sender()
        if isinstance(side, Side):
            self._session.change(self._session.draft.answered((side.side, ordinal, check), yes))

    @Slot()
    def _next(self) -> None:
        if self._session.pair is not None and self._session.draft.choice is None:
            self.foot.say(wording()["choose"])
        self._session.next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self._next()

    # passages

    @Slot(int)
    def _activated(self, ordinal: int) -> None:
        side = self.sender()
        if isinstance(side, Side):
            self._activate((side.side, ordinal))

    @Slot(str)
    def _span_clicked(self, mark_id: str) -> None:
        """The remark on this passage; when it is that already, the next one on it."""
        clicked = next(mark.span for mark in self._spans.values() if mark.id == mark_id)
        here = [key for key, mark in self._spans.items() if _overlap(mark.span, clicked)]
        after = here.index(self._active) + 1 if self._active in here else 0
        self._activate(here[after % len(here)])

    def _activate(self, wanted: Key | None) -> None:
        """Show which passage a remark is about, on both sides of the line."""
        self._active = wanted
        active = None if wanted is None else self._spans.get(wanted)
        shown = [] if active is None else [replace(active, active=True)]
        # Where several remarks quote the same words, one line: two on top of each other are none of both.
        for mark in self._spans.values():
            if not any(_overlap(mark.span, other.span) for other in shown):
                shown.append(mark)
        self.text.set_spans(shown)
        for side, column in self.sides.items():
            column.set_active(wanted[1] if wanted is not None and wanted[0] is side else None)
        if active is not None:
            self.text.scroll_to_span(active.id)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _marks(pair: Pair) -> Iterator[tuple[Key, SpanMark]]:
    """The passages that either side quotes, where they are found in the answer as the editor shows it."""
    finder = QuoteFinder(nfc(pair.answer.text))
    for side, candidate in ((Choice.FIRST, pair.first), (Choice.SECOND, pair.second)):
        taken: list[Span] = []
        for ordinal, remark in enumerate(candidate.remarks):
            span = finder.locate(remark.quote, taken) if remark.quote else None
            if span is not None:
                taken.append(span)
                kind: SpanKind = "good" if remark.polarity is Polarity.GOOD else "improve"
                yield (side, ordinal), SpanMark(f"{side.value}-{ordinal}", span, kind)


def _line(direction: str) -> QFrame:
    line = QFrame()
    line.setProperty("rule", direction)
    return line
