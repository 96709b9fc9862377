"""What the critique panel shows, as plain values: the controller makes them and the panel draws them."""

from dataclasses import dataclass
from enum import StrEnum

from core.engine.protocol import FinishReason
from core.errors import AppError
from core.remark import Polarity, Remark, RemarkStatus, Source, Span
from core.text import sentences


class Stage(StrEnum):
    """Where a critique is, for the reader."""

    WAITING = "waiting"  # another question's critique is being written
    OPENING = "opening"
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # the program ended while it was written


LIVE = frozenset({Stage.WAITING, Stage.OPENING, Stage.READING, Stage.WRITING})


class Empty(StrEnum):
    """Why there is no critique to show."""

    NO_QUESTION = "no_question"
    NO_MODEL = "no_model"
    NO_ANSWER = "no_answer"
    TOO_SHORT = "too_short"
    NOT_YET = "not_yet"
    READING_STORE = "reading_store"  # it is not known yet whether there is one


class Kind(StrEnum):
    """The segments above the cards."""

    ALL = "all"
    IMPROVE = "improve"
    GOOD = "good"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A remark and where it is now. `span` is in the text as it stands: none when that passage was rewritten.

    `searching`: what experts said of the like is being looked for. `rules_before`: how many of those before it are
    findings of rules, which have names and no numbers.
    """

    ordinal: int  # from 0, in order of arrival: its name in storage
    remark: Remark
    span: Span | None
    searching: bool = False
    rules_before: int = 0

    @property
    def number(self) -> int:
        return self.ordinal + 1 - self.rules_before

    @property
    def kind(self) -> Kind:
        if self.remark.source is Source.RULE:
            return Kind.RULE
        return Kind.GOOD if self.remark.polarity is Polarity.GOOD else Kind.IMPROVE

    @property
    def open(self) -> bool:
        return self.remark.status is RemarkStatus.OPEN


@dataclass(frozen=True, slots=True)
class PartialView:
    """The remark that is being written; its quote is already known to be in the answer."""

    ordinal: int
    polarity: Polarity
    quote: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class ModelLabel:
    """Who wrote the critique, in words for the foot and for 왜?. `without`: nobody, it is made of experts' remarks.

    `guided`: the program chose the passages and whether they are good, the model wrote the rest.
    """

    name: str
    adapter: str = ""
    trial: bool = False
    device: str = ""
    device_reason: str = ""
    without: bool = False
    guided: bool = False


@dataclass(frozen=True, slots=True)
class CritiqueView:
    """One critique as it stands. Times in seconds, rates per second."""

    question_id: str
    number: int
    stage: Stage
    judged_text: str
    model: ModelLabel
    critique_id: str | None = None
    key: str = ""  # tells two critiques apart, whatever their numbers
    remarks: tuple[RemarkView, ...] = ()
    partial: PartialView | None = None
    overall: str = ""
    reading: tuple[int, int] = (0, 0)
    elapsed: float = 0.0
    chars_per_second: float = 0.0
    tokens_per_second: float = 0.0
    finish_reason: FinishReason | None = None
    unquoted: int = 0  # remarks left out because their quote is not in the answer
    unfounded: int = 0  # remarks left out for another reason: invented facts, repetition, not Korean
    error: AppError | None = None
    smaller_model: bool = False  # the engine died twice with this model: offer a smaller one

    @property
    def live(self) -> bool:
        return self.stage in LIVE


def count_open(remarks: tuple[RemarkView, ...]) -> dict[Kind, int]:
    """How many open remarks each segment holds."""
    counts = dict.fromkeys(Kind, 0)
    for view in remarks:
        if view.open:
            counts[Kind.ALL] += 1
            counts[view.kind] += 1
    return counts


class Place(StrEnum):
    """Where in the answer a remark is, as the card says it."""

    FIRST = "first"
    LAST = "last"
    PARAGRAPH = "paragraph"
    NOWHERE = "nowhere"


def place_of(span: Span | None, text: str) -> tuple[Place, int]:
    """The place of `span` in `text`, and the number of its paragraph from 1 (0 when it has no place)."""
    if span is None:
        return Place.NOWHERE, 0
    paragraph = 1 + sum(1 for line in text[: span.start].split("\n")[:-1] if line.strip())
    bounds = sentences(text)
    if len(bounds) > 1:
        if span.start < bounds[0][1]:
            return Place.FIRST, paragraph
        if span.end > bounds[-1][0]:
            return Place.LAST, paragraph
    return Place.PARAGRAPH, paragraph
