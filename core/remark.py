"""One type for everything that is said about a passage: by the model, by a rule, or by an expert."""

from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """Stored and sent by value; the Korean words users read are the labels of `core.critique.prompt`."""

    GOOD = "good"
    IMPROVE = "improve"


class Source(StrEnum):
    """Who said it."""

    MODEL = "model"
    RULE = "rule"
    EXPERT = "expert"


class Level(StrEnum):
    """How serious a rule's finding is. Stored by value; the words users read are in `resources/checks/`."""

    VIOLATION = "violation"
    CHECK = "check"
    NOTE = "note"


class RemarkStatus(StrEnum):
    """What the user did about it."""

    OPEN = "open"
    FIXED = "fixed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points in the user's text: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Citation:
    """An expert's remark on a like passage of somebody else's answer, no longer than a quotation may be.

    `answer` counts from 1. `excerpt` is the passage that was marked, `said` what the expert said of it, `advice` what
    the expert asked for; each is shortened. `origin` is a value of `core.corpus.Origin`: a "sample" was written for
    this program. `url` is empty without a page. `likeness` (0 to 1) can be compared between any two.
    """

    essay_id: str
    answer: int
    polarity: Polarity
    excerpt: str
    said: str
    advice: str = ""
    company: str = ""
    season: str = ""
    url: str = ""
    origin: str = ""
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement about a span of the answer.

    `quote` is the text of the span at the time of the remark, exactly as the user wrote it. A remark about the
    whole answer has no span and an empty quote. `rule` and `level` are set when the source is a rule. `evidence` is
    what experts said of like passages, best first: empty when nothing resembles it (근거 없음), None when nobody has
    looked.
    """

    source: Source
    polarity: Polarity
    span: Span | None
    quote: str
    reason: str
    advice: str = ""
    rule: str = ""
    status: RemarkStatus = RemarkStatus.OPEN
    level: Level | None = None
    evidence: tuple[Citation, ...] | None = None
