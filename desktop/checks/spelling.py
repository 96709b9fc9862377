"""Proofreading of the open answer: asked of the language process at a pause, never waited for."""

import logging
from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.language.protocol import Failed, Proofread, Proofreading, Reply
from core.proofread.correction import Correction
from core.remark import Level, Polarity, Remark, Source
from core.text import grapheme_count
from desktop.checks.finding import Finding, Findings, Group
from desktop.language_process import LanguageProcess, new_request_id

log = logging.getLogger(__name__)

PAUSE_MS = 1200
SHORTEST = 20  # characters; below it the half gigabyte is not worth starting
_KEPT = 32  # answers whose corrections are remembered

Dictionary = Callable[[], tuple[str, ...]]


class SpellingState(StrEnum):
    OFF = "off"
    WAITING = "waiting"  # too short, or not looked at yet
    LOOKING = "looking"
    DONE = "done"
    FAILED = "failed"


class Spelling(QObject):
    """`found` are the corrections of the answer that was last given to `open` or `follow`. `changed` comes when they
    or the state did, except by `follow`, whose caller asks."""

    changed = Signal()

    def __init__(
        self,
        language: LanguageProcess,
        dictionary: Dictionary,
        *,
        pause_ms: int = PAUSE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._dictionary = dictionary
        self._wanted = True
        self._question_id: str | None = None
        self._findings = Findings("spelling")
        self._state = SpellingState.WAITING
        self._asked = ""  # the request that is awaited, and its text and dictionary
        self._asked_of: tuple[str, tuple[str, ...]] = ("", ())
        self._known: dict[str, tuple[tuple[str, tuple[str, ...]], tuple[Finding, ...]]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._look)

    @property
    def state(self) -> SpellingState:
        return self._state if self._wanted else SpellingState.OFF

    @property
    def found(self) -> tuple[Finding, ...]:
        return self._findings.all

    def set_wanted(self, wanted: bool) -> None:
        """Whether the user wants spelling looked at."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._forget_question()
        self._findings.clear(self._findings.text)
        self._state = SpellingState.WAITING
        if wanted:
            self._pause.start()
        else:
            self._pause.stop()
        self.changed.emit()

    def open(self, question_id: str | None, text: str) -> None:
        """This answer is looked at now; what is known of it is shown at once."""
        self._forget_question()
        self._question_id = question_id
        self._findings.clear(text)
        self._state = SpellingState.WAITING
        self._pause.stop()
        if question_id is None or not self._wanted:
            return
        known = self._known.get(question_id)
        if known is not None and known[0] == (text, self._dictionary()):
            self._findings.take(text, known[1])
            self._state = SpellingState.DONE
        else:
            self._pause.start()

    def follow(self, text: str) -> bool:
        """The answer is `text` now; whether what is shown changed."""
        before = self._state
        moved = self._findings.follow(text)
        if self._wanted and self._question_id is not None:
            self._pause.start()
        return moved or before is not self._state

    def look_again(self) -> None:
        """The dictionary changed, or the user wants another try."""
        if self._wanted and self._question_id is not None:
            self._look()

    @Slot()
    def _look(self) -> None:
        self._pause.stop()
        text, words = self._findings.text, self._dictionary()
        if self._question_id is None or not self._wanted:
            return
        if grapheme_count(text.strip()) < SHORTEST:
            self._forget_question()
            self._findings.clear(text)
            self._state = SpellingState.WAITING
            self.changed.emit()
            return
        known = self._known.get(self._question_id)
        if known is not None and known[0] == (text, words) and self._state is SpellingState.DONE:
            return
        if self._asked and self._asked_of == (text, words):
            return
        self._asked_of = text, words
        request = Proofread(new_request_id(), text, words)
        self._asked = self._language.ask(request, self._answered, instead_of=self._asked)
        self._state = SpellingState.LOOKING
        self.changed.emit()

    def _answered(self, reply: Reply) -> None:
        match reply:
            case Proofreading(request_id=request_id, corrections=corrections) if request_id == self._asked:
                self._asked = ""
                self._take(tuple(map(_finding, corrections)))
            case Failed(request_id=request_id, code=code) if request_id == self._asked:
                log.warning("proofreading failed: %s", code)
                self._asked = ""
                self._state = SpellingState.FAILED
                self.changed.emit()

    def _take(self, found: tuple[Finding, ...]) -> None:
        if self._question_id is None:
            return
        self._known.pop(self._question_id, None)
        self._known[self._question_id] = (self._asked_of, found)
        while len(self._known) > _KEPT:
            self._known.pop(next(iter(self._known)))
        self._findings.take(self._asked_of[0], found)
        self._state = SpellingState.DONE
        self.changed.emit()

    def _forget_question(self) -> None:
        if self._asked:
            self._language.forget(self._asked)
        self._asked = ""


def _finding(correction: Correction) -> Finding:
    remark = Remark(
        source=Source.RULE,
        polarity=Polarity.IMPROVE,
        span=correction.span,
        quote=correction.original,
        reason=correction.reason,
        rule=f"spelling.{correction.rule}",
        level=Level.CHECK if correction.confident else Level.NOTE,
    )
    return Finding(
        remark=remark,
        label="",
        group=Group.SPELLING,
        span=correction.span,
        suggestions=correction.suggestions,
        confident=correction.confident,
    )
