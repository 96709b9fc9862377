"""새로 고침: say what to collect, confirm the right to it, watch it, pause it, stop it, go on with it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.storage.corpus.records import Run
from desktop.corpus.collector import Collector
from desktop.corpus.events import Ending, Event
from desktop.corpus.form import CollectForm
from desktop.corpus.install_note import InstallNote
from desktop.corpus.pane import Pane
from desktop.corpus.run_card import RunCard
from desktop.corpus.words import cause_words, outcomes_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label
from desktop.widgets.states import Banner

_VERB = "crawl"


class CollectPane(Pane):
    """`said` carries a sentence for the foot of the window."""

    said = Signal(str)

    def __init__(
        self, theme: Theme, collector: Collector, *, installed: bool = True, parent: QWidget | None = None
    ) -> None:
        """`installed`: whether this program has what collecting needs."""
        super().__init__(parent)
        self._collector = collector
        self._installed = installed
        self._open_run: Run | None = None
        self.run_card = RunCard(theme)
        self.form = CollectForm(theme)
        self.note = InstallNote(theme)
        self._again = Banner(theme)
        self._start = Button(self.tr("시작"), "primary")
        self._why_not = Label(tone="third", size="small")
        self._build()
        collector.began.connect(self._began)
        collector.told.connect(self._told)
        collector.ended.connect(self._ended)
        self.run_card.pause_asked.connect(collector.pause)
        self.run_card.resume_asked.connect(collector.resume)
        self.run_card.stop_asked.connect(collector.cancel)
        self.run_card.failures_asked.connect(self.show_retry)
        self.form.changed.connect(self._show_state)
        self._again.action.connect(self._go_on)
        self._start.clicked.connect(self.start)
        self.note.said.connect(self.said)
        self._show_state()

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(3, 0, 3, 0)
        foot.setSpacing(12)
        foot.addWidget(self._start)
        foot.addWidget(self._why_not)
        foot.addStretch()
        body = self.body
        for widget in (self.note, self.run_card, self._again):
            body.addWidget(widget)
            body.addSpacing(10)
        body.addWidget(self.form)
        body.addSpacing(14)
        body.addLayout(foot)
        body.addStretch()
        self.note.setVisible(not self._installed)

    def show_open_run(self, run: Run | None) -> None:
        """A run that nobody ended, or that was stopped: it can be gone on with."""
        self._open_run = run
        self._show_state()

    def show_retry(self) -> None:
        """The form, for what could not be fetched."""
        self.form.show_retry()
        self.ensureWidgetVisible(self.form.right)
        self.form.right.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def start(self) -> None:
        """Begin what the form says; never without the right to it."""
        if not self._ready():
            return
        if not self._collector.start(self.form.wish().arguments()):
            self.said.emit(self.tr("다른 일이 끝난 뒤에 시작해 주세요."))

    def _ready(self) -> bool:
        return self._installed and not self._collector.verb and self.form.complete()

    @Slot()
    def _go_on(self) -> None:
        if self._open_run is None:
            return
        self.form.show_filters(self._open_run.filters)
        if self._ready():
            self.start()
            return
        self.said.emit(self.tr("수집할 권리가 있음을 확인하고 시작을 누르면 이어서 모읍니다."))
        self.ensureWidgetVisible(self.form.right)
        self.form.right.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_state(self) -> None:
        verb = self._collector.verb
        self._start.setEnabled(self._ready())
        for widget in (self._start, self.form, self._why_not):
            widget.setVisible(self._installed and verb != _VERB)
        self._why_not.setText(self._reason(verb))
        self._show_again(hidden=bool(verb))

    def _reason(self, verb: str) -> str:
        """Why 시작 does nothing now."""
        if verb:
            return self.tr("다른 일이 끝난 뒤에 시작할 수 있습니다.")
        if not self.form.confirmed():
            return self.tr("권리를 확인해야 시작할 수 있습니다.")
        return "" if self.form.complete() else self.tr("기업을 하나 이상 골라 주세요.")

    def _show_again(self, *, hidden: bool) -> None:
        run = self._open_run
        if run is None or hidden or not self._installed:
            self._again.hide()
            return
        when = run.started_at.astimezone()
        words = self.tr("{month}월 {day}일에 시작한 수집이 끝나기 전에 멈췄습니다.").format(
            month=when.month, day=when.day
        )
        facts = " · ".join(part for part in (cause_words(run.reason), outcomes_words(run.outcomes)) if part)
        self._again.show_message(f"{words} {facts}".strip(), self.tr("이어서"), "accent")

    @Slot(str)
    def _began(self, verb: str) -> None:
        if verb == _VERB:
            self.run_card.begin()
            self.verticalScrollBar().setValue(0)
            self.run_card.focus_pause()
        self._show_state()

    @Slot(str, object)
    def _told(self, verb: str, event: Event) -> None:
        if verb == _VERB:
            self.run_card.show_event(event)

    @Slot(str, object)
    def _ended(self, verb: str, ending: Ending) -> None:
        if verb == _VERB:
            self.run_card.show_ending(ending)
            self.form.take_back_right()
            self.said.emit(self.run_card.ending())
        self._show_state()
