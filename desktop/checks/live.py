"""The checks that go along with writing: which answer is looked at, what was found in it, and what is ignored of that.

Rules run 0.3 s after a key, and after steady typing of 1.5 s, in a thread of their own. What comes back for a text
that was edited meanwhile moves through the edit, or is dropped where its own passage was edited.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.settings import Settings
from core.storage.ids import new_id
from core.storage.ignored import IgnoreScope
from desktop.checks.check_thread import CheckFacts, CheckThread, OtherAnswer
from desktop.checks.finding import Finding, Findings
from desktop.checks.ignored_store import IgnoredStore
from desktop.checks.ignoring import entry, visible
from desktop.checks.own_words import OwnWords
from desktop.checks.spelling import Spelling
from desktop.jobs import StorageJobs
from desktop.workspace.desk import Desk, OpenQuestion

if TYPE_CHECKING:
    from core.storage.database import AppDatabase

PAUSE_MS = 300  # after the last key
LONGEST_MS = 1500  # after the first unchecked key


class LiveChecks(QObject):
    """`findings` of the open answer. `changed` comes with every change of them. `ignored`: something is ignored from
    now on; carries a sentence and a function that takes it back."""

    changed = Signal()
    ignored = Signal(str, object)

    def __init__(
        self,
        jobs: StorageJobs,
        store: IgnoredStore,
        spelling: Spelling,
        words: OwnWords,
        *,
        thread: CheckThread,
        settings: Callable[[], Settings],
        pause_ms: int = PAUSE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._jobs = jobs
        self._store = store
        self._words = words
        self._thread = thread
        self._settings = settings
        self.spelling = spelling
        self._open: OpenQuestion | None = None
        self._others: tuple[OtherAnswer, ...] = ()
        self._rules = Findings("check", patient=True)
        self._pause_ms = pause_ms
        self._awaited = 0  # results of the rules that are under way
        self._checked = False  # the rules have looked at this answer at least once
        self._pause = self._timer(pause_ms)
        self._longest = self._timer(LONGEST_MS)
        store.changed.connect(self.changed)
        spelling.changed.connect(self.changed)
        words.changed.connect(self._words_changed)

    def look_at(self, desk: Desk) -> None:
        """Check what lies on this desk from now on."""
        self._desk = desk
        desk.opened.connect(self._opened)
        desk.live_changed.connect(self._edited)

    def close(self) -> None:
        """At quit: nothing is looked at any more."""
        self._stop()
        self._open, self._desk = None, None
        self.spelling.open(None, "")

    # what there is to see

    @property
    def text(self) -> str:
        """The answer as it is seen: the offsets of all spans are in it."""
        return self._rules.text

    @property
    def ready(self) -> bool:
        """Whether the rules have looked at the open answer."""
        return self._checked

    @property
    def facts(self) -> CheckFacts:
        """What is known around the open answer."""
        return self._facts()

    @property
    def checking(self) -> bool:
        """Whether the rules have yet to look at the answer as it stands."""
        return self._pause.isActive() or self._awaited > 0

    @property
    def profile(self) -> str:
        """Whose rules of blind recruitment apply to the open answer."""
        return self._facts().profile

    def findings(self) -> tuple[Finding, ...]:
        """What is to be shown, the gravest first."""
        if self._open is None or not self.text.strip():
            return ()
        spelling = [one for one in self.spelling.found if one.remark.quote not in self._words.words]
        found = sorted((*self._rules.all, *spelling), key=lambda finding: finding.rank)
        return visible(found, self._store.entries, self._open.question.id, self.text)

    def finding(self, key: str) -> Finding | None:
        return next((one for one in self.findings() if one.key == key), None)

    # what the user does

    def ignore(self, key: str, scope: IgnoreScope) -> None:
        """One of the three verbs."""
        finding = self.finding(key)
        if finding is None or self._open is None:
            return
        kept = entry(
            scope,
            finding,
            entry_id=new_id(),
            at=datetime.now(UTC),
            question_id=self._open.question.id,
            text=self.text,
        )
        self._store.add(kept)
        self.ignored.emit(self._ignored_words(scope, finding), partial(self._store.remove, (kept.id,)))

    @Slot(str)
    def keep_word(self, key: str) -> None:
        """사전에 추가: right as it is, in every answer."""
        finding = self.finding(key)
        if finding is None:
            return
        word = finding.remark.quote
        if self._words.add(word):
            told = self.tr("‘{word}’을(를) 내 사전에 넣었습니다.").format(word=shortened(word))
            self.ignored.emit(told, partial(self._words.remove, word))

    @Slot()
    def _words_changed(self) -> None:
        self.spelling.look_again()
        self.changed.emit()

    @Slot()
    def check_again(self) -> None:
        """The settings changed."""
        self.spelling.set_wanted(self._settings().proofread)
        if self._open is not None:
            self._pause.start(0)

    @Slot()
    def read_again(self) -> None:
        """Another database is behind the window."""
        self._store.read()
        self._read_others()

    def _ignored_words(self, scope: IgnoreScope, finding: Finding) -> str:
        match scope:
            case IgnoreScope.PLACE:
                return self.tr("이 자리의 지적을 무시합니다.")
            case IgnoreScope.EXPRESSION:
                words = self.tr("‘{quote}’에 대한 이 지적을 어디서나 무시합니다.")
                return words.format(quote=shortened(finding.remark.quote))
            case IgnoreScope.RULE:
                return self.tr("‘{rule}’ 규칙을 껐습니다. 설정에서 다시 켤 수 있습니다.").format(rule=finding.label)

    # what the desk says

    @Slot(object)
    def _opened(self, opened: OpenQuestion | None) -> None:
        before, self._open = self._open, opened
        if opened is None or self._desk is None:
            self._rules.clear()
            self.spelling.open(None, "")
            self._stop()
        else:
            text = self._desk.live_text()
            if before is None or before.question.id != opened.question.id:
                self._rules.clear(text)
                self._checked = False
                self.spelling.open(opened.question.id, text)
            self._read_others()
            self._pause.start(0)
        self.changed.emit()

    @Slot()
    def _edited(self) -> None:
        desk, opened = self._desk, self._open
        if desk is None or opened is None or desk.current is None or desk.current.question.id != opened.question.id:
            return  # another answer is being put on the desk: `opened` follows
        text = desk.live_text()
        if text == self._rules.text:
            self.changed.emit()  # what was composed is committed now, and can be marked
            return
        moved = self._rules.follow(text)
        moved = self.spelling.follow(text) or moved
        self._pause.start(self._pause_ms)
        if not self._longest.isActive():
            self._longest.start()
        if moved:
            self.changed.emit()

    def _read_others(self) -> None:
        if self._open is not None:
            question_id = self._open.question.id
            self._jobs.submit(partial(_other_answers, question_id), partial(self._others_read, question_id))

    def _others_read(self, question_id: str, others: tuple[OtherAnswer, ...]) -> None:
        if self._open is not None and self._open.question.id == question_id and others != self._others:
            self._others = others
            self._pause.start(0)

    # the rules

    @Slot()
    def _check(self) -> None:
        self._stop()
        if self._open is not None:
            text = self._rules.text
            self._awaited += 1
            self._thread.check(text, self._facts(), partial(self._found, self._open.question.id, text))

    def _found(self, question_id: str, text: str, found: tuple[Finding, ...]) -> None:
        self._awaited -= 1
        if self._open is None or self._open.question.id != question_id:
            return
        self._rules.take(text, found)
        self._checked = True
        self.changed.emit()

    def _facts(self) -> CheckFacts:
        if self._open is None:
            return CheckFacts()
        settings, application, question = self._settings(), self._open.application, self._open.question
        return CheckFacts(
            question=question.text,
            limit=question.limit,
            company=application.company,
            role=application.role,
            own_name=settings.own_name,
            profile=application.blind_profile or settings.blind_profile,
            others=self._others,
        )

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._check)
        return timer


def shortened(quote: str, most: int = 16) -> str:
    """A quote within a sentence."""
    line = " ".join(quote.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _other_answers(question_id: str, database: "AppDatabase") -> tuple[OtherAnswer, ...]:
    """What the same person wrote for other questions, in the storage thread."""
    return tuple(
        OtherAnswer(question.id, application.company, question.text, question.answer)
        for application in database.essays.list_applications()
        for question in database.essays.questions(application.id)
        if question.id != question_id and question.answer.strip()
    )
