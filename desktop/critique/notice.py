"""How a critique ended, when that needs saying: a sentence, what to do, and the buttons for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.engine.protocol import FinishReason
from core.errors import AppError, EngineCrashed, ModelDamaged, ModelMissing, NotEnoughMemory
from core.messages import sentence
from desktop.critique.text_block import TextBlock
from desktop.critique.view import CritiqueView, Stage
from desktop.theme import Theme
from desktop.widgets.buttons import Button

_MODEL_TROUBLE = (ModelMissing, ModelDamaged, NotEnoughMemory)


class Notice(QFrame):
    """Stands below the cards, so that what has arrived stays where it is."""

    again = Signal()
    log = Signal()
    models = Signal()
    without_model = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "raised")
        self._what = TextBlock(theme, line_height=1.5)
        self._next = TextBlock(theme, tone="second", small=True, line_height=1.5)
        self._again = Button(self.tr("다시"))
        self._without = Button(self.tr("모델 없이 첨삭"))
        self._models = Button(self.tr("모델 고르기"))
        self._log = Button(self.tr("로그 보기"), "ghost")
        self._again.clicked.connect(self.again)
        self._without.clicked.connect(self.without_model)
        self._models.clicked.connect(self.models)
        self._log.clicked.connect(self.log)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        column.addWidget(self._what)
        column.addWidget(self._next)
        self._actions = QWidget(self)
        row = QHBoxLayout(self._actions)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        for button in (self._again, self._without, self._models, self._log):
            row.addWidget(button)
        row.addStretch()
        column.addWidget(self._actions)
        self.hide()

    def text(self) -> str:
        """Both sentences."""
        return f"{self._what.text()} {self._next.text()}".strip()

    def hide_actions(self) -> None:
        """For the history, where nothing can be done about it."""
        self._actions.hide()

    def show_view(self, view: CritiqueView | None) -> None:
        words = None if view is None else self._words(view)
        self.setVisible(words is not None)
        if view is None or words is None:
            return
        what, next_step = words
        self._what.set_text(what)
        self._next.set_text(next_step)
        self._next.setVisible(bool(next_step))
        failed = view.stage is Stage.FAILED
        needs_model = failed and isinstance(view.error, _MODEL_TROUBLE)
        self._models.setVisible(needs_model or view.smaller_model)
        self._again.setVisible(not (needs_model and isinstance(view.error, ModelMissing)))
        # Experts' remarks need no model: whoever came for a critique gets one.
        self._without.setVisible(failed and not view.model.without)
        self._log.setVisible(failed)
        self._actions.setVisible(view.finish_reason is not FinishReason.LENGTH)
        self.setAccessibleName(self.text())

    def _words(self, view: CritiqueView) -> tuple[str, str] | None:
        """What happened and what to do; None when there is nothing to say."""
        nothing = not view.remarks and not view.overall
        if view.stage is Stage.DONE:
            if view.model.without:
                return self._ending_without() if not view.remarks else None
            return self._ending(view.finish_reason, nothing=nothing)
        if view.stage is Stage.FAILED:
            return self._failure(view, view.error or AppError(), nothing=nothing)
        words = {
            Stage.CANCELLED: (
                self.tr("멈췄습니다."),
                self.tr("여기까지 받은 첨삭은 남아 있습니다."),
            ),
            Stage.INTERRUPTED: (
                self.tr("중단됨: 쓰는 동안 첨삭실이 닫혔습니다."),
                self.tr("여기까지 받은 첨삭은 남아 있습니다."),
            ),
        }.get(view.stage)
        return (words[0], "") if words is not None and nothing else words

    def _ending(self, reason: FinishReason | None, *, nothing: bool) -> tuple[str, str] | None:
        if reason is FinishReason.LENGTH:
            what = self.tr("정해 둔 길이까지 써서 끝났습니다.")
            return what, self.tr("더 길게 받으려면 설정의 고급에서 첨삭 길이를 늘리세요.")
        if reason is FinishReason.REPETITION:
            what = self.tr("모델이 같은 말을 되풀이해서 거기서 끝냈습니다.")
            return what, self.tr("다시 받으면 달라질 수 있습니다.")
        if nothing:
            what = self.tr("보여 드릴 지적이 없습니다.")
            return what, self.tr("모델이 글과 맞지 않는 답만 했습니다. 다시 받거나 더 큰 모델을 골라 보세요.")
        return None

    def _ending_without(self) -> tuple[str, str]:
        what = self.tr("보여 드릴 지적이 없습니다.")
        return what, self.tr("점검에 걸린 곳도, 닮은 글에 달린 전문가 첨삭도 없습니다. 글을 더 쓴 뒤 다시 받아 보세요.")

    def _failure(self, view: CritiqueView, error: AppError, *, nothing: bool) -> tuple[str, str]:
        message = sentence(error)
        next_step = message.next_step
        if view.smaller_model:
            next_step = self.tr("이 모델에서 엔진이 두 번 멈췄습니다. 더 작은 모델을 골라 보세요.")
        elif nothing and isinstance(error, EngineCrashed):
            # The table's sentence speaks of what arrived, and nothing did.
            next_step = self.tr("글은 저장되어 있습니다. 다시 시도해 주세요.")
        return message.what, next_step
