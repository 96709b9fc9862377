"""A record: one answer with an expert's critique of it, and the texts that training makes of it.

Prompt and reply come from `core.critique.prompt`, the one form of training and use; nothing here words anything.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from core.counting import Limit
from core.critique.parse import RawRemark, parse
from core.critique.prompt import Prompt, PromptFormat, Request, build, render_reply
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span


class Split(StrEnum):
    """What a record is for. The value is the name of its file in a data set."""

    TRAIN = "train"
    VALIDATION = "validation"  # early stopping; unseen companies
    TEST = "test"  # unseen companies, never looked at before the end
    NEWEST = "newest"  # the newest season; the company may be known from an earlier one


@dataclass(frozen=True, slots=True)
class Record:
    """One question and answer. Spans count in `answer`, which is composed; `id` is "essay/number of the answer".

    `remarks` are anchored, in the order of the text. `author` is a hash of the applicant's spec list.
    """

    id: str
    essay_id: str
    question: str
    question_type: QuestionType
    answer: str
    remarks: tuple[Remark, ...]
    overall: str
    company: str = ""
    job: str = ""
    author: str = ""
    season: str = ""
    limit: int | None = None
    grade: int | None = None
    origin: str = ""

    @property
    def request(self) -> Request:
        return Request(self.question, self.answer, Limit(self.limit), self.company, self.job)

    @property
    def said(self) -> tuple[RawRemark, ...]:
        """What the reply holds, remark by remark."""
        return tuple(raw_remark(remark) for remark in self.remarks)

    def prompt(self, form: PromptFormat) -> Prompt:
        return build(self.request, form, tuned=True)

    def reply(self, form: PromptFormat | None = None) -> str:
        """With a format its end is marked, as training needs it."""
        return render_reply(self.said, self.overall, form)

    @staticmethod
    def reply_end(form: PromptFormat) -> str:
        """The control token that ends a reply."""
        return render_reply((), "", form).removeprefix(render_reply((), ""))

    def to_json(self) -> str:
        """One line."""
        row = asdict(self)
        row["remarks"] = [_remark_row(remark) for remark in self.remarks]
        return json.dumps(row, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Record":
        """Raises ValueError, TypeError or KeyError for what `to_json` did not write."""
        row: dict[str, Any] = json.loads(line)
        row["remarks"] = tuple(remark_of(one) for one in row["remarks"])
        row["question_type"] = QuestionType(row["question_type"])
        return cls(**row)


def raw_remark(remark: Remark) -> RawRemark:
    """A remark as a reply writes it. An expert of the site writes reason and advice in one: the parser parts them."""
    if remark.advice:
        return RawRemark(remark.polarity, remark.quote, remark.reason, remark.advice)
    read = parse(render_reply([RawRemark(remark.polarity, "인용", remark.reason)], "")).remarks
    if len(read) != 1:
        return RawRemark(remark.polarity, remark.quote, remark.reason)
    return RawRemark(remark.polarity, remark.quote, read[0].reason, read[0].advice)


def reads_back(record: Record) -> bool:
    """Whether the parser that the program uses finds in the reply what was written into it."""
    read = parse(record.reply())
    return (
        len(read.remarks) == len(record.remarks)
        and bool(read.overall)
        and all(
            one.polarity is remark.polarity and one.quote and one.reason
            for one, remark in zip(read.remarks, record.remarks, strict=True)
        )
    )


def remark_of(row: Mapping[str, Any]) -> Remark:
    span = None if row["start"] is None else Span(row["start"], row["end"])
    return Remark(Source.EXPERT, Polarity(row["polarity"]), span, row["quote"], row["reason"], row["advice"])


def _remark_row(remark: Remark) -> dict[str, Any]:
    start, end = (remark.span.start, remark.span.end) if remark.span else (None, None)
    return {
        "polarity": remark.polarity.value,
        "start": start,
        "end": end,
        "quote": remark.quote,
        "reason": remark.reason,
        "advice": remark.advice,
    }
