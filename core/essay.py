"""What a job seeker writes: an application has questions, a question has one answer with versions."""

from dataclasses import dataclass
from datetime import date, datetime

from core.counting import Limit


@dataclass(frozen=True, slots=True)
class Application:
    """지원서: one company and role being applied for.

    `blind_profile` is the value of a `core.checks.context.BlindProfile`, empty for the one in the settings.
    """

    id: str
    company: str
    role: str
    season: str
    deadline: date | None
    position: int
    updated_at: datetime
    blind_profile: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """문항 with its limit, and the answer as last saved."""

    id: str
    application_id: str
    position: int
    title: str
    text: str
    limit: Limit
    answer: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of an answer. `reason` is one of "critique", "restore", "manual", "import"."""

    id: str
    question_id: str
    number: int
    text: str
    reason: str
    created_at: datetime
