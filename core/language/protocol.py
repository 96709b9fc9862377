r"""What the window and the language process say to each other: one JSON object a line, UTF-8, no I/O here.

Requests go to the process's standard input, replies come from its standard output. Each request is named by the
`request_id` that its sender chose and is answered by one reply that ends it: its result, Failed, or Cancelled, which
also comes when a newer request of the same kind took the place of one that had not begun (Proofread, FindOverlap and
ComparePercentiles only: they follow the typing; every FindEvidence, MineIntent and Critique is answered). A Critique
is answered by any number of RemarkFound before it ends. Kinds run beside each other: a Proofread never waits for the
index.

The index of experts' remarks is brought up to date in the background: when the first request needs it, when the corpus
has changed since and the last time is a minute ago, and at Update. Until there is a first state, requests that need it
wait, and IndexProgress tells how far it is; from then on they are answered from the state so far, with `complete`
false. IndexReady says that the index is up to date: what was answered incompletely can be asked again.

    → {"type": "Proofread", "request_id": "p1", "text": "몇일 뒤", "dictionary": ["가람"]}
    ← {"type": "Proofreading", "request_id": "p1", "corrections": [{"span": {"start": 0, "end": 2}, "original": "몇일",
       "suggestions": ["며칠"], "confident": true, "rule": "…", "reason": "…"}]}
    → {"type": "FindEvidence", "request_id": "e1", "question_type": "motivation", "passages": [{"key": "0",
       "quote": "귀사는 최고의 기업입니다.", "reason": "누구나 쓸 수 있는 말입니다.", "polarity": "improve"}]}
    ← {"type": "EvidenceFound", "request_id": "e1", "found": [{"key": "0", "evidence": [{"essay_id": "sample:…",
       "answer": 1, "polarity": "improve", "excerpt": "…", "said": "…", "advice": "…", "company": "…", "season": "…",
       "url": "", "origin": "sample", "likeness": 0.61}]}], "remarks": 1463, "complete": true}
    → {"type": "FindOverlap", "request_id": "o1", "text": "…", "own": [{"id": "q7", "text": "…", "title": "가람유통"}]}
    ← {"type": "OverlapFound", "request_id": "o1", "overlap": {"percent": 41.2, "compared": 241, "matches": [{
       "span": {"start": 0, "end": 31}, "text": "…", "source": "jobkorea:900001", "answer": 1, "there": {"start": 4,
       "end": 36}, "text_there": "…", "similarity": 0.93, "title": "가람유통 2025년 상반기", "url": "https://…"}]},
       "complete": true}
    → {"type": "MineIntent", "request_id": "i1", "question_type": "values"}
    ← {"type": "IntentMined", "request_id": "i1", "groups": [{"words": ["수치", "결과"], "count": 31, "total": 212,
       "examples": [{"text": "…", "essay_id": "sample:…", "answer": 1, "company": "…", "season": "…", "url": "",
       "origin": "sample"}]}], "complete": true}
    → {"type": "ComparePercentiles", "request_id": "c1", "text": "…", "question_type": "values", "limit": 700}
    ← {"type": "PercentilesCompared", "request_id": "c1", "standings": [{"measure": "figures", "value": 0.8,
       "percentile": 61.5, "n": 312, "values": [0.0, 0.1]}], "complete": true}
    → {"type": "Critique", "request_id": "k1", "context": {"text": "…", "question": "지원 동기를 쓰시오.",
       "company": "가람유통"}}
    ← {"type": "RemarkFound", "request_id": "k1", "remark": {"source": "expert", "polarity": "improve", "span": {…},
       "quote": "…", "reason": "…", "advice": "…", "rule": "", "status": "open", "level": null, "evidence": [{…}]}}
    ← {"type": "CritiqueEnded", "request_id": "k1", "overall": "…", "complete": true}
    → {"type": "Cancel", "request_id": "k1"}
    ← {"type": "Cancelled", "request_id": "k1"}
    ← {"type": "Failed", "request_id": "k1", "code": "language", "detail": "TypeError", "context": {}}
    ← {"type": "IndexProgress", "done": 40, "total": 240}
    ← {"type": "IndexReady", "remarks": 1463, "answers": 240}
"""

from dataclasses import dataclass, field

