"""모델: what there is, what fits this computer, downloading, importing, choosing, and the adapter slot."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.engine.hardware import Hardware
from core.errors import AppError
from core.messages import sentence
from core.models.adapters import AdapterInfo
from core.models.progress import Progress
from desktop.confirm_dialog import ConfirmDialog
from desktop.models.adapter_card import AdapterCard
from desktop.models.library import ModelLibrary, Shelf
from desktop.models.model_card import ModelCard
from desktop.models.model_job import ModelJob, Outcome
from desktop.models.recommendation import Recommendation
from desktop.models.upkeep import AdapterUpkeep
from desktop.models.words import size_words
from desktop.preferences import Preferences
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.column import Column
from desktop.widgets.labels import Label
from desktop.widgets.states import Banner


class ModelsPage(QFrame):
    """Downloads go on while other pages are looked at. `said` carries a sentence for the foot of the window,
    `downloading` whether something is being fetched from the network now, `try_asked` an AdapterInfo that a critique
    is to be made with."""

    said = Signal(str)
    downloading = Signal(bool)
    try_asked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        library: ModelLibrary,
        preferences: Preferences,
        *,
        jobs_argv: list[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`jobs_argv` is the command line before a verb of `models`; None for this program's own."""
        super().__init__(parent)
        self._theme = theme
        self._library = library
        self._preferences = preferences
        self._jobs_argv = jobs_argv
        self._cards: dict[str, ModelCard] = {}
        self._job: ModelJob | None = None
        self._importing = False
        self.setProperty("ground", "background")
        self._computer = Label(tone="second", size="small", digits=True, wrap=True)
        self._import_file = Button(self.tr("파일에서 가져오기"))
        self._import_folder = Button(self.tr("폴더에서 가져오기"))
        self._banner = Banner(theme)
        self.adapter = AdapterCard(theme)
        self.recommendation = Recommendation(theme)
        self.upkeep = AdapterUpkeep(theme, library, jobs_argv=jobs_argv)
        self._asking_hub = False
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self._build()
        library.changed.connect(self._show)
        library.failed.connect(self._show_failure)
        library.adapter_added.connect(self._adapter_added)
        preferences.changed.connect(self._show)
        self._import_file.clicked.connect(self._pick_file)
        self._import_folder.clicked.connect(self._pick_folder)
        self.adapter.folder_asked.connect(self._pick_adapter)
        self.adapter.chosen.connect(self._choose_adapter)
        self.recommendation.accepted.connect(self._follow_recommendation)
        self.recommendation.declined.connect(self._decline_recommendation)
        self.upkeep.said.connect(self.said)
        self.upkeep.try_asked.connect(self.try_asked)
        self.upkeep.fetch.connected.connect(self._hub_asked)

    def _build(self) -> None:
        column = Column(top=24, bottom=32)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("모델"), size="display", weight="bold"))
        head.addStretch()
        head.addWidget(self._import_file)
        head.addSpacing(8)
        head.addWidget(self._import_folder)
        note = Label(
            self.tr("모델은 이 컴퓨터 안에서만 돌아가고, 쓴 글은 밖으로 나가지 않습니다."), tone="second", wrap=True
        )
        body = column.body
        body.addLayout(head)
        body.addSpacing(6)
        body.addWidget(note)
        body.addSpacing(4)
        body.addWidget(self._computer)
        body.addSpacing(14)
        body.addWidget(self._banner)
        body.addSpacing(6)
        wide = QVBoxLayout()
        wide.setContentsMargins(0, 0, 0, 0)
        wide.setSpacing(6)
        wide.addLayout(self._list)
        wide.addSpacing(14)
        wide.addWidget(self.recommendation)
        wide.addWidget(self.adapter)
        wide.addSpacing(14)
        wide.addWidget(self.upkeep)
        body.addLayout(wide)
        body.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(column)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)

    # what is shown

    def showEvent(self, event: QShowEvent) -> None:
        self._library.refresh()
        super().showEvent(event)

    @Slot()
    def _show(self) -> None:
        shelf = self._library.shelf
        if shelf is None:
            return
        self._computer.setText(self._computer_words(shelf.hardware))
        chosen = shelf.chosen(self._preferences.now.model_id)
        known = {row.entry.id for row in shelf.rows}
        for model_id in self._cards.keys() - known:
            self._cards.pop(model_id).deleteLater()
        for place, row in enumerate(shelf.rows):
            card = self._cards.get(row.entry.id)
            if card is None:
                card = self._cards[row.entry.id] = ModelCard(self._theme, row)
                card.chosen.connect(self._choose)
                card.download_asked.connect(self.download)
                card.cancel_asked.connect(self._cancel)
                card.remove_asked.connect(self._remove)
                self._list.insertWidget(place, card)
            card.show_row(row, in_use=chosen is not None and row is chosen, busy=self._downloads(row.entry.id))
        self._show_adapter(shelf)

    def _show_adapter(self, shelf: Shelf) -> None:
        now = self._preferences.now
        row = shelf.chosen(now.model_id)
        self.adapter.setVisible(row is not None)
        self.upkeep.setVisible(row is not None and now.maintainer)
        if row is None:
            self.recommendation.hide()
            return
        model_id = row.entry.id
        promoted, in_use = shelf.promoted(model_id), shelf.adapter(now.adapter_id, model_id)
        self.recommendation.show_offer(promoted, in_use, now.declined_adapter)
        self.adapter.show_adapters(row.entry.name, shelf.adapters_of(model_id), promoted, now.adapter_id, in_use)
        self.upkeep.show_shelf(shelf, model_id, now.adapter_id)

    def _computer_words(self, hardware: Hardware) -> str:
        words = self.tr("이 컴퓨터: 메모리 {total} 중 지금 {free}를 쓸 수 있음 · 코어 {cores}개")
        parts = [
            words.format(
                total=size_words(hardware.total_memory),
                free=size_words(hardware.available_memory),
                cores=hardware.physical_cores,
            )
        ]
        return " · ".join([*parts, *(gpu.name for gpu in hardware.gpus)])

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        if error.code.startswith("adapter"):
            self.adapter.show_trouble(error)
        else:
            self._banner.show_message(str(sentence(error)), tone="violation")

    def card(self, model_id: str) -> ModelCard | None:
        return self._cards.get(model_id)

    # long jobs

    @Slot(str)
    def download(self, model_id: str) -> None:
        """Fetch a model; one at a time."""
        if self._job is not None:
            self.said.emit(self.tr("다른 모델을 받는 중입니다. 끝난 뒤에 받아 주세요."))
            return
        self._begin(model_id, ["download", model_id], importing=False)
        card = self._cards.get(model_id)
        if card is not None:
            card.show_waiting()

    def import_path(self, path: Path) -> None:
        """Take a model from a file or folder of the user's."""
        if self._job is not None:
            self.said.emit(self.tr("모델을 받는 중입니다. 끝난 뒤에 가져와 주세요."))
            return
        self._begin(path.name, ["import", str(path)], importing=True)

    def close_jobs(self) -> None:
        """At quit: what has arrived of a download stays for the next time."""
        self.upkeep.close_job()
        if self._job is not None:
            self._job.close()
            self._job = None

    def _begin(self, model: str, arguments: list[str], *, importing: bool) -> None:
        self._banner.hide()
        self._importing = importing
        self._job = ModelJob(model, arguments, argv=self._jobs_argv, parent=self)
        self._job.progressed.connect(self._progressed)
        self._job.ended.connect(self._ended)
        self._job.start()
        self._tell_network()
        self._show()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self._importing:
            share = progress.done / progress.total if progress.total else 0.0
            words = self.tr("{model} 가져오는 중 · {share}%")
            self._banner.show_message(words.format(model=progress.model, share=round(share * 100)), tone="accent")
        elif (card := self._cards.get(progress.model)) is not None:
            card.show_progress(progress)

    @Slot(object, object)
    def _ended(self, outcome: Outcome, error: AppError | None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.deleteLater()
        self._tell_network()
        self._banner.hide()
        if outcome is Outcome.DONE:
            self.said.emit(self.tr("모델을 쓸 준비가 되었습니다."))
        elif outcome is Outcome.CANCELLED:
            self.said.emit(self.tr("멈췄습니다. 받은 부분은 남아 있어 이어서 받습니다."))
        elif error is not None:
            self._show_failure(error)
        self._library.refresh()
        self._show()

    @Slot(bool)
    def _hub_asked(self, asking: bool) -> None:
        self._asking_hub = asking
        self._tell_network()

    def _tell_network(self) -> None:
        self.downloading.emit(self._asking_hub or (self._job is not None and not self._importing))

    def _downloads(self, model_id: str) -> bool:
        return self._job is not None and not self._importing and self._job.model == model_id

    @Slot(str)
    def _cancel(self, _model_id: str) -> None:
        if self._job is not None:
            self._job.cancel()

    # choosing and removing

    @Slot(str)
    def _choose(self, model_id: str) -> None:
        self._preferences.change(model_id=model_id)

    @Slot(str)
    def _choose_adapter(self, adapter_id: str) -> None:
        self.adapter.show_trouble(None)
        self._preferences.change(adapter_id=adapter_id)

    @Slot()
    def _follow_recommendation(self) -> None:
        self._preferences.change(adapter_id="")

    @Slot(str)
    def _decline_recommendation(self, sha256: str) -> None:
        self._preferences.change(declined_adapter=sha256)

    @Slot(object)
    def _adapter_added(self, info: AdapterInfo) -> None:
        self.adapter.show_trouble(None)
        self._preferences.change(adapter_id=info.id)

    @Slot(str)
    def _remove(self, model_id: str) -> None:
        row = None if self._library.shelf is None else self._library.shelf.row(model_id)
        if row is None:
            return
        words = self.tr("{model} 모델을 지우면 {size}가 비고, 다시 쓰려면 다시 받아야 합니다. 첨삭 기록은 남습니다.")
        size = size_words(row.model.size if row.model is not None else row.partial)
        dialog = ConfirmDialog(
            self.tr("모델을 지울까요?"),
            words.format(model=row.entry.name, size=size),
            self.tr("지우기"),
            parent=self.window(),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = row.entry
        dialog.accepted.connect(lambda: self._library.remove(entry))
        dialog.open()

    @Slot()
    def _pick_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("모델 파일 고르기"), "", self.tr("모델 (*.gguf)"))
        if name:
            self.import_path(Path(name))

    @Slot()
    def _pick_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("모델 폴더 고르기"))
        if name:
            self.import_path(Path(name))

    @Slot()
    def _pick_adapter(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("어댑터 폴더(PEFT) 고르기"))
        if name:
            self.add_adapter(Path(name))

    def add_adapter(self, folder: Path) -> None:
        """Check and install a PEFT folder for the chosen model, and use it."""
        shelf = self._library.shelf
        row = None if shelf is None else shelf.chosen(self._preferences.now.model_id)
        if row is not None:
            self.adapter.show_trouble(None)
            self._library.add_adapter(folder, row.entry)
