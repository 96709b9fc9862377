"""A critique without a model: the same session as one of a model, fed by the language process with whole remarks."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from core.checks.context import CheckContext
from core.critique.gate import DropReason
from core.critique.parse import RawRemark
from core.critique.prompt import Request, render_reply
from core.critique.session import OVER, State
from core.engine.protocol import FinishReason, Loaded, Timings
from core.errors import AnswerEmpty, AppError, by_code
from core.language.protocol import Cancelled, Critique, CritiqueEnded, Failed, IndexProgress, RemarkFound, Reply
from core.paths import resources_dir
from core.remark import Remark

MODEL_ID = "none"  # as stored: no entry of the catalogue has this id


@dataclass(frozen=True, slots=True)
class ExpertJob:
    """Everything about one critique without a model that is known before it starts."""

    request: Request
    ask: Critique

    def session(self, started: float) -> "ExpertSession":
        """The session that takes the replies of the language process; `started` in seconds of the caller's clock."""
        return ExpertSession(self.ask.request_id, started)

    def settings(self) -> dict[str, Any]:
        """Kept with the critique."""
        return {"without_model": True, "blind_profile": self.ask.context.profile.value}


def prepare_expert(context: CheckContext) -> ExpertJob:
    """Raises AnswerEmpty."""
    if not context.text.strip():
        raise AnswerEmpty("nothing but spaces")
    request = Request(context.question, context.text, context.limit, context.company, context.role)
    return ExpertJob(request, Critique(f"expert-{uuid4().hex}", context))


@cache
def model_name() -> str:
    """What stands where the name of the model would stand."""
    name: str = tomllib.loads((resources_dir() / "expert_critique.toml").read_text(encoding="utf-8"))["name"]
    return name


@dataclass(slots=True)
class ExpertSession:
    """What CritiqueSession is for a model. Nothing is dropped, because nothing is invented; no token is counted."""

    request_id: str
    started: float
    state: State = State.OPENING
    remarks: tuple[Remark, ...] = ()
    overall: str = ""
    reading: tuple[int, int] = (0, 0)
    finish_reason: FinishReason | None = None
    error: AppError | None = None
    loaded: Loaded | None = None
    timings: Timings | None = None
    partial: Remark | None = None
    dropped: dict[DropReason, int] = field(default_factory=dict)
    rate_chars: float = 0.0
    rate_tokens: float = 0.0
    _now: float = field(init=False)

    def __post_init__(self) -> None:
        self._now = self.started

    @property
    def over(self) -> bool:
        return self.state in OVER

    def apply(self, event: Reply, now: float) -> bool:
        """Take one reply; False when it changes nothing, being another request's or too late."""
        if self.over:
            return False
        if isinstance(event, IndexProgress):
            # It belongs to no request. Until the first remark it is what this one waits for.
            if self.state is State.WRITING:
                return False
            self.state, self.reading = State.READING, (event.done, event.total)
            self.tick(now)
            return True
        if getattr(event, "request_id", None) != self.request_id:
            return False
        self.tick(now)
        match event:
            case RemarkFound(remark=remark):
                self.state = State.WRITING
                self.remarks += (remark,)
            case CritiqueEnded(overall=overall):
                self.overall = overall
                self.state, self.finish_reason = State.DONE, FinishReason.END_OF_TEXT
            case Cancelled():
                self.state, self.finish_reason = State.CANCELLED, FinishReason.CANCELLED
            case Failed(code=code, detail=detail, context=context):
                self.state, self.error = State.FAILED, by_code(code)(detail, **context)
            case _:
                return False
        return True

    def tick(self, now: float) -> None:
        """Let `elapsed` grow while nothing arrives."""
        if not self.over:
            self._now = max(self._now, now)

    def cancel(self, now: float) -> None:
        """Close the session at once; the process is told elsewhere."""
        if not self.over:
            self.tick(now)
            self.state, self.finish_reason = State.CANCELLED, FinishReason.CANCELLED

    def fail(self, error: AppError, now: float) -> None:
        """Close the session because the process is gone or never came."""
        if not self.over:
            self.tick(now)
            self.state, self.error = State.FAILED, error

    @property
    def raw(self) -> str:
        """As a model would have written it: kept, and searched for, like a reply."""
        raw = (RawRemark(remark.polarity, remark.quote, remark.reason, remark.advice) for remark in self.remarks)
        return render_reply(raw, self.overall) if self.remarks or self.overall else ""

    @property
    def elapsed(self) -> float:
        """Seconds from the start to the end, or to the latest moment that was told."""
        return self._now - self.started
