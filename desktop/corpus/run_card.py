"""A run as it goes: how far, how fast, how long still, how each essay ended, and what became of it all."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.storage.corpus.records import Outcome
from desktop.corpus.events import (
    Ended,
    Ending,
    EndKind,
    Event,
    Failed,
    Paused,
    Phase,
    Progress,
    Resumed,
    Started,
    Waiting,
)
from desktop.corpus.words import SHOWN, TROUBLED, ending_words, outcome_words
from desktop.critique.text_block import TextBlock
from desktop.models.words import time_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Badge, Label
from desktop.widgets.progress import Dot, ProgressLine


class RunCard(Card):
    """Shows what it is told; `pause_asked`, `resume_asked` and `stop_asked` are the buttons."""

    pause_asked = Signal()
    resume_asked = Signal()
    stop_asked = Signal()
    failures_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._started: Started | None = None
        self._some_failed = False
        self._dot = Dot(theme, "accent")
        self._title = Label(size="heading", weight="bold")
        self._share = Label(tone="second", size="small", digits=True)
        self._bar = ProgressLine(theme)
        self._facts = Label(tone="second", size="small", digits=True, wrap=True)
        self._ending = TextBlock(theme)
        self._counts = FlowLayout(spacing=6)
        self._badges = {outcome: Badge() for outcome in SHOWN}
        self._pause = Button(self.tr("일시정지"))
        self._resume = Button(self.tr("계속"), "primary")
        self._stop = Button(self.tr("멈춤"))
        self._failures = Button(self.tr("받지 못한 글 다시 시도"))
        self._build()
        self._pause.clicked.connect(self._pause_clicked)
        self._resume.clicked.connect(self.resume_asked)
        self._stop.clicked.connect(self._stop_clicked)
        self._failures.clicked.connect(self.failures_asked)
        self.hide()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._dot)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._share)
        for badge in self._badges.values():
            self._counts.addWidget(badge)
            badge.hide()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.setSpacing(8)
        for button in (self._pause, self._resume, self._stop, self._failures):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.setSpacing(9)
        self.body.addLayout(head)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._ending)
        self.body.addLayout(self._counts)
        self.body.addLayout(buttons)

    def begin(self) -> None:
        """It was asked for and has not told anything yet."""
        self._started = None
        self._some_failed = False
        self._set_title(self.tr("브라우저를 여는 중"), "accent")
        self._share.setText("")
        self._bar.set_share(0.0)
        self._bar.show()
        self._facts.setText(self.tr("robots.txt를 읽고 시작합니다."))
        self._facts.show()
        self._ending.hide()
        for badge in self._badges.values():
            badge.hide()
        self._offer(running=True)
        self._stop.setEnabled(True)
        self.show()

    def focus_pause(self) -> None:
        """For the keyboard: 시작, which had the focus, is gone."""
        self._pause.setFocus()

    def show_event(self, event: Event) -> None:
        match event:
            case Started():
                self._started = event
                resumed = self.tr("지난번에 멈춘 데서 이어서 모읍니다.")
                self._facts.setText(resumed if event.resumed else self.tr("목록을 읽기 시작합니다."))
            case Progress():
                self._show_progress(event)
            case Waiting():
                self._show_waiting(event)
            case Paused():
                self._set_title(self.tr("잠시 멈춤"), "improve")
                self._offer(running=True, paused=True)
            case Resumed():
                self._set_title(self.tr("다시 시작하는 중"), "accent")
                self._offer(running=True)
            case _:
                pass

    def show_ending(self, ending: Ending) -> None:
        """What was done stays to be read until the next run."""
        if isinstance(ending, Ended):
            self._show_outcomes(ending.outcomes)
        done = isinstance(ending, Ended) and ending.kind is EndKind.DONE
        failed = isinstance(ending, Failed)
        title = self.tr("끝났습니다") if done else self.tr("실패했습니다") if failed else self.tr("멈췄습니다")
        self._set_title(title, "good" if done else "violation" if failed else "improve")
        self._bar.hide()
        self._facts.hide()
        self._share.setText("")
        dry_run = self._started is not None and self._started.dry_run
        self._ending.set_text(ending_words(ending, dry_run=dry_run))
        self._ending.show()
        self._offer(running=False, again=done)

    def ending(self) -> str:
        """What is said of the last run; empty while one is going."""
        return "" if self._ending.isHidden() else self._ending.text()

    def _show_progress(self, event: Progress) -> None:
        lists = event.phase is Phase.LISTS
        title = self.tr("목록을 읽는 중") if lists else self.tr("글을 받는 중")
        self._set_title(title, "accent")
        if event.total:
            self._bar.set_share(min(1.0, event.done / event.total))
            unit = self.tr("{done} / {total}쪽") if lists else self.tr("{done} / {total}편")
            self._share.setText(unit.format(done=f"{event.done:,}", total=f"{event.total:,}"))
        else:
            self._share.setText(self.tr("{done}쪽").format(done=f"{event.done:,}"))
        facts = []
        if event.pages_per_minute is not None:
            facts.append(self.tr("1분에 {pages}쪽").format(pages=f"{event.pages_per_minute:.1f}"))
        if event.seconds_left is not None:
            facts.append(self.tr("{time} 남음").format(time=time_words(event.seconds_left)))
        facts.append(self.tr("쉬는 시간 {seconds}초").format(seconds=f"{event.delay:.1f}"))
        self._facts.setText(" · ".join(facts))
        self._show_outcomes(event.outcomes)
        self._offer(running=True)

    def _show_waiting(self, event: Waiting) -> None:
        if event.reason == "login":
            self._set_title(self.tr("로그인을 기다리는 중"), "improve")
            self._facts.setText(self.tr("열린 브라우저에서 직접 로그인해 주세요. 로그인하면 이어서 모읍니다."))
            return
        self._set_title(self.tr("사이트가 붐벼 기다리는 중"), "improve")
        words = self.tr("{time} 뒤에 다시 시도합니다.").format(time=time_words(event.seconds or 0))
        self._facts.setText(f"{words} ({event.status})" if event.status else words)

    def _show_outcomes(self, outcomes: dict[Outcome, int]) -> None:
        for outcome, badge in self._badges.items():
            count = outcomes.get(outcome, 0)
            badge.setText(f"{outcome_words(outcome)} {count:,}")
            badge.setAccessibleName(badge.text())
            badge.set_tone("improve" if outcome in TROUBLED else "second")
            badge.setVisible(count > 0)
        self._some_failed = any(outcomes.get(outcome) for outcome in TROUBLED)

    def _set_title(self, words: str, tone: str) -> None:
        self._title.setText(words)
        self._dot.set_tone(tone)
        self.setAccessibleName(words)

    def _offer(self, *, running: bool, paused: bool = False, again: bool = False) -> None:
        self._pause.setVisible(running and not paused)
        self._resume.setVisible(running and paused)
        self._stop.setVisible(running)
        self._pause.setEnabled(True)
        self._failures.setVisible(again and self._some_failed)

    @Slot()
    def _pause_clicked(self) -> None:
        self._pause.setEnabled(False)  # until the page that is being fetched is there
        self.pause_asked.emit()

    @Slot()
    def _stop_clicked(self) -> None:
        self._stop.setEnabled(False)
        self._pause.setEnabled(False)
        self._set_title(self.tr("멈추는 중"), "improve")
        self.stop_asked.emit()
