"""구조 점검: whether the site's pages are still as the parser expects, item by item, and what to do when not."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.messages import for_code
from desktop.corpus.collector import Collector
from desktop.corpus.events import CheckedPage, Ended, Ending, Failed, Finding, Report
from desktop.corpus.install_note import InstallNote
from desktop.corpus.pane import Pane
from desktop.corpus.words import finding_words, tr, wanted_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Badge, ElidedLabel, Label
from desktop.widgets.states import Banner

_VERB = "check"


class CheckPane(Pane):
    """`said` carries a sentence for the foot of the window."""

    said = Signal(str)

    def __init__(
        self, theme: Theme, collector: Collector, *, installed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._collector = collector
        self._installed = installed
        self.note = InstallNote(theme)
        self._visible = QCheckBox(self.tr("창을 보면서"))
        self._start = Button(self.tr("점검 시작"), "primary")
        self._stop = Button(self.tr("멈춤"))
        self._state = Label(tone="second", size="small")
        self._verdict = Banner(theme)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(6)
        self._build()
        self._start.clicked.connect(self.start)
        self._stop.clicked.connect(collector.cancel)
        collector.began.connect(self._began)
        collector.ended.connect(self._ended)
        self.note.said.connect(self.said)
        self._show_state()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self._start, self._stop, self._visible, self._state):
            row.addWidget(widget)
        row.addStretch()
        what = self.tr("목록 한 쪽과 글 한 편을 열어, 읽는 데 필요한 것이 제자리에 있는지 봅니다. 저장하지 않습니다.")
        body = self.body
        body.addWidget(self.note)
        body.addWidget(Label(what, tone="second", wrap=True))
        body.addSpacing(12)
        body.addLayout(row)
        body.addSpacing(14)
        body.addWidget(self._verdict)
        body.addSpacing(8)
        body.addLayout(self._pages)
        body.addStretch()
        self.note.setVisible(not self._installed)

    @Slot()
    def start(self) -> None:
        visible = ["--visible"] if self._visible.isChecked() else []
        if not self._collector.start([_VERB, *visible]):
            self.said.emit(self.tr("다른 일이 끝난 뒤에 시작해 주세요."))

    def show_report(self, report: Report) -> None:
        self._clear()
        wrong = sum(not finding.ok for page in report.pages for finding in page.findings)
        if report.ok:
            self._verdict.show_message(self.tr("모두 예상과 같습니다. 수집할 수 있습니다."), tone="accent")
        else:
            words = self.tr(
                "{count}곳이 예상과 다릅니다. 지금 수집하지 마세요. scraper/pages/selectors.py를 고치고 다시 점검한 "
                "뒤, ‘python -m scraper reparse’로 받아 둔 원본을 다시 읽으세요."
            )
            self._verdict.show_message(words.format(count=wrong), tone="violation")
        for page in report.pages:
            self._pages.addWidget(_PageCard(self._theme, page))

    def _clear(self) -> None:
        self._verdict.hide()
        while (item := self._pages.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    @Slot()
    def _show_state(self) -> None:
        verb = self._collector.verb
        self._start.setVisible(self._installed and verb != _VERB)
        self._start.setEnabled(not verb)
        self._visible.setVisible(self._installed)
        self._stop.setVisible(verb == _VERB)
        self._visible.setEnabled(not verb)
        busy = self.tr("다른 일이 끝난 뒤에 점검할 수 있습니다.") if verb else ""
        self._state.setText(self.tr("페이지를 여는 중입니다") if verb == _VERB else busy)

    @Slot(str)
    def _began(self, verb: str) -> None:
        if verb == _VERB:
            self._clear()
        self._show_state()

    @Slot(str, object)
    def _ended(self, verb: str, ending: Ending) -> None:
        self._show_state()
        if verb != _VERB:
            return
        match ending:
            case Report():
                self.show_report(ending)
            case Failed():
                self._verdict.show_message(str(for_code(ending.code, ending.context)), tone="violation")
            case Ended():
                self._state.setText(self.tr("멈췄습니다."))


class _PageCard(Card):
    """One page: each thing, how many were found, how many there should be, and a word for whether that is right."""

    def __init__(self, theme: Theme, page: CheckedPage) -> None:
        super().__init__(theme)
        kind = {"list": self.tr("목록"), "detail": self.tr("글")}.get(page.kind, self.tr("알 수 없는 페이지"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(kind, size="heading", weight="bold"))
        head.addWidget(_verdict(ok=page.ok))
        head.addWidget(ElidedLabel(page.url, tone="third", size="small"), 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for place, words in enumerate((self.tr("항목"), self.tr("찾는 곳"), self.tr("찾음"), self.tr("예상"), "")):
            grid.addWidget(Label(words, tone="third", size="small"), 0, place)
        for row, finding in enumerate(page.findings, 1):
            for place, widget in enumerate(_cells(finding)):
                grid.addWidget(widget, row, place)
        self.body.addLayout(head)
        self.body.addLayout(grid)


def _cells(finding: Finding) -> tuple[QWidget, ...]:
    return (
        Label(finding_words(finding.name)),
        ElidedLabel(finding.selector, tone="third", size="small"),
        Label(f"{finding.found:,}", digits=True),
        Label(wanted_words(finding.wanted), tone="second", digits=True),
        _verdict(ok=finding.ok),
    )


def _verdict(*, ok: bool) -> Badge:
    return Badge(tr("맞음") if ok else tr("어긋남"), tone="good" if ok else "violation", tag=True)
