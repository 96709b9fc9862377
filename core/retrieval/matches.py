"""What the comparison of an answer with others finds. Plain values: the window knows them, and no numpy."""

from dataclasses import dataclass

from core.remark import Span

LINE = 30  # percent: where screeners of employers begin to look


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """Another answer of the user. `title` is what people call it: company and question."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence here and the one there that it is most like. `similarity` is the share of the letters here.

    `source` is the id of a collected essay with the number of the answer (from 1), or that of an own answer, whose
    number is 0. `title` names it for people, and `url` is its page when it has one.
    """

    span: Span
    text: str
    source: str
    answer: int
    there: Span
    text_there: str
    similarity: float
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """`percent` of the letters stand in sentences with a match; `compared` answers were looked at."""

    percent: float
    compared: int
    matches: tuple[Match, ...]

    @property
    def over_the_line(self) -> bool:
        return self.percent >= LINE
