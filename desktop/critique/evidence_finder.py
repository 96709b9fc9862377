"""Asks what experts said of passages like those of remarks, while a critique is written and after."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from core.critique.evidence import passages
from core.language.protocol import EvidenceFound, FindEvidence, IndexReady, Reply
from core.question_type import QuestionType
from core.remark import Remark
from desktop.critique.run import CritiqueRun
from desktop.language_process import LanguageProcess, new_request_id


@dataclass(frozen=True, slots=True)
class _Asked:
    run: CritiqueRun
    kind: QuestionType
    ordinals: frozenset[int]


class EvidenceFinder(QObject):
    """`answered` carries the CritiqueRun whose remarks have evidence now, or will have none."""

    answered = Signal(object)

    def __init__(self, language: LanguageProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._asked: dict[str, _Asked] = {}
        self._incomplete: list[_Asked] = []  # answered from a part of the index
        language.index_changed.connect(self._index_changed)

    def look(self, run: CritiqueRun, kind: QuestionType) -> None:
        """Ask for the remarks that are there and were not asked for yet."""
        self._ask(run, kind, run.tracker.remarks)

    def forget(self) -> None:
        """Nobody waits any more."""
        for request_id in self._asked:
            self._language.forget(request_id)
        self._asked.clear()
        self._incomplete.clear()

    def _ask(self, run: CritiqueRun, kind: QuestionType, remarks: Iterable[Remark]) -> None:
        wanted = passages(tuple(remarks), run.tracker.sought)
        if not wanted or not self._language.available:
            return
        ordinals = frozenset(int(passage.key) for passage in wanted)
        request_id = new_request_id()
        self._asked[request_id] = _Asked(run, kind, ordinals)
        run.tracker.seek(ordinals)
        self._language.ask(FindEvidence(request_id, wanted, kind), self._answered)

    def _answered(self, reply: Reply) -> None:
        asked = self._asked.pop(getattr(reply, "request_id", ""), None)
        if asked is None:
            return
        tracker = asked.run.tracker
        if isinstance(reply, EvidenceFound):
            tracker.give_evidence({int(found.key): found.evidence for found in reply.found})
            if not reply.complete:
                self._incomplete.append(asked)
        tracker.stop_seeking(asked.ordinals)
        self.answered.emit(asked.run)

    @Slot(object)
    def _index_changed(self, reply: Reply) -> None:
        """What had no evidence in a part of the index may have some in the whole."""
        if not isinstance(reply, IndexReady):
            return
        incomplete, self._incomplete = self._incomplete, []
        for asked in incomplete:
            remarks = asked.run.tracker.remarks
            again = [replace(remark, evidence=remark.evidence or None) for remark in remarks]
            wanted = [
                again[at] if at in asked.ordinals else replace(again[at], evidence=()) for at in range(len(again))
            ]
            self._ask(asked.run, asked.kind, wanted)
