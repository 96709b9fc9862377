"""What the critique side may know and ask of the work space: the open question, its answer, and marks in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from core.essay import Application, Question
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.spans import SpanMark


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The question on the desk. `question.answer` is as last loaded: ask the desk for the text as it is."""

    application: Application
    question: Question


class Desk(QObject):
    """The open question and its editor.

    `opened`: another question (OpenQuestion), or none (None), is on the desk, or its facts changed. `edited`: the
    answer was changed by hand. `span_clicked`: a mark in the answer was clicked, by id. `save_asked`: the answer has
    to be stored now, before something relies on it.
    """

    opened = Signal(object)
    edited = Signal()
    span_clicked = Signal(str)
    save_asked = Signal()

    def __init__(self, editor: AnswerEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._open: OpenQuestion | None = None
        editor.edited.connect(self.edited)
        editor.span_clicked.connect(self.span_clicked)

    @property
    def current(self) -> OpenQuestion | None:
        return self._open

    def text(self) -> str:
        """The committed text of the answer as it stands."""
        return self._editor.text()

    def commit_text(self) -> str:
        """End a composition, store the answer, and return its whole text: what a critique is about."""
        text = self._editor.commit()
        self.save_asked.emit()
        return text

    def set_spans(self, marks: Sequence[SpanMark]) -> None:
        """Marks in code points of the text as it stands; they move with edits by themselves."""
        self._editor.set_spans(marks)

    def spans(self) -> tuple[SpanMark, ...]:
        """The marks where they are now; those whose passage was deleted are gone."""
        return self._editor.spans()

    @Slot(str)
    def scroll_to_span(self, mark_id: str) -> None:
        self._editor.scroll_to_span(mark_id)

    def focus_editor(self) -> None:
        self._editor.setFocus()

    def replace_text(self, text: str) -> None:
        """Put another text in place of the answer, as one step that undo takes back."""
        self._editor.replace_text(text)

    def open(self, question: OpenQuestion | None) -> None:
        """Put a question on the desk; for the work space only."""
        before, self._open = self._open, question
        if question is None:
            self._editor.set_text("")
        elif before is None or before.question.id != question.question.id:
            self._editor.set_text(question.question.answer, question.question.id)
        if question is not None:
            self._editor.set_limit(question.question.limit)
        self.opened.emit(question)
