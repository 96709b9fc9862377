"""현황: the corpus in numbers and plots, what was odd about it, and what could not be fetched."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.corpus import FLAG_LABELS, QualityFlag
from core.messages import sentence
from core.storage.corpus.records import CorpusStatistics, Failure
from desktop.corpus.charts import charts
from desktop.corpus.plot_card import PlotCard
from desktop.corpus.snapshot import Snapshot
from desktop.corpus.stat_tile import StatTile
from desktop.corpus.words import failure_words, size_words
from desktop.theme import Theme
from desktop.tokens import WIDE_COLUMN
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.nav_row import NavRow
from desktop.widgets.states import Banner

_TWO_ABOVE = 760  # px of room from which two plots stand side by side
_PLOTS = 6
_REASONS = 4  # kinds of failure that are listed


class Dashboard(QScrollArea):
    """`flag_chosen` carries a QualityFlag, `retry_asked` wants what failed again, `collect_asked` a first run."""

    flag_chosen = Signal(object)
    retry_asked = Signal()
    collect_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow: bool | None = None
        self._content = Column(top=4, bottom=32, width=WIDE_COLUMN)
        self._note = Banner(theme)
        self._tiles = {
            key: StatTile(theme, words)
            for key, words in (
                ("essays", self.tr("글")),
                ("answers", self.tr("문항")),
                ("remarks", self.tr("첨삭")),
                ("companies", self.tr("회사")),
                ("authors", self.tr("지원자")),
                ("clusters", self.tr("중복 묶음")),
                ("size", self.tr("크기")),
                ("last", self.tr("마지막 수집")),
            )
        }
        self.plots = [PlotCard(theme) for _ in range(_PLOTS)]
        self._flags = _FlagCard(theme)
        self._failures = _FailureCard(theme)
        self._build()
        self._content.hide()  # until there is something to show
        self._note.action.connect(self.collect_asked)
        self._flags.chosen.connect(self.flag_chosen)
        self._failures.retry_asked.connect(self.retry_asked)

    def _build(self) -> None:
        column = self._content
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._plot_grid = QGridLayout()
        self._plot_grid.setSpacing(6)
        self._below = QGridLayout()
        self._below.setSpacing(6)
        column.body.addWidget(self._note)
        column.body.addSpacing(8)
        column.body.addLayout(self._grid)
        column.body.addSpacing(6)
        column.body.addLayout(self._plot_grid)
        column.body.addSpacing(6)
        column.body.addLayout(self._below)
        column.body.addStretch()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(column)
        self.setAccessibleName(self.tr("현황"))
        self._place(narrow=False)

    def _place(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        across = 1 if narrow else 2
        for number, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, number // (2 * across), number % (2 * across))
        for number, plot in enumerate(self.plots):
            self._plot_grid.addWidget(plot, number // across, number % across)
        for number, card in enumerate((self._flags, self._failures)):
            self._below.addWidget(card, number // across, number % across)
        for grid, columns in ((self._grid, 2 * across), (self._plot_grid, across), (self._below, across)):
            for number in range(4):
                grid.setColumnStretch(number, 1 if number < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(narrow=event.size().width() < _TWO_ABOVE)
        super().resizeEvent(event)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._content.show()
        self._show_note(snapshot)
        self._show_tiles(snapshot.statistics, collected=snapshot.collected)
        for plot, chart in zip(self.plots, charts(snapshot.statistics), strict=True):
            plot.show_chart(chart)
        self.plots[-1].setVisible(snapshot.collected)
        self._flags.show_flags(snapshot.statistics.flags, snapshot.statistics.scrubbed)
        self._flags.setVisible(snapshot.collected)
        self._failures.show_failures(snapshot.failures)
        self._failures.setVisible(snapshot.collected or bool(snapshot.failures))

    def _show_note(self, snapshot: Snapshot) -> None:
        if snapshot.trouble is not None:
            self._note.show_message(str(sentence(snapshot.trouble)), tone="violation")
        elif not snapshot.collected:
            words = self.tr(
                "아직 수집한 글이 없습니다. 아래는 보기로 쓴 글의 통계입니다. ‘새로 고침’에서 수집하면 여기가 바뀝니다."
            )
            self._note.show_message(words, self.tr("새로 고침 열기"), "accent")
        else:
            self._note.hide()

    def _show_tiles(self, now: CorpusStatistics, *, collected: bool) -> None:
        tiles, number = self._tiles, "{:,}".format
        analysed = self.tr("전문가 첨삭 {count}편") if collected else self.tr("보기로 쓴 글")
        removed = self.tr(" · 지운 글 {count}").format(count=number(now.removed)) if now.removed else ""
        tiles["essays"].show_value(number(now.essays), analysed.format(count=number(now.analysed)) + removed)
        each = now.answers / now.essays if now.essays else 0.0
        tiles["answers"].show_value(number(now.answers), self.tr("글마다 {count}개").format(count=f"{each:.1f}"))
        kinds = self.tr("좋은 점 {good} · 아쉬운 점 {improve}")
        tiles["remarks"].show_value(
            number(now.good_remarks + now.improve_remarks),
            kinds.format(good=number(now.good_remarks), improve=number(now.improve_remarks)),
        )
        tiles["companies"].show_value(number(now.companies))
        tiles["authors"].show_value(number(now.authors), self.tr("스펙으로 구분"))
        tiles["clusters"].show_value(
            number(now.duplicate_clusters),
            self.tr("비슷한 답변 {count}개").format(count=number(now.duplicated_answers)),
        )
        tiles["size"].show_value(size_words(now.size_bytes), self.tr("원본 포함") if collected else "")
        last = now.last_fetched_at
        tiles["last"].show_value(_day(last) if last else self.tr("없음"), f"{last.astimezone():%H:%M}" if last else "")


class _FlagCard(Card):
    """What pages were like that were not quite as they should be; each row opens the essays."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._rows: dict[QualityFlag, NavRow] = {}
        self._none = Label(self.tr("눈에 띄는 것이 없습니다."), tone="second", size="small")
        self._scrubbed = Label(tone="third", size="small", digits=True, wrap=True)
        self.body.setSpacing(2)
        self.body.addWidget(Label(self.tr("품질 표시"), weight="bold"))
        self.body.addWidget(Label(self.tr("누르면 그 글만 봅니다."), tone="second", size="small"))
        for flag, words in FLAG_LABELS.items():
            row = self._rows[flag] = NavRow(theme, words)
            row.key = flag.value
            row.clicked.connect(self._clicked)
            self.body.addWidget(row)
        self.body.addWidget(self._none)
        self.body.addWidget(self._scrubbed)
        self.body.addStretch()

    def show_flags(self, flags: dict[QualityFlag, int], scrubbed: dict[str, int]) -> None:
        for flag, row in self._rows.items():
            row.set_badge(f"{flags.get(flag, 0):,}")
            row.setVisible(bool(flags.get(flag)))
        self._none.setVisible(not any(flags.values()))
        total = sum(scrubbed.values())
        self._scrubbed.setText(self.tr("가린 개인정보 {count}건").format(count=f"{total:,}"))
        self._scrubbed.setVisible(total > 0)

    @Slot()
    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, NavRow):
            self.chosen.emit(QualityFlag(row.key))


