"""Connects the work space with the critique: which question is judged, whose marks stand in the text."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from core.text import grapheme_count
from desktop.critique.controller import CritiqueController
from desktop.critique.panel import CritiquePanel
from desktop.critique.request import SHORTEST_ANSWER, StartRequest
from desktop.editor.foot import Face
from desktop.workspace.desk import Desk, OpenQuestion


class CritiqueLink(QObject):
    """`face_changed`: what the primary button does now (Face). `finished`: a critique ended, so the history grew.
    `sample_asked`: an adapter is to be tried and no answer is open."""

    face_changed = Signal(object)
    finished = Signal()
    sample_asked = Signal()

    def __init__(
        self,
        desk: Desk,
        controller: CritiqueController,
        panel: CritiquePanel,
        keep_version: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        """`keep_version("critique")` is called before each start, so that the judged text can be gone back to."""
        super().__init__(parent)
        self._desk = desk
        self._controller = controller
        self._panel = panel
        self._keep_version = keep_version
        self._face = Face.START
        self._trial = ""  # the adapter that waits for the sample to be opened
        desk.opened.connect(self._opened)
        desk.edited.connect(self._edited)
        desk.span_clicked.connect(self._span_clicked)
        panel.remark_activated.connect(self._remark_activated)
        panel.again_requested.connect(self.start)
        panel.without_model_requested.connect(self.start_without_model)
        controller.marks_changed.connect(self._marks_changed)
        controller.view_changed.connect(self._view_changed)
        controller.live_changed.connect(self._live_changed)

    @Slot()
    def start(self) -> None:
        """첨삭 받기: judge the answer as it stands, the syllable being composed included."""
        self._start()

    @Slot()
    def start_without_model(self) -> None:
        """모델 없이 첨삭: by what experts said of like passages, after a model has failed."""
        self._start(without_model=True)

    def try_adapter(self, adapter_id: str) -> None:
        """Judge the open answer with an adapter for this once; the sample where none is long enough."""
        if self._desk.current is None or grapheme_count(self._desk.text()) < SHORTEST_ANSWER:
            self._trial = adapter_id
            self.sample_asked.emit()
        else:
            self._start(adapter_id)

    def _start(self, adapter: str = "", *, without_model: bool = False) -> None:
        current = self._desk.current
        if current is None or self._controller.live(current.question.id):
            return
        answer = self._desk.commit_text()
        self._keep_version("critique")
        request = StartRequest(current.application, current.question, answer, adapter, without_model)
        self._controller.start(request)

    @Slot()
    def stop(self) -> None:
        current = self._desk.current
        if current is not None:
            self._controller.stop(current.question.id)

    @Slot(object)
    def _opened(self, opened: OpenQuestion | None) -> None:
        if opened is None:
            return
        self._controller.open(opened.question.id, self._desk.text())
        self._panel.show_question(opened.question.id)
        self._show_marks(opened.question.id)
        self._show_face()
        adapter, self._trial = self._trial, ""
        if adapter:
            self._start(adapter)

    @Slot()
    def _edited(self) -> None:
        current = self._desk.current
        if current is not None:
            answer = self._desk.text()
            self._controller.follow(current.question.id, answer)
            self._controller.typed(StartRequest(current.application, current.question, answer))

    @Slot(str)
    def _span_clicked(self, mark_id: str) -> None:
        self._panel.activate(int(mark_id))

    @Slot(int)
    def _remark_activated(self, ordinal: int) -> None:
        self._desk.scroll_to_span(str(ordinal))

    @Slot(str)
    def _marks_changed(self, question_id: str) -> None:
        if self._is_open(question_id):
            self._show_marks(question_id)

    @Slot(str)
    def _view_changed(self, question_id: str) -> None:
        if self._is_open(question_id):
            self._show_face()

    @Slot()
    def _live_changed(self) -> None:
        self._show_face()
        self.finished.emit()

    def _show_marks(self, question_id: str) -> None:
        """What a rule found stays marked by the live checks, which know better: here only while its card is active."""
        marks = self._controller.marks(question_id)
        self._desk.set_spans([mark for mark in marks if mark.kind != "rule" or mark.active])

    def _show_face(self) -> None:
        current = self._desk.current
        if current is None:
            return
        if self._controller.live(current.question.id):
            face = Face.STOP
        else:
            face = Face.AGAIN if self._controller.number(current.question.id) else Face.START
        if face is not self._face:
            self._face = face
            self.face_changed.emit(face)

    def _is_open(self, question_id: str) -> bool:
        return self._desk.current is not None and self._desk.current.question.id == question_id
