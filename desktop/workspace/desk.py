"""What the critique side may know and ask of the work space: the open question, its answer, and marks in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from core.essay import Application, Question
from core.remark import Span
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.spans import Layer, SpanMark


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The question on the desk. `question.answer` is as last loaded: ask the desk for the text as it is."""

    application: Application
    question: Question


class Desk(QObject):
    """The open question and its editor.

    `opened`: another question (OpenQuestion), or none (None), is on the desk, or its facts changed. `edited`: the
    answer was changed by hand. `live_changed`: the answer as it is seen changed, composition included. `span_clicked`:
    a remark's mark in the answer was clicked, by id; `check_clicked`: one of the live checks' was. `save_asked`: the
    answer has to be stored now, before something relies on it.
    """

    opened = Signal(object)
    edited = Signal()
    live_changed = Signal()
    span_clicked = Signal(str)
    check_clicked = Signal(str)
    save_asked = Signal()

    def __init__(self, editor: AnswerEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._open: OpenQuestion | None = None
        editor.edited.connect(self.edited)
        editor.live_changed.connect(self.live_changed)
        editor.span_clicked.connect(self._clicked)

    @property
    def current(self) -> OpenQuestion | None:
        return self._open

    def text(self) -> str:
        """The committed text of the answer as it stands."""
        return self._editor.text()

    def live_text(self) -> str:
        """The answer as it is seen, the syllable being composed included."""
        return self._editor.live_text()

    def composition(self) -> Span | None:
        """Where that syllable stands in `live_text`."""
        return self._editor.composition()

    def commit_text(self) -> str:
        """End a composition, store the answer, and return its whole text: what a critique is about."""
        text = self._editor.commit()
        self.save_asked.emit()
        return text

    def set_spans(self, marks: Sequence[SpanMark], layer: Layer = "critique") -> None:
        """The marks of one layer, in code points of the text as it stands; they move with edits by themselves."""
        others = [mark for mark in self._editor.spans() if mark.layer != layer]
        self._editor.set_spans([*others, *marks])

    def spans(self) -> tuple[SpanMark, ...]:
        """The marks where they are now; those whose passage was deleted are gone."""
        return self._editor.spans()

    @Slot(str)
    def scroll_to_span(self, mark_id: str) -> None:
        self._editor.scroll_to_span(mark_id)

    def select_span(self, span: Span) -> None:
        """Select a passage of the answer as it stands, and bring it into view."""
        self._editor.select_span(span)

    def focus_editor(self) -> None:
        self._editor.setFocus()

    def replace_span(self, span: Span, text: str) -> None:
        """Put `text` in place of a passage of the answer, as one step that undo takes back."""
        self._editor.replace_span(span, text)

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

    @Slot(str)
    def _clicked(self, mark_id: str) -> None:
        mark = next((one for one in self._editor.spans() if one.id == mark_id), None)
        if mark is not None:
            (self.check_clicked if mark.layer == "checks" else self.span_clicked).emit(mark_id)
