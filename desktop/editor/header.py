"""Above the answer: where one is, what is asked, and the facts about it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.essay import Application, Question
from core.question_type import QUESTION_TYPE_LABELS, QuestionType, question_type
from desktop.editor.profiles import limit_words
from desktop.widgets.buttons import Button, Chip
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import ElidedLabel, Label

FOLDED_LINES = 3


class Crumb(QWidget):
    """회사 · 직무 · 시기 at the left, when the answer was saved at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = ElidedLabel(tone="second", size="small")
        self._state = Label(tone="third", size="small", digits=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._place, 1)
        row.addWidget(self._state)
        self.setFixedHeight(20)

    def show_application(self, application: Application) -> None:
        facts = (application.company, application.role, application.season)
        self._place.setText(" · ".join(fact for fact in facts if fact))
        self._place.update()

    def show_state(self, text: str, *, trouble: bool = False) -> None:
        self._state.setText(text)
        self._state.set_tone("violation" if trouble else "third")

    def state(self) -> str:
        return self._state.plain()


class QuestionHeader(QWidget):
    """`limit_clicked` asks to edit the question, `versions_clicked` to see earlier texts, `intent_clicked` what experts
    ask for in such a question, `overlap_clicked` how much of the answer stands elsewhere."""

    limit_clicked = Signal()
    versions_clicked = Signal()
    intent_clicked = Signal()
    overlap_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = _FoldedLabel(self)
        self._more = Button("", "link")
        self._more.clicked.connect(self._unfold)
        self._limit = Chip("")
        self._limit.setToolTip(self.tr("글자 수 제한과 세는 방법 고치기"))
        self._limit.clicked.connect(self.limit_clicked)
        self._versions = Chip("")
        self._versions.setToolTip(self.tr("이전 글 보기와 되돌리기"))
        self._versions.clicked.connect(self.versions_clicked)
        self._type = Chip("", tone="accent", clickable=False)
        self._intent = Chip(self.tr("의도 보기"))
        self._intent.setToolTip(self.tr("이런 문항에서 전문가가 거듭 바란 것"))
        self._intent.clicked.connect(self.intent_clicked)
        self._overlap = Chip("")
        self._overlap.clicked.connect(self.overlap_clicked)
        self.show_overlap("")
        chips = FlowLayout(spacing=6)
        for chip in (self._type, self._limit, self._intent, self._versions, self._overlap):
            chips.addWidget(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._question)
        column.addWidget(self._more)
        column.addLayout(chips)

    def show_question(self, question: Question, versions: int) -> None:
        self._question.setText(question.text or question.title)
        words = limit_words(question.limit)
        self._limit.setText(words)
        self._limit.setAccessibleName(self.tr("제한: {words}").format(words=words))
        kind = question_type(question.text or question.title)
        self._type.setText(QUESTION_TYPE_LABELS[kind])
        self._type.setVisible(kind is not QuestionType.OTHER)
        self.show_versions(versions)
        self._question.folded = True
        self._settle()

    def show_versions(self, versions: int) -> None:
        self._versions.setText(self.tr("버전 {number}").format(number=versions))
        self._versions.setVisible(versions > 0)

    def show_overlap(self, percent: str, *, over: bool = False) -> None:
        """How much of the answer stands elsewhere, such as "12%"; empty while that is not known of this text."""
        self._overlap.setText(self.tr("유사도 {percent}").format(percent=percent) if percent else self.tr("유사도"))
        self._overlap.set_tone("violation" if over else "neutral")
        self._overlap.setToolTip(
            self.tr("겹치는 문장 보기") if percent else self.tr("다른 글과 얼마나 겹치는지 견주기")
        )

    def set_read_only(self, read_only: bool) -> None:
        self._limit.setEnabled(not read_only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    @Slot()
    def _unfold(self) -> None:
        self._question.folded = not self._question.folded
        self._settle()

    def _settle(self) -> None:
        self._more.setVisible(self._question.too_long(self.width()))
        self._more.setText(self.tr("문항 전체 보기") if self._question.folded else self.tr("접기"))
        self._question.setMaximumHeight(self._question.sizeHint().height() if self._question.folded else 16_777_215)
        self._question.updateGeometry()


class _FoldedLabel(Label):
    """A question that may be a page long: three lines of it until it is unfolded."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(size="heading", weight="semibold", wrap=True, parent=parent)
        self.folded = True
        self._measured: tuple[int, str] = (-1, "")  # width and text of the height below
        self._height = 0
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setMinimumHeight(20)

    def too_long(self, width: int) -> bool:
        return self._full_height(width) > self._folded_height() + 2

    def heightForWidth(self, width: int) -> int:
        height = self._full_height(width)
        return min(height, self._folded_height()) if self.folded else height

    def changeEvent(self, event: QEvent) -> None:
        self._measured = (-1, "")
        super().changeEvent(event)

    def _full_height(self, width: int) -> int:
        # Asked forty times for each key typed, because the counts below stand in the same layout.
        if self._measured != (width, self.plain()):
            self._measured = (width, self.plain())
            self._height = super().heightForWidth(width)
        return self._height

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(20, self.heightForWidth(self.width())))

    def _folded_height(self) -> int:
        return self.fontMetrics().lineSpacing() * FOLDED_LINES
