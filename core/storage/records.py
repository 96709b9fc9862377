"""Critiques as values: to be stored, in a list, and whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.counting import Limit
from core.remark import Remark


class CritiqueState(StrEnum):
    """The states of `core.critique.session.State` by value, and INTERRUPTED: its process died while it was open."""

    OPENING = "opening"
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class NewCritique:
    """What is judged, and with what.

    `question_text` and `answer_text` are stored exactly as they are, because spans of remarks count in them.
    `question_id` is None for a text from elsewhere. `settings` must fit into JSON.
    """

    question_id: str | None
    question_text: str
    answer_text: str
    limit: Limit
    model_id: str
    model_name: str
    adapter_id: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    company: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class CritiqueFilter:
    """Which critiques to list. A field left alone asks for nothing; `text` as in `CritiqueRepository.search`."""

    text: str = ""
    application_id: str | None = None
    question_id: str | None = None
    model_id: str | None = None
    state: CritiqueState | None = None
    starred: bool | None = None
    deleted: bool = False
    limit: int = 500
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CritiqueSummary:
    """One line of the history.

    `number` counts the critiques of one question from 1. `excerpt` is one line of the answer, or the place where the
    searched text was found. `good` and `improve` count remarks; `characters` is the length of the answer.
    """

    id: str
    question_id: str | None
    number: int
    title: str
    company: str
    role: str
    question_text: str
    excerpt: str
    characters: int
    model_id: str
    model_name: str
    adapter_id: str | None
    state: CritiqueState
    error_code: str | None
    good: int
    improve: int
    starred: bool
    started_at: datetime
    finished_at: datetime | None
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CritiqueRecord:
    """A whole critique; `remarks` in order of arrival, so an index is the ordinal of `set_remark_status`."""

    summary: CritiqueSummary
    answer_text: str
    limit: Limit
    settings: Mapping[str, object]
    finish_reason: str | None
    raw: str
    overall: str
    remarks: tuple[Remark, ...]
    timings: Mapping[str, float]
