"""Fetching adapters: a place is named, what it holds is listed with cards and sizes, one of it is fetched.

The network is another process's: this window opens no socket.
"""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from core.models.adapter_offer import Offer, parse_source
from core.models.progress import Progress
from desktop.critique.text_block import TextBlock
from desktop.models.model_job import ModelJob, Outcome
from desktop.models.offer_row import OfferRow
from desktop.models.paragraph import paragraph
from desktop.models.progress_row import ProgressRow
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label


class FetchCard(Card):
    """`fetched`: an adapter was installed. `connected`: whether the hub is being asked. `said` carries a sentence."""

    fetched = Signal()
    connected = Signal(bool)
    said = Signal(str)

    def __init__(self, theme: Theme, *, jobs_argv: list[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._jobs_argv = jobs_argv
        self._job: ModelJob | None = None
        self._fetching = False
        self._here: frozenset[str] = frozenset()
        self._rows: list[OfferRow] = []
        self.place = QLineEdit()
        self.place.setPlaceholderText(self.tr("hub:소유자/이름"))
        self.place.setAccessibleName(self.tr("어댑터가 있는 곳"))
        self._list = Button(self.tr("목록 보기"))
        self._folder = Button(self.tr("폴더"))
        self._zip = Button(self.tr("zip 파일"))
        self._progress = ProgressRow(theme)
        self._stop = Button(self.tr("멈춤"))
        self._trouble = TextBlock(theme)
        self._trouble.hide()
        self._offers = QVBoxLayout()
        self._offers.setSpacing(0)
        self._build(theme)
        self.place.returnPressed.connect(self.look)
        self._list.clicked.connect(self.look)
        self._folder.clicked.connect(self._pick_folder)
        self._zip.clicked.connect(self._pick_zip)
        self._stop.clicked.connect(self._cancel)
        self._show_busy()

    def _build(self, theme: Theme) -> None:
        words = self.tr("허브 저장소, 폴더, zip 파일에 든 꾸러미를 살펴보고 받습니다. 파일마다 SHA-256을 확인합니다.")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.place, 1)
        for button in (self._list, self._folder, self._zip):
            row.addWidget(button)
        self._busy = QWidget()
        busy = QHBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        busy.setSpacing(12)
        busy.addWidget(self._progress, 1)
        busy.addWidget(self._stop)
        self.body.addWidget(Label(self.tr("어댑터 가져오기"), size="heading", weight="bold"))
        self.body.addWidget(paragraph(theme, words, small=False))
        self.body.addLayout(row)
        self.body.addWidget(self._busy)
        self.body.addWidget(self._trouble)
        self.body.addLayout(self._offers)

    def show_here(self, weights: frozenset[str]) -> None:
        """SHA-256 of the weights that are on this computer."""
        self._here = weights
        for row in self._rows:
            row.show_here(row.offer.card.weights_sha256 in weights)

    @Slot()
    def look(self) -> None:
        """List what the named place holds."""
        self._ask(self.place.text().strip())

    def fetch(self, offer: Offer) -> None:
        """Bring one of what was listed."""
        self._begin(str(offer.source), "fetch", str(offer.source))

    def trouble(self) -> str:
        return "" if self._trouble.isHidden() else self._trouble.text()

    def close_job(self) -> None:
        """At quit: what has arrived stays for the next time."""
        if self._job is not None:
            self._job.close()
            self._job = None

    def _ask(self, place: str) -> None:
        if not place or self._job is not None:
            return
        try:
            source = str(parse_source(place))
        except AppError as error:
            self._show_trouble(str(sentence(error)))
            return
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        self._begin(source, "list", "--from", source)

    def _begin(self, source: str, verb: str, *arguments: str) -> None:
        if self._job is not None:
            return
        self._fetching = verb == "fetch"
        self._trouble.hide()
        waiting = self.tr("연결하는 중") if source.startswith("hub:") else self.tr("여는 중")
        self._progress.show_waiting(0.0, waiting)
        self._job = ModelJob(source, ["adapters", verb, *arguments], argv=self._jobs_argv, parent=self)
        self._job.progressed.connect(self._progressed)
        self._job.offered.connect(self._offered)
        self._job.ended.connect(self._ended)
        self._job.start()
        self.connected.emit(source.startswith("hub:"))
        self._show_busy()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        self._progress.show_progress(progress)

    @Slot(object)
    def _offered(self, offer: Offer) -> None:
        row = OfferRow(self._theme, offer)
        row.show_here(offer.card.weights_sha256 in self._here)
        row.set_busy(self._job is not None)
        row.fetch_asked.connect(self.fetch)
        self._rows.append(row)
        self._offers.addWidget(row)

    @Slot(object, object)
    def _ended(self, outcome: Outcome, error: AppError | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self.connected.emit(False)
        if outcome is Outcome.DONE and self._fetching:
            self.said.emit(self.tr("어댑터를 받아 확인했습니다."))
            self.fetched.emit()
        elif outcome is Outcome.CANCELLED:
            self._show_trouble(self.tr("멈췄습니다. 받은 부분은 남아 있어 이어서 받습니다."))
        elif error is not None:
            self._show_trouble(str(sentence(error)))
        self._show_busy()

    def _show_trouble(self, words: str) -> None:
        self._trouble.set_text(words)
        self._trouble.show()

    def _show_busy(self) -> None:
        busy = self._job is not None
        self._busy.setVisible(busy)
        for control in (self.place, self._list, self._folder, self._zip):
            control.setEnabled(not busy)
        for row in self._rows:
            row.set_busy(busy)

    @Slot()
    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _pick_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("어댑터 꾸러미 폴더 고르기"))
        if name:
            self.show_place(Path(name))

    @Slot()
    def _pick_zip(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("어댑터 꾸러미 고르기"), "", self.tr("꾸러미 (*.zip)"))
        if name:
            self.show_place(Path(name))

    def show_place(self, path: Path) -> None:
        """List a folder or a zip file of this computer."""
        self.place.setText(f"{'zip' if path.is_file() else 'folder'}:{path}")
        self.look()
