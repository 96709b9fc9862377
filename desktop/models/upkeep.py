"""어댑터 관리, for maintainers: fetch, look at, try, recommend through the release gate, roll back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.models import adapter_promotion, release_gate
from core.models.adapters import AdapterInfo
from desktop.confirm_dialog import ConfirmDialog
from desktop.models.fetch_card import FetchCard
from desktop.models.library import AdapterDeed, ModelLibrary, Shelf
from desktop.models.promote_dialog import PromoteDialog
from desktop.models.upkeep_row import UpkeepRow
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label


class AdapterUpkeep(QWidget):
    """`try_asked` carries an AdapterInfo, `said` a sentence for the foot of the window."""

    try_asked = Signal(object)
    said = Signal(str)

    def __init__(
        self, theme: Theme, library: ModelLibrary, *, jobs_argv: list[str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._library = library
        self._model_id = ""
        self._rows: dict[str, UpkeepRow] = {}
        self.fetch = FetchCard(theme, jobs_argv=jobs_argv)
        self._empty = Label(tone="second", size="small", wrap=True)
        self._empty.setText(self.tr("이 모델의 어댑터가 아직 없습니다. 위에서 가져와 주세요."))
        self._back = Button(self.tr("이전 추천으로 되돌리기"))
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("어댑터 관리"), size="title", weight="bold"))
        head.addStretch()
        head.addWidget(self._back)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.fetch)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        self._back.clicked.connect(self._ask_back)
        self.fetch.said.connect(self.said)
        self.fetch.fetched.connect(library.refresh)
        library.adapter_done.connect(self._done)

    def row(self, adapter_id: str) -> UpkeepRow | None:
        return self._rows.get(adapter_id)

    def show_shelf(self, shelf: Shelf, model_id: str, wanted: str) -> None:
        """The adapters of one model; `wanted` is the user's choice as the settings keep it."""
        self._model_id = model_id
        self.fetch.show_here(frozenset(info.sha256 for info in shelf.adapters))
        here = shelf.adapters_of(model_id)
        promotion, promoted, in_use = (
            shelf.promotion(model_id),
            shelf.promoted(model_id),
            shelf.adapter(wanted, model_id),
        )
        for adapter_id in self._rows.keys() - {info.id for info in here}:
            row = self._rows.pop(adapter_id)
            row.hide()
            row.deleteLater()
        for place, info in enumerate(here):
            if info.id not in self._rows:
                self._rows[info.id] = self._made_row()
                self._list.insertWidget(place, self._rows[info.id])
            self._rows[info.id].show_adapter(
                info,
                adapter_promotion.gate(info, promoted),
                promotion.override(info.id),
                promoted=info == promoted,
                in_use=info == in_use,
            )
        self._empty.setVisible(not here)
        self._back.setVisible(bool(promotion.earlier))

    def close_job(self) -> None:
        self.fetch.close_job()

    def _made_row(self) -> UpkeepRow:
        row = UpkeepRow(self._theme)
        row.try_asked.connect(self.try_asked)
        row.promote_asked.connect(self._ask_promote)
        row.verify_asked.connect(self._library.verify_adapter)
        row.remove_asked.connect(self._ask_remove)
        return row

    @Slot(object)
    def _ask_promote(self, info: AdapterInfo) -> None:
        found = self._rows[info.id].conditions
        library = self._library
        if release_gate.passed(found):
            words = self.tr(
                "{name}을(를) 이 모델의 추천 어댑터로 삼습니다. 따로 고르지 않은 사용자는 이것으로 첨삭합니다."
            )
            dialog = ConfirmDialog(
                self.tr("추천할까요?"), words.format(name=info.title), self.tr("추천하기"), parent=self.window()
            )
            dialog.accepted.connect(lambda: library.promote(info, ""))
            self._open(dialog)
        else:
            asking = PromoteDialog(self._theme, info.title, found, self.window())
            asking.accepted.connect(lambda: library.promote(info, asking.reason()))
            self._open(asking)

    @Slot(object)
    def _ask_remove(self, info: AdapterInfo) -> None:
        library = self._library
        words = self.tr(
            "{name}을(를) 이 컴퓨터에서 지웁니다. 추천하던 것이면 그전 것을 다시 추천합니다. 첨삭 기록은 남습니다."
        )
        dialog = ConfirmDialog(
            self.tr("어댑터를 지울까요?"), words.format(name=info.title), self.tr("지우기"), parent=self.window()
        )
        dialog.accepted.connect(lambda: library.remove_adapter(info.id))
        self._open(dialog)

    @Slot()
    def _ask_back(self) -> None:
        library, model_id = self._library, self._model_id
        words = self.tr("바로 전에 추천하던 어댑터를 다시 추천합니다. 지금 것은 지워지지 않습니다.")
        dialog = ConfirmDialog(self.tr("되돌릴까요?"), words, self.tr("되돌리기"), parent=self.window())
        dialog.accepted.connect(lambda: library.roll_back(model_id))
        self._open(dialog)

    def _open(self, dialog: ConfirmDialog | PromoteDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object)
    def _done(self, deed: AdapterDeed) -> None:
        words = {
            AdapterDeed.VERIFIED: self.tr("파일이 모두 온전합니다."),
            AdapterDeed.PROMOTED: self.tr("이제 이 어댑터를 추천합니다."),
            AdapterDeed.ROLLED_BACK: self.tr("이전 추천으로 되돌렸습니다."),
            AdapterDeed.REMOVED: self.tr("어댑터를 지웠습니다."),
        }
        self.said.emit(words[deed])