from core.checks.context import CheckContext
from core.errors import ProtocolError
from core.proofread.correction import Correction
from core.question_type import QuestionType
from core.remark import Citation, Polarity, Remark
from core.retrieval.intent_groups import IntentGroup
from core.retrieval.matches import Overlap, OwnAnswer
from core.retrieval.percentiles import Standing
from core.wire import LineDecoder, encode, kinds_of

__all__ = ["encode"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """What evidence is wanted for: a remark's quote, what it says, and whether it praises; `key` comes back."""

    key: str
    quote: str
    reason: str = ""
    polarity: Polarity | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence for the passage with this key, best first; none: 근거 없음."""

    key: str
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Proofread:
    """`dictionary` holds the user's own words, which are right as they are."""

    request_id: str
    text: str
    dictionary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindEvidence:
    request_id: str
    passages: tuple[Passage, ...]
    question_type: QuestionType = QuestionType.OTHER


@dataclass(frozen=True, slots=True)
class FindOverlap:
    """`own` are the user's other answers."""

    request_id: str
    text: str
    own: tuple[OwnAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class MineIntent:
    request_id: str
    question_type: QuestionType


@dataclass(frozen=True, slots=True)
class ComparePercentiles:
    """`limit` in characters, when the question has one."""

    request_id: str
    text: str
    question_type: QuestionType
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Critique:
    """A critique without a model. Spans of its remarks are offsets into `context.text` as it is given."""

    request_id: str
    context: CheckContext


@dataclass(frozen=True, slots=True)
class Update:
    """Bring the index up to date now; IndexReady, or a Failed without an id, tells the end."""


@dataclass(frozen=True, slots=True)
class Cancel:
    request_id: str


@dataclass(frozen=True, slots=True)
class Quit:
    pass


Question = Proofread | FindEvidence | FindOverlap | MineIntent | ComparePercentiles | Critique
Request = Question | Update | Cancel | Quit


@dataclass(frozen=True, slots=True)
class Hello:
    """First line of a process."""

    version: int
    pid: int


@dataclass(frozen=True, slots=True)
class Proofreading:
    request_id: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """In the order of the passages; `remarks` were looked through."""

    request_id: str
    found: tuple[Found, ...]
    remarks: int
    complete: bool


@dataclass(frozen=True, slots=True)
class OverlapFound:
    request_id: str
    overlap: Overlap
    complete: bool


@dataclass(frozen=True, slots=True)
class IntentMined:
    """The largest group first."""

    request_id: str
    groups: tuple[IntentGroup, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class PercentilesCompared:
    """Without the measures that fewer than 30 passed answers have. `values` of a standing are at most 400, evenly
    taken, whatever its `n`."""

    request_id: str
    standings: tuple[Standing, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class RemarkFound:
    """One more remark of a Critique, in the order in which they are to be shown."""

    request_id: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class CritiqueEnded:
    request_id: str
    overall: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It was cancelled, or a newer one took its place."""

    request_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A request failed with an AppError code (see core.errors); the process goes on.

    An empty `request_id` belongs to no request: a line that could not be read (code "engine.protocol"), or an index
    that could not be brought up to date (a code of storage); requests are then answered from what there is.
    """

    request_id: str
    code: str
    detail: str = ""
    context: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """Essays analysed, of those that are new or changed."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IndexReady:
    """The index holds everything that is there."""

    remarks: int
    answers: int


Result = Proofreading | EvidenceFound | OverlapFound | IntentMined | PercentilesCompared | CritiqueEnded
Reply = Hello | Result | RemarkFound | Cancelled | Failed | IndexProgress | IndexReady

_QUESTIONS = kinds_of(Request)
_REPLIES = kinds_of(Reply)


class ReplyDecoder:
    """Bytes of the process's output, cut anywhere, to replies. Does no I/O."""

    def __init__(self) -> None:
        self._lines = LineDecoder(_REPLIES)

    def feed(self, data: bytes) -> list[Reply]:
        """The replies completed by `data`, in order; an unreadable line becomes Failed("", "engine.protocol")."""
        return [
            Failed("", reply.code, reply.detail, reply.context) if isinstance(reply, ProtocolError) else reply
            for reply in self._lines.feed(data)
        ]


class RequestDecoder:
    """Bytes of the process's input, cut anywhere, to requests. Does no I/O."""

    def __init__(self) -> None:
        self._lines = LineDecoder(_QUESTIONS)

    def feed(self, data: bytes) -> list[Request | ProtocolError]:
        """The requests completed by `data`, in order, with an error in the place of each unreadable line."""
        return self._lines.feed(data)
