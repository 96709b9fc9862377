"""One critique in the window: being written, or read from storage. Plain values in, a view out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.critique.gate import DropReason
from core.critique.pipeline import Session
from core.critique.session import State
from core.errors import AppError
from core.question_type import QuestionType
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import CritiqueView, ModelLabel, PartialView, Stage

_STAGES = {state: Stage(state.value) for state in State}
_QUOTELESS = (DropReason.NO_QUOTE, DropReason.QUOTE_NOT_FOUND)


@dataclass(slots=True)
class CritiqueRun:
    """`key` names the critique in this window, whether it is stored yet or not.

    Until its turn comes a run has neither `session` nor `stored`: it waits. One read from storage has `stored`.
    """

    key: str
    question_id: str
    number: int
    model: ModelLabel
    tracker: RemarkTracker
    session: Session | None = None
    stored: CritiqueView | None = None
    refusal: AppError | None = None  # why a new critique could not even begin
    smaller_model: bool = False
    withdrawn: bool = False  # stopped while it waited
    next_up: bool = False  # waits for the engine alone, not for another critique
    question_type: QuestionType = QuestionType.OTHER

    @property
    def live(self) -> bool:
        if self.refusal is not None or self.withdrawn:
            return False
        return self.stored is None and (self.session is None or not self.session.over)

    def view(self) -> CritiqueView:
        view = self._written() if self.stored is None else replace(self.stored, remarks=self.tracker.views())
        if self.refusal is not None:
            view = replace(view, stage=Stage.FAILED, error=self.refusal)
        return view

    def _written(self) -> CritiqueView:
        stage = Stage.OPENING if self.next_up else Stage.WAITING
        if self.withdrawn:
            stage = Stage.CANCELLED
        view = CritiqueView(self.question_id, self.number, stage, self.tracker.judged, self.model, key=self.key)
        session = self.session
        if session is None:
            return view
        unquoted, unfounded = dropped(session.dropped)
        model = self.model
        if session.loaded is not None:
            model = replace(model, device=session.loaded.device, device_reason=session.loaded.device_reason)
        return replace(
            view,
            stage=_STAGES[session.state],
            model=model,
            remarks=self.tracker.views(),
            partial=self._partial(session),
            overall=session.overall,
            reading=session.reading,
            elapsed=session.elapsed,
            chars_per_second=session.rate_chars,
            tokens_per_second=session.rate_tokens,
            finish_reason=session.finish_reason,
            unquoted=unquoted,
            unfounded=unfounded,
            error=session.error,
            smaller_model=self.smaller_model,
        )

    def _partial(self, session: Session) -> PartialView | None:
        partial = session.partial
        if partial is None:
            return None
        ordinal = len(session.remarks)
        return PartialView(ordinal, partial.polarity, partial.quote, partial.reason, partial.advice)


def dropped(counts: Mapping[DropReason, int]) -> tuple[int, int]:
    """How many remarks were left out for want of their quote, and how many for what they say.

    One without a reason was cut off in the middle, which the reader is told in other words.
    """
    unquoted = sum(counts.get(reason, 0) for reason in _QUOTELESS)
    return unquoted, sum(counts.values()) - unquoted - counts.get(DropReason.NO_REASON, 0)
