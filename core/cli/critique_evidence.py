"""Experts' remarks beside those of the model, looked up while it still writes."""

import threading
import time
from uuid import uuid4

from core.critique.evidence import passages
from core.critique.session import CritiqueSession
from core.errors import AppError
from core.language.host import LanguageProcess
from core.language.protocol import Cancelled, EvidenceFound, Failed, FindEvidence
from core.question_type import QuestionType

_SECONDS = 20.0  # after the model; a first index takes longer, and then there is no evidence this time


class EvidenceSearch:
    """Asks about each remark as it comes, and gives the session what is found."""

    def __init__(self, process: LanguageProcess, session: CritiqueSession, kind: QuestionType) -> None:
        self._process = process
        self._session = session
        self._kind = kind
        self._asked: dict[str, set[int]] = {}  # ordinals by request
        self._gone = False
        try:
            self._process.update()  # while the model is opened the index is made
        except AppError:
            self._gone = True

    def look(self) -> None:
        """Ask about what is new and take what has come. Waits for nothing."""
        if self._gone:
            return
        waiting = set[int]().union(*self._asked.values())
        if wanted := passages(self._session.remarks, waiting):
            question = FindEvidence(f"evidence-{uuid4().hex}", wanted, self._kind)
            self._asked[question.request_id] = {int(passage.key) for passage in wanted}
            self._process.ask(question)
        self._take(0.0)

    def finish(self, interrupted: threading.Event) -> None:
        """Wait for what is still asked, for a while."""
        end = time.monotonic() + _SECONDS
        self.look()
        while self._asked and not self._gone and not interrupted.is_set() and time.monotonic() < end:
            self._take(0.25)

    def _take(self, seconds: float) -> None:
        for reply in self._process.wait(seconds):
            match reply:
                case EvidenceFound(request_id=request_id, found=found):
                    self._session.give_evidence(found)
                    self._asked.pop(request_id, None)
                case Cancelled(request_id=request_id) | Failed(request_id=request_id):
                    # Nothing was found out about these, and asking again would fail again.
                    self._asked.pop(request_id, None)
                    self._gone = True
