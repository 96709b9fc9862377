"""Asks for a question: its text as pasted from the form, a short name, the limit and how it is counted."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from core.counting import CHARS, CountProfile, Limit
from core.essay import Question
from core.text import nfc
from desktop.editor.profiles import PROFILES, amount, known, profile_name
from desktop.widgets.labels import Label
from desktop.workspace.form import FormDialog
from desktop.workspace.question_text import LARGEST, propose, short_title


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What the user filled in."""

    title: str
    text: str
    limit: Limit


class QuestionDialog(FormDialog):
    """For a new question, or to change `question`.

    The limit follows what the text says until the user sets it by hand, and says so.
    """

    def __init__(
        self, question: Question | None = None, default: CountProfile = CHARS, parent: QWidget | None = None
    ) -> None:
        title = self.tr("문항 추가") if question is None else self.tr("문항 고치기")
        accept = self.tr("추가") if question is None else self.tr("저장")
        super().__init__(title, accept, parent)
        self._default = default
        self._by_hand = question is not None
        self._text = QPlainTextEdit()
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(112)
        self._text.setPlaceholderText(
            self.tr("채용 사이트의 문항을 그대로 붙여 넣으세요.\n예: 지원 동기를 쓰시오. (700자 이내)")
        )
        self._title = QLineEdit()
        self._title.setMaxLength(40)
        self._value = QLineEdit()
        self._value.setValidator(QIntValidator(1, LARGEST, self))
        self._value.setPlaceholderText(self.tr("제한 없음"))
        self._value.setAccessibleName(self.tr("글자 수 제한"))
        self._profile = QComboBox()
        self._profile.setAccessibleName(self.tr("세는 방법"))
        for profile in PROFILES:
            self._profile.addItem(profile_name(profile))
        self._profile.setCurrentIndex(known(default))
        self._found = Label(tone="second", size="small")
        limit = QWidget()
        row = QHBoxLayout(limit)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._value, 2)
        row.addWidget(self._profile, 3)
        self.add_field(self.tr("문항"), self._text)
        self.add_field(self.tr("짧은 이름 (탭에 보입니다)"), self._title)
        self.add_field(self.tr("제한"), limit, self._found)
        if question is not None:
            self._fill(question)
        self._text.textChanged.connect(self._read_text)
        self._value.textEdited.connect(self._set_by_hand)
        self._profile.activated.connect(self._set_by_hand)
        self._title.textChanged.connect(self._judge)
        self._judge()
        self._text.setFocus()

    def draft(self) -> QuestionDraft:
        text = propose(self._text.toPlainText(), self._default).text
        title = nfc(self._title.text()).strip() or short_title(text)
        return QuestionDraft(title, text, self._limit())

    def focus_limit(self) -> None:
        """For the chip that shows the limit."""
        self._value.setFocus()
        self._value.selectAll()

    def found(self) -> str:
        """What the dialog says it read in the text."""
        return self._found.plain()

    def _limit(self) -> Limit:
        value = int(self._value.text()) if self._value.hasAcceptableInput() else None
        return Limit(value, PROFILES[self._profile.currentIndex()])

    def _fill(self, question: Question) -> None:
        self._text.setPlainText(question.text)
        self._title.setText(question.title)
        self._value.setText("" if question.limit.value is None else str(question.limit.value))
        self._profile.setCurrentIndex(known(question.limit.profile))

    @Slot()
    def _read_text(self) -> None:
        proposal = propose(self._text.toPlainText(), self._default)
        self._title.setPlaceholderText(short_title(proposal.text))
        if not self._by_hand:
            limit = proposal.limit
            self._value.setText("" if limit is None else str(limit.value))
            self._profile.setCurrentIndex(known(limit.profile if limit is not None else self._default))
            if limit is not None and limit.value is not None:
                words = amount(limit.value, limit.profile)
                self._found.setText(self.tr("문항에서 제한 {words}를 찾았습니다.").format(words=words))
            else:
                self._found.setText("")
        self._judge()

    @Slot()
    def _set_by_hand(self) -> None:
        self._by_hand = True
        self._found.setText("")

    @Slot()
    def _judge(self) -> None:
        self.set_acceptable(bool(self._text.toPlainText().strip() or self._title.text().strip()))
