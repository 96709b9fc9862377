"""What experts ask for in each type of question, and where the open answer stands: asked of the language process."""

from dataclasses import dataclass
from typing import assert_never

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.counting import CHARS, Limit
from core.errors import AppError, by_code
from core.language.protocol import (
    Cancelled,
    ComparePercentiles,
    Failed,
    IndexProgress,
    IndexReady,
    IntentMined,
    MineIntent,
    PercentilesCompared,
    Reply,
)
from core.question_type import QuestionType, question_type
from desktop.language_process import LanguageProcess, new_request_id
from desktop.workspace.desk import Desk, OpenQuestion

_PAUSE_MS = 800


@dataclass(slots=True)
class _Kept:
    """`old`: mined of less than there is now; shown until something newer has come."""

    mined: IntentMined | None = None
    standings: PercentilesCompared | None = None
    error: AppError | None = None
    old: bool = False


class Intents(QObject):
    """`changed`: there is something else to show of `kind`. Nothing is asked until `look`, while nobody looks."""

    changed = Signal()

    def __init__(self, desk: Desk, language: LanguageProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._language = language
        self._looking = False
        self.kind = QuestionType.COMPETENCE
        self._kept: dict[QuestionType, _Kept] = {}
        self._asked: dict[str, QuestionType] = {}
        self._compared = ""  # request
        self.indexing: IndexProgress | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        desk.opened.connect(self._opened)
        desk.edited.connect(self._edited)
        language.index_changed.connect(self._index_changed)

    # what there is to see

    @property
    def mined(self) -> IntentMined | None:
        return self._of_kind().mined

    @property
    def standings(self) -> PercentilesCompared | None:
        return self._of_kind().standings

    @property
    def error(self) -> AppError | None:
        return self._of_kind().error

    @property
    def own_kind(self) -> QuestionType | None:
        """The type of the open question."""
        current = self._desk.current
        return None if current is None else kind_of(current)

    @property
    def has_answer(self) -> bool:
        return self._desk.current is not None and bool(self._desk.text().strip())

    # what the user does

    def look(self) -> None:
        """Somebody looks."""
        self._looking = True
        self._ask()

    def leave(self) -> None:
        """Nobody looks any more."""
        self._looking = False
        self._pause.stop()

    def choose(self, kind: QuestionType) -> None:
        self.kind = kind
        if self._looking:
            self._ask()
        self.changed.emit()

    def try_again(self) -> None:
        self._language.try_again()
        self._of_kind().error = None
        self._ask()
        self.changed.emit()

    def forget_standing(self) -> None:
        """Another database is behind the window."""
        for kept in self._kept.values():
            kept.standings = None

    # asking

    def _ask(self) -> None:
        kept = self._of_kind()
        if (kept.mined is None or kept.old) and kept.error is None and self.kind not in self._asked.values():
            kept.old = False
            request = MineIntent(new_request_id(), self.kind)
            self._asked[request.request_id] = self.kind
            self._language.ask(request, self._answered)
        self._compare()

    @Slot()
    def _compare(self) -> None:
        current = self._desk.current
        if current is None or self.own_kind is not self.kind or not self.has_answer or self.error is not None:
            return
        request_id = new_request_id()
        limit = _characters(current.question.limit)
        request = ComparePercentiles(request_id, self._desk.text(), self.kind, limit)
        self._asked.pop(self._compared, None)
        self._language.ask(request, self._answered, instead_of=self._compared)
        self._compared = request_id

    def _answered(self, reply: Reply) -> None:
        match reply:
            case IntentMined():
                kept = self._kept.setdefault(self._asked.pop(reply.request_id, self.kind), _Kept())
                kept.mined = reply
            case PercentilesCompared() if reply.request_id == self._compared:
                self._of_kind().standings = reply
            case Failed(request_id=request_id, code=code, detail=detail):
                kept = self._kept.setdefault(self._asked.pop(request_id, self.kind), _Kept())
                kept.error = by_code(code)(detail)
            case Cancelled(request_id=request_id):
                self._asked.pop(request_id, None)
            case _:
                return
        self.changed.emit()

    @Slot(object)
    def _index_changed(self, reply: IndexProgress | IndexReady) -> None:
        match reply:
            case IndexProgress():
                self.indexing = reply
            case IndexReady():
                self.indexing = None
                for kept in self._kept.values():
                    kept.old = True
                if self._looking:
                    self._ask()
            case _:
                assert_never(reply)
        self.changed.emit()

    @Slot(object)
    def _opened(self, _opened: OpenQuestion | None) -> None:
        self._language.forget(self._compared)
        self.forget_standing()
        if self.own_kind is not None:
            self.kind = self.own_kind
        if self._looking:
            self._ask()
        self.changed.emit()

    @Slot()
    def _edited(self) -> None:
        self._of_kind().standings = None
        if self._looking:
            self._pause.start()

    def _of_kind(self) -> _Kept:
        return self._kept.setdefault(self.kind, _Kept())


def kind_of(opened: OpenQuestion) -> QuestionType:
    """What the open question asks for."""
    return question_type(opened.question.text or opened.question.title)


def _characters(limit: Limit) -> int | None:
    """The limit when it counts every character, as those of collected answers do."""
    return limit.value if limit.profile.rule is CHARS.rule else None
