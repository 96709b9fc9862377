"""What corpus.db hands out and takes in, beside the essays themselves (`core.corpus`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.corpus import CompanyGroup, Flagged, Origin, QualityFlag
from core.question_type import QuestionType


class Outcome(StrEnum):
    """How one essay of a run ended. Stored by value."""

    STORED = "stored"  # new
    UPDATED = "updated"  # known, fetched again because the list said otherwise than before
    UNCHANGED = "unchanged"  # known and not fetched
    GONE = "gone"  # the site has deleted it
    REMOVED = "removed"  # taken out on request: never fetched again
    NOT_ANALYSED = "not_analysed"  # fetched, and no expert had said anything of it; not stored
    CHANGED = "changed"  # the page did not look as expected; a copy is kept
    FAILED = "failed"  # could not be fetched


RETRIED = frozenset({Outcome.CHANGED, Outcome.FAILED})


class RunState(StrEnum):
    RUNNING = "running"  # or killed: a run that nobody ended
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"  # by an error or the page budget; `reason` says which


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl. `filters` is JSON of what was asked for; a run goes on only with the same ones."""

    id: str
    filters: str
    state: RunState
    started_at: datetime
    ended_at: datetime | None
    resumed: bool
    dry_run: bool
    reason: str
    outcomes: dict[Outcome, int]
    essays_after: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An essay to be retried. `code` is that of the error, `saved` the path of a kept copy or empty."""

    source_id: str
    outcome: Outcome
    code: str
    saved: str
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EssayFilter:
    """What to show; None means any."""

    group: CompanyGroup | None = None
    origin: Origin | None = None
    grade: int | None = None
    season: str | None = None
    question_type: QuestionType | None = None
    flag: QualityFlag | None = None


class EssayOrder(StrEnum):
    NEWEST = "newest"  # by season, then by id
    GRADE = "grade"  # best first
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class EssayRow:
    """A line of a list of essays. `excerpt` is a piece around the first hit, or the beginning."""

    id: str
    origin: Origin
    company: str
    season: str
    career: str
    job: str
    grade: int | None
    groups: frozenset[CompanyGroup]
    questions: int
    remarks: int
    flags: tuple[Flagged, ...]
    excerpt: str


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: `low` to below `high`."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """The whole corpus in numbers. Seasons in order of time; `growth` is (end of run, essays after it)."""

    essays: int
    analysed: int
    answers: int
    good_remarks: int
    improve_remarks: int
    anchored_remarks: int
    companies: int
    authors: int
    removed: int
    failures: int
    size_bytes: int
    duplicate_clusters: int
    duplicated_answers: int
    by_origin: dict[Origin, int]
    by_group: dict[CompanyGroup, int]
    by_grade: dict[int, int]
    by_season: tuple[tuple[str, int], ...]
    by_question_type: dict[QuestionType, int]
    answer_lengths: tuple[Bin, ...]
    growth: tuple[tuple[datetime, int], ...]
    flags: dict[QualityFlag, int]
    scrubbed: dict[str, int]
    last_fetched_at: datetime | None
