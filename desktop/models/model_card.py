"""One model as a card: what it is, what it needs, whether it fits, and what can be done with it."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.fit import Fit
from core.models.progress import Progress
from desktop.critique.text_block import TextBlock
from desktop.models.library import ModelRow, ModelState
from desktop.models.progress_row import ProgressRow
from desktop.models.words import size_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Badge, Label, Tone


class ModelCard(Card):
    """Signals carry the model's id."""

    chosen = Signal(str)
    download_asked = Signal(str)
    cancel_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, theme: Theme, row: ModelRow, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._row = row
        self._busy = False
        self._name = Label(row.entry.name, size="heading", weight="bold")
        self._in_use = Badge(self.tr("쓰는 중"), tone="accent")
        self._installed = Badge(self.tr("받아 둠"))
        self._trial = Badge(self.tr("체험용"))
        self._trouble = Badge(tone="improve")
        self._description = TextBlock(theme, tone="second")
        self._size, self._memory, self._fit = (Label(tone="second", size="small", digits=True) for _ in range(3))
        self._licence = Button(row.entry.licence, "link")
        self._licence.setToolTip(row.entry.licence_url)
        self._progress = ProgressRow(theme)
        self._choose = Button(self.tr("쓰기"))
        self._download = Button("", "quiet")
        self._cancel = Button(self.tr("멈춤"))
        self._remove = Button(self.tr("지우기"))
        self._build()
        self._licence.clicked.connect(self._open_licence)
        self._choose.clicked.connect(self._emit_chosen)
        self._download.clicked.connect(self._emit_download)
        self._cancel.clicked.connect(self._emit_cancel)
        self._remove.clicked.connect(self._emit_remove)

    def _build(self) -> None:
        self.body.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._name, self._in_use, self._installed, self._trial, self._trouble):
            head.addWidget(widget)
        head.addStretch()
        facts = FlowLayout(spacing=14)
        for fact in (self._size, self._memory, self._fit, self._licence):
            fact.setFixedHeight(22)  # words and the link on one line
            facts.addWidget(fact)
        actions = QHBoxLayout()
        actions.setContentsMargins(0, 4, 0, 0)
        actions.setSpacing(8)
        for button in (self._choose, self._download, self._cancel, self._remove):
            actions.addWidget(button)
        actions.addStretch()
        self.body.addLayout(head)
        self.body.addWidget(self._description)
        self.body.addLayout(facts)
        self.body.addWidget(self._progress)
        self.body.addLayout(actions)

    def show_row(self, row: ModelRow, *, in_use: bool, busy: bool) -> None:
        """`busy`: it is being downloaded now."""
        self._row, self._busy = row, busy
        entry, state = row.entry, row.state
        installed = state is ModelState.INSTALLED
        self.set_active(in_use)
        self._in_use.setVisible(in_use)
        self._installed.setVisible(installed and not in_use)
        self._trial.setVisible(entry.trial)
        trouble = {
            ModelState.UNPUBLISHED: self.tr("아직 공개되지 않음"),
            ModelState.DAMAGED: self.tr("파일이 손상됨"),
        }.get(state, "")
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._description.set_text(entry.description)
        self._description.setVisible(bool(entry.description))
        size = row.model.size if row.model is not None else entry.size
        self._size.setText(self.tr("크기 {size}").format(size=size_words(size)))
        self._size.setVisible(size is not None)
        self._memory.setText(self.tr("메모리 {size}").format(size=size_words(entry.memory_bytes)))
        words, tone = self._fit_words(row.fit)
        self._fit.setText(words)
        self._fit.set_tone(tone)
        self._licence.setVisible(bool(entry.licence))
        self._choose.setVisible(installed and not in_use)
        self._download.setVisible(state in (ModelState.AVAILABLE, ModelState.DAMAGED) and not busy)
        self._download.setText(self._download_words(row))
        self._cancel.setVisible(busy)
        self._remove.setVisible(not busy and (installed or row.partial > 0 or state is ModelState.DAMAGED))
        self._remove.setText(self.tr("지우기") if installed else self.tr("받던 것 지우기"))
        self._progress.setVisible(busy)
        self.setAccessibleName(f"{entry.name}. {entry.description}")

    def show_progress(self, progress: Progress) -> None:
        self._progress.show_progress(progress)

    def show_waiting(self) -> None:
        """The download was asked for and has not told anything yet."""
        share = self._row.partial / self._row.entry.size if self._row.entry.size else 0.0
        self._progress.show_waiting(share, self.tr("연결하는 중"))

    def _download_words(self, row: ModelRow) -> str:
        if row.state is ModelState.DAMAGED:
            return self.tr("다시 받기")
        if row.partial:
            return self.tr("이어받기 · {done} 받아 둠").format(done=size_words(row.partial))
        return self.tr("받기 {size}").format(size=size_words(row.entry.size))

    def _fit_words(self, fit: Fit) -> tuple[str, Tone]:
        if fit is Fit.YES:
            return self.tr("이 컴퓨터에 맞음"), "good"
        if fit is Fit.AFTER_CLOSING:
            return self.tr("다른 프로그램을 닫으면 맞음"), "improve"
        return self.tr("이 컴퓨터에는 메모리가 모자람"), "improve"

    @Slot()
    def _open_licence(self) -> None:
        QDesktopServices.openUrl(QUrl(self._row.entry.licence_url))

    @Slot()
    def _emit_chosen(self) -> None:
        self.chosen.emit(self._row.entry.id)

    @Slot()
    def _emit_download(self) -> None:
        self.download_asked.emit(self._row.entry.id)

    @Slot()
    def _emit_cancel(self) -> None:
        self.cancel_asked.emit(self._row.entry.id)

    @Slot()
    def _emit_remove(self) -> None:
        self.remove_asked.emit(self._row.entry.id)
