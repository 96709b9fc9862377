"""The adapter slot of the chosen model: the recommended one, another one, or none, with its card."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from core.models.adapter_promotion import NO_ADAPTER
from core.models.adapters import AdapterInfo
from desktop.critique.text_block import TextBlock
from desktop.models.adapter_facts import AdapterFacts
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label


class AdapterCard(Card):
    """`chosen` carries what the settings keep: an adapter's id, empty for the recommended one, or NO_ADAPTER.

    `folder_asked` wants a folder to be picked.
    """

    chosen = Signal(str)
    folder_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._title = Label(size="heading", weight="bold")
        self._words = TextBlock(theme, tone="second")
        self._words.set_text(
            self.tr("자기소개서 첨삭을 더 잘하도록 모델에 덧붙이는 작은 파일입니다. 없어도 첨삭할 수 있습니다.")
        )
        self._choice = QComboBox()
        self._choice.setAccessibleName(self.tr("어댑터"))
        self._facts = AdapterFacts(theme)
        self._trouble = TextBlock(theme)
        self._trouble.hide()
        self._folder = Button(self.tr("폴더에서 추가"))
        self._clear = Button(self.tr("쓰지 않기"), "ghost")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._choice, 1)
        row.addWidget(self._folder)
        row.addWidget(self._clear)
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        self.body.addLayout(row)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._trouble)
        self._choice.activated.connect(self._activated)
        self._folder.clicked.connect(self.folder_asked)
        self._clear.clicked.connect(self._cleared)

    def show_adapters(
        self,
        model_name: str,
        adapters: tuple[AdapterInfo, ...],
        promoted: AdapterInfo | None,
        wanted: str,
        in_use: AdapterInfo | None,
    ) -> None:
        """`adapters`: those made for the chosen model; `wanted` as the settings keep it, `in_use` what comes of it."""
        self._title.setText(self.tr("{model}의 어댑터").format(model=model_name))
        self._choice.clear()
        if promoted is not None:
            self._choice.addItem(self.tr("추천 어댑터 · {name}").format(name=promoted.title), "")
        for info in adapters:
            if info != promoted or wanted == info.id:  # the recommended one stands above, unless it was picked by name
                self._choice.addItem(info.title, info.id)
        self._choice.addItem(self.tr("어댑터 없이"), NO_ADAPTER)
        now = NO_ADAPTER if in_use is None else wanted if in_use.id == wanted else ""
        self._choice.setCurrentIndex(max(0, self._choice.findData(now)))
        self._clear.setVisible(in_use is not None)
        self._facts.setVisible(in_use is not None)
        if in_use is not None:
            self._facts.show_adapter(in_use)

    def show_trouble(self, error: AppError | None) -> None:
        """What is wrong with the folder that was chosen; None when all is well."""
        self._trouble.setVisible(error is not None)
        if error is not None:
            self._trouble.set_text(str(sentence(error)))

    def trouble(self) -> str:
        return "" if self._trouble.isHidden() else self._trouble.text()

    @Slot(int)
    def _activated(self, index: int) -> None:
        self.chosen.emit(str(self._choice.itemData(index)))

    @Slot()
    def _cleared(self) -> None:
        self.chosen.emit(NO_ADAPTER)
