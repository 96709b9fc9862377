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
class Remark:
    """A statement about a span of the answer.

    `quote` is the text of the span at the time of the remark, exactly as the user wrote it. A remark about the
    whole answer has no span and an empty quote. `rule` and `level` are set when the source is a rule.
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
