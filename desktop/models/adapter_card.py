"""The adapter slot of the chosen model: choose a PEFT folder, one that is installed, or none."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from core.errors import AppError
from core.messages import sentence
from core.models.adapters import AdapterInfo
from desktop.critique.text_block import TextBlock
from desktop.models.words import size_words
from desktop.theme import Theme
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label


class AdapterCard(Card):
    """`chosen` carries an adapter's id, empty for none; `folder_asked` wants a folder to be picked."""

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
        self._facts = Label(tone="second", size="small", digits=True)
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

    def show_adapters(self, model_name: str, adapters: tuple[AdapterInfo, ...], chosen: str) -> None:
        """`adapters`: those made for the chosen model."""
        self._title.setText(self.tr("{model}의 어댑터").format(model=model_name))
        self._choice.clear()
        self._choice.addItem(self.tr("어댑터 없음"), "")
        for info in adapters:
            self._choice.addItem(info.id, info.id)
        index = max(0, self._choice.findData(chosen))
        self._choice.setCurrentIndex(index)
        info_now = next((info for info in adapters if info.id == chosen), None)
        self._clear.setVisible(info_now is not None)
        self._facts.setVisible(info_now is not None)
        if info_now is not None:
            facts = self.tr("크기 {size} · rank {rank} · SHA-256 {sha}")
            content = info_now.content
            self._facts.setText(
                facts.format(size=size_words(content.size), rank=content.rank, sha=info_now.sha256[:12])
            )

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
        self.chosen.emit("")
