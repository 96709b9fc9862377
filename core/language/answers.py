"""What each question is answered with. Plain calls in one thread; the process around it is `core.language.worker`."""

from collections.abc import Callable, Generator
from dataclasses import replace

from core.language.keeper import IndexKeeper
from core.language.protocol import (
    ComparePercentiles,
    Critique,
    CritiqueEnded,
    EvidenceFound,
    FindEvidence,
    FindOverlap,
    Found,
    IntentMined,
    MineIntent,
    OverlapFound,
    PercentilesCompared,
    Proofread,
    Proofreading,
    Question,
    RemarkFound,
    Reply,
)
from core.language.without_model import ExpertCritique
from core.proofread import hunspell
from core.proofread.passes import proofread
from core.proofread.unlikely import Speller
from core.question_type import QuestionType, question_type
from core.retrieval.index import EvidenceIndex
from core.retrieval.intent_groups import IntentGroup
from core.retrieval.percentiles import PassedAnswers, Standing

_MOST_VALUES = 400  # of a plot; more cannot be seen, and 100,000 would not fit into a line

Answer = Generator[Reply | None]
Stopped = Callable[[], bool]


class WordAnswers:
    """Corrections, with what the user's hunspell knows when there is one; it is looked for once."""

    def __init__(self) -> None:
        self._looked = False
        self._speller: Speller | None = None

    def to(self, question: Question, _stopped: Stopped) -> Answer:
        """The one reply to a Proofread."""
        if not isinstance(question, Proofread):
            raise TypeError(type(question).__name__)
        if not self._looked:
            installed = hunspell.installed()
            self._speller = None if installed is None else installed.suggestions
            self._looked = True
        words = frozenset(question.dictionary)
        found = proofread(_whole(question.text), dictionary=words, speller=self._speller)
        yield Proofreading(question.request_id, found)


class IndexAnswers:
    """Answers from the index. What is mined of it is kept as long as it does not change."""

    def __init__(self, keeper: IndexKeeper) -> None:
        self._keeper = keeper
        self._mined: dict[QuestionType, tuple[IntentGroup, ...]] = {}
        self._passed: dict[QuestionType, PassedAnswers] = {}
        self._of = ""  # the state that these were made of

    def to(self, question: Question, stopped: Stopped) -> Answer:
        """The replies to one question; None between two steps, where it may be left."""
        found = self._keeper.latest(stopped)
        if found is None:
            return
        index, complete = found
        state = index.state.folder.name if index.state is not None else ""
        if state != self._of:
            self._mined, self._passed, self._of = {}, {}, state
        match question:
            case FindEvidence():
                yield from _evidence(question, index, complete)
            case FindOverlap():
                yield self._overlap(question, index, complete)
            case MineIntent():
                yield IntentMined(question.request_id, self._groups(index, question.question_type), complete)
            case ComparePercentiles():
                yield PercentilesCompared(question.request_id, self._standings(index, question), complete)
            case Critique():
                yield from _critique(question, index, complete)

    def _overlap(self, question: FindOverlap, index: EvidenceIndex, complete: bool) -> Reply:
        from core.retrieval.overlap import overlap

        return OverlapFound(question.request_id, overlap(_whole(question.text), index, question.own), complete)

    def _groups(self, index: EvidenceIndex, kind: QuestionType) -> tuple[IntentGroup, ...]:
        from core.retrieval.intent import mine

        if kind not in self._mined:
            self._mined[kind] = mine(index, kind)
        return self._mined[kind]

    def _standings(self, index: EvidenceIndex, question: ComparePercentiles) -> tuple[Standing, ...]:
        kind = question.question_type
        if kind not in self._passed:
            self._passed[kind] = PassedAnswers(index.essays(), kind, count_cliches)
        standings = self._passed[kind].standing(_whole(question.text), question.limit)
        return tuple(replace(one, values=thinned(one.values)) for one in standings)


def count_cliches(text: str) -> int:
    """Worn-out phrases in a text, as the check counts them."""
    from core.checks import cliche
    from core.checks.context import CheckContext

    return sum(1 for _ in cliche.check(CheckContext(text)))


def thinned(values: tuple[float, ...]) -> tuple[float, ...]:
    """At most 400 of ascending values, evenly taken, both ends among them."""
    if len(values) <= _MOST_VALUES:
        return values
    step = (len(values) - 1) / (_MOST_VALUES - 1)
    return tuple(values[round(i * step)] for i in range(_MOST_VALUES))


def _evidence(question: FindEvidence, index: EvidenceIndex, complete: bool) -> Answer:
    from core.retrieval.citing import cited

    found = []
    for one in question.passages:
        evidence = cited(index, _whole(one.quote), _whole(one.reason), one.polarity, question.question_type)
        found.append(Found(one.key, evidence))
        yield None
    yield EvidenceFound(question.request_id, tuple(found), index.remarks, complete)


def _critique(question: Critique, index: EvidenceIndex, complete: bool) -> Answer:
    context = question.context
    context = replace(context, text=_whole(context.text))
    critique = ExpertCritique(context, index, question_type(context.question) if context.question else None)
    for remark in critique.remarks():
        yield None if remark is None else RemarkFound(question.request_id, remark)
    yield CritiqueEnded(question.request_id, critique.overall(), complete)


def _whole(text: str) -> str:
    """Half of a surrogate pair can be typed and pasted, and no library takes it. Offsets stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
