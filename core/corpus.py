"""A collected essay: answers with what an expert said of them, and what is known of where it comes from."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from core.question_type import QuestionType
from core.remark import Remark


class Origin(StrEnum):
    """Where an essay comes from; what is collected outranks what was imported, and both outrank samples."""

    JOBKOREA = "jobkorea"
    IMPORTED = "imported"
    SAMPLE = "sample"


class CompanyGroup(StrEnum):
    """Size of the company. The values are JobKorea's codes; one essay may be in several groups."""

    LARGE = "13"
    MIDSIZE = "16"
    FOREIGN = "15"
    TOP1000 = "12"


GROUP_LABELS = {
    CompanyGroup.LARGE: "대기업",
    CompanyGroup.MIDSIZE: "중견기업",
    CompanyGroup.FOREIGN: "외국계",
    CompanyGroup.TOP1000: "매출1000대",
}


class QualityFlag(StrEnum):
    """Something about a page that was not as it should be, though the page could be read. Stored by value."""

    COUNTER_MISMATCH = "counter_mismatch"  # the page's own count and the length of what was read disagree
    COUNTER_MISSING = "counter_missing"
    REMARK_WITHOUT_MARK = "remark_without_mark"  # a remark whose sentence is not marked in the answer
    MARK_WITHOUT_REMARK = "mark_without_remark"
    LABELS_OUT_OF_ORDER = "labels_out_of_order"  # not 1, 2, 3 for each polarity
    EMPTY_ANSWER = "empty_answer"
    GRADE_MISSING = "grade_missing"
    OVERALL_MISSING = "overall_missing"
    NOT_ANALYSED = "not_analysed"  # the page holds no expert's advice at all
    HEAD_INCOMPLETE = "head_incomplete"  # season, kind of employment or job could not be told


FLAG_LABELS = {
    QualityFlag.COUNTER_MISMATCH: "글자수 불일치",
    QualityFlag.COUNTER_MISSING: "글자수 표시 없음",
    QualityFlag.REMARK_WITHOUT_MARK: "표시 없는 첨삭",
    QualityFlag.MARK_WITHOUT_REMARK: "첨삭 없는 표시",
    QualityFlag.LABELS_OUT_OF_ORDER: "번호 어긋남",
    QualityFlag.EMPTY_ANSWER: "빈 답변",
    QualityFlag.GRADE_MISSING: "평점 없음",
    QualityFlag.OVERALL_MISSING: "총평 없음",
    QualityFlag.NOT_ANALYSED: "전문가 첨삭 없음",
    QualityFlag.HEAD_INCOMPLETE: "시기·직무 불명",
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag on an answer (`answer` counts from 1), or on the whole essay. `detail` holds numbers, never its text."""

    flag: QualityFlag
    answer: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CollectedAnswer:
    """One question with its answer. The remarks' source is `EXPERT`, their spans are offsets into `text`.

    `limit` is what the question allows, in characters. `counted_chars` and `counted_bytes` are what the page's own
    counter says, a line break being 2 of either and a character outside ASCII 2 bytes.
    """

    question: str
    text: str
    question_type: QuestionType
    remarks: tuple[Remark, ...] = ()
    limit: int | None = None
    counted_chars: int | None = None
    counted_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CollectedEssay:
    """One page. `id` is the origin and the id that its source gave it: "jobkorea:900001".

    `season` is "2023년 하반기" or empty, `career` 신입, 인턴 or empty. `author_key` is a hash of the applicant's
    spec list, empty without one. `grade` is 1 to 5. `scrubbed` counts the personal data that were masked, by kind.
    """

    id: str
    origin: Origin
    company: str
    answers: tuple[CollectedAnswer, ...]
    season: str = ""
    career: str = ""
    job: str = ""
    spec: tuple[str, ...] = ()
    author_key: str = ""
    groups: frozenset[CompanyGroup] = frozenset()
    overall: str = ""
    grade: int | None = None
    views: int | None = None
    url: str = ""
    fetched_at: datetime | None = None
    parser_version: int = 0
    flags: tuple[Flagged, ...] = ()
    scrubbed: dict[str, int] = field(default_factory=dict)

    @property
    def source_id(self) -> str:
        return self.id.partition(":")[2]

    @property
    def analysed(self) -> bool:
        """Whether an expert said anything about it."""
        return bool(self.overall) or any(answer.remarks for answer in self.answers)


@dataclass(frozen=True, slots=True)
class ListedEssay:
    """What a page of the list says of an essay. `overall_head` is the beginning of the 총평, empty without analysis."""

    source_id: str
    company: str
    season: str = ""
    career: str = ""
    job: str = ""
    question: str = ""
    grade: int | None = None
    overall_head: str = ""
    views: int | None = None
    analysed: bool = False

    @property
    def fingerprint(self) -> str:
        """Changes when the essay did, as far as a list can tell; views and new-marks do not count."""
        facts = (
            self.company,
            self.season,
            self.career,
            self.job,
            self.question,
            self.grade,
            self.overall_head,
            self.analysed,
        )
        return sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