class _FailureCard(Card):
    """What could not be fetched, by reason, and the way to try again."""

    retry_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._count = Label(tone="second", size="small", digits=True, wrap=True)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(4)
        self._retry = Button(self.tr("다시 시도"))
        self._retry.clicked.connect(self.retry_asked)
        row = QHBoxLayout()
        row.addWidget(self._retry)
        row.addStretch()
        self.body.addWidget(Label(self.tr("받지 못한 글"), weight="bold"))
        self.body.addWidget(self._count)
        self.body.addLayout(self._reasons)
        self.body.addLayout(row)
        self.body.addStretch()

    def show_failures(self, failures: tuple[Failure, ...]) -> None:
        while (item := self._reasons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        counts: dict[str, int] = {}
        for failure in failures:
            words = failure_words(failure)
            counts[words] = counts.get(words, 0) + 1
        for words, count in sorted(counts.items(), key=lambda pair: -pair[1])[:_REASONS]:
            self._reasons.addWidget(Label(f"{count:,} · {words}", size="small", wrap=True))
        self._retry.setVisible(bool(failures))
        some = self.tr("{count}편을 받지 못했습니다.").format(count=f"{len(failures):,}")
        self._count.setText(some if failures else self.tr("모두 받았습니다."))


def _day(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.year}.{local.month}.{local.day}"
