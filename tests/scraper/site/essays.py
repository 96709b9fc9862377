"""Essays of the local site, made from a seed, each of which knows what a reader of its page must find.

Expectations are built from the parts of an essay, never by the parsers: text, spans, grade and flags.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from core.corpus import CollectedAnswer, CollectedEssay, CompanyGroup, Flagged, ListedEssay, Origin, QualityFlag
from core.question_type import question_type
from core.remark import Polarity, Remark, Source, Span
from scraper.pages.detail_parser import PARSER_VERSION

HEAD_OF_OVERALL = 85  # characters that a list shows


class Skin(StrEnum):
    USUAL = "usual"
    COMPANY = "company"


class Breaks(StrEnum):
    """How a page writes a line break. A browser makes LF of CR, so that a parser meets that as well."""

    BR = "<br/>"
    CR = "\r"
    CR_BR = "\r<br>"
    CRLF_BR = "\r\n<br />"
    ENTITY = "&#13;<br>"


class Fault(StrEnum):
    """What is wrong with an answer on purpose; at most one each."""

    NONE = ""
    WRONG_COUNTER = "wrong counter"
    NO_COUNTER = "no counter"
    SWAPPED = "labels 2, 1"
    DOUBLED = "labels 1, 1"
    LOST_MARK = "a remark without mark"
    LOST_REMARK = "a mark without remark"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an answer. `polarity` when it is marked; `number` is that of its label, `tag` the element around it."""

    text: str
    polarity: Polarity | None = None
    number: int = 0
    tag: str = "span"


@dataclass(frozen=True, slots=True)
class GeneratedRemark:
    """`piece` is the index of the passage it is about, None when that is not marked."""

    polarity: Polarity
    number: int
    text: str
    piece: int | None


@dataclass(frozen=True, slots=True)
class Planted:
    """Invented personal data in an answer (from 1). `kind` is "phone", "email" or "name"."""

    kind: str
    answer: int
    text: str


@dataclass(frozen=True, slots=True)
class GeneratedAnswer:
    question: str
    limit: int | None
    pieces: tuple[Piece, ...]
    remarks: tuple[GeneratedRemark, ...]
    breaks: Breaks
    trailing: int  # line breaks after the text, which the counter counts and a reader trims
    counter_error: int
    fault: Fault

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def length(self) -> int:
        """As the site's script counts: UTF-16 code units, a line break 2."""
        return sum(2 if c == "\n" or ord(c) > 0xFFFF else 1 for c in self.text)

    @property
    def counted_chars(self) -> int | None:
        if self.fault is Fault.NO_COUNTER:
            return None
        return self.length + 2 * self.trailing + self.counter_error

    @property
    def counted_bytes(self) -> int | None:
        if self.counted_chars is None:
            return None
        text = self.text + "\n" * self.trailing
        size = sum(4 if ord(c) > 0xFFFF else 2 if ord(c) > 0x7F or c == "\n" else 1 for c in text)
        return size + 2 * self.counter_error

    def expected(self) -> CollectedAnswer:
        spans: list[Span] = []
        at = 0
        for piece in self.pieces:
            spans.append(Span(at, at + len(piece.text)))
            at += len(piece.text)
        remarks = []
        for one in self.remarks:
            span = None if one.piece is None else spans[one.piece]
            quote = "" if one.piece is None else self.pieces[one.piece].text
            remarks.append(Remark(Source.EXPERT, one.polarity, span, quote, one.text))
        return CollectedAnswer(
            question=self.question,
            text=self.text,
            question_type=question_type(self.question),
            remarks=tuple(remarks),
            limit=self.limit,
            counted_chars=self.counted_chars,
            counted_bytes=self.counted_bytes,
        )

    def flag(self, number: int) -> Flagged | None:
        """What a reader must say of the fault; `number` is the answer's, from 1."""
        match self.fault:
            case Fault.NONE:
                return None
            case Fault.WRONG_COUNTER:
                return Flagged(QualityFlag.COUNTER_MISMATCH, number, f"{self.length}/{self.counted_chars}")
            case Fault.NO_COUNTER:
                return Flagged(QualityFlag.COUNTER_MISSING, number, "1")
            case Fault.SWAPPED | Fault.DOUBLED:
                return Flagged(QualityFlag.LABELS_OUT_OF_ORDER, number, "1")
            case Fault.LOST_MARK:
                return Flagged(QualityFlag.REMARK_WITHOUT_MARK, number, "1")
            case Fault.LOST_REMARK:
                return Flagged(QualityFlag.MARK_WITHOUT_REMARK, number, "1")


@dataclass(frozen=True, slots=True)
class GeneratedEssay:
    """`author` counts applicants; one applicant's essays are near-identical. `analysed` is whether an expert spoke."""

    source_id: str
    author: int
    groups: frozenset[CompanyGroup]
    company: str
    season: str
    career: str
    job: str
    spec: tuple[str, ...]
    views: int
    skin: Skin
    grade: int | None
    overall: str
    answers: tuple[GeneratedAnswer, ...]
    analysed: bool = True
    is_new: bool = False
    planted: tuple[Planted, ...] = ()

    @property
    def expected(self) -> CollectedEssay:
        """Exactly what `parse_detail` must return."""
        found = (answer.flag(number) for number, answer in enumerate(self.answers, start=1))
        whole = [
            (QualityFlag.GRADE_MISSING, self.analysed and self.grade is None),
            (QualityFlag.OVERALL_MISSING, self.analysed and not self.overall),
            (QualityFlag.NOT_ANALYSED, not self.analysed),
            (QualityFlag.HEAD_INCOMPLETE, not self.job),
        ]
        return CollectedEssay(
            id=f"jobkorea:{self.source_id}",
            origin=Origin.JOBKOREA,
            company=self.company,
            answers=tuple(answer.expected() for answer in self.answers),
            season=self.season,
            career=self.career,
            job=self.job,
            spec=self.spec,
            author_key=sha256("\n".join(self.spec).encode()).hexdigest(),
            overall=self.overall if self.analysed else "",
            grade=self.grade if self.analysed else None,
            views=self.views if self.skin is Skin.USUAL else None,
            parser_version=PARSER_VERSION,
            flags=(*(Flagged(flag) for flag, holds in whole if holds), *(flag for flag in found if flag)),
        )

    @property
    def overall_head(self) -> str:
        if not self.analysed:
            return ""
        return self.overall if len(self.overall) <= HEAD_OF_OVERALL else f"{self.overall[:HEAD_OF_OVERALL].rstrip()}..."

    @property
    def listed(self) -> ListedEssay:
        """Exactly what `parse_list` must say of it."""
        return ListedEssay(
            source_id=self.source_id,
            company=self.company,
            season=self.season,
            career=self.career,
            job=self.job,
            question=self.answers[0].question,
            grade=self.grade if self.analysed else None,
            overall_head=self.overall_head,
            views=self.views,
            analysed=self.analysed,
        )


def generate(seed: int, pages: int = 2158, pairs: int = 7732, *, plain: int = 0) -> tuple[GeneratedEssay, ...]:
    """`pages` analysed essays with `pairs` questions in all, and `plain` more that no expert has read; newest first."""
    from tests.scraper.site.writer import Writer

    return Writer(seed).essays(pages, pairs, plain)
