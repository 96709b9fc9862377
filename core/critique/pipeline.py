"""From an answer to what the engine is asked, and from what it answers to what is kept. Window and CLI share it."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from core.counting import Limit
from core.critique.expert import MODEL_ID, ExpertJob, ExpertSession, model_name
from core.critique.gate import Gate
from core.critique.guided import Guide, GuidedSession, beginnings
from core.critique.prompt import (
    Prompt,
    PromptFormat,
    Request,
    build,
    characters_over,
    estimate_tokens,
    wording_version,
)
from core.critique.session import CritiqueSession
from core.engine.hardware import Hardware, fits
from core.engine.protocol import BackendName, Generate, Load, ReadAhead, Sampling
from core.errors import AnswerEmpty, AnswerTooLong, AppError, NotEnoughMemory
from core.models.adapters import AdapterInfo
from core.models.catalog import ModelEntry
from core.models.store import model_path
from core.settings import Settings
from core.storage.critiques import CritiqueRepository, NewCritique

_SHORTEST_REPLY = 256  # tokens: two remarks and 총평
_CHECKPOINT_SECONDS = 1.0
_UNTUNED_PENALTY = 1.15  # measured on the 0.5B starter: below, every remark has the same reason; above, nonsense


@dataclass(frozen=True, slots=True)
class Job:
    """Everything about one critique that is known before it starts. `load` may be skipped when it is open already."""

    request: Request
    prompt: Prompt
    form: PromptFormat
    entry: ModelEntry
    adapter: AdapterInfo | None
    load: Load
    generate: Generate
    guide: Guide | None = None

    def session(self, started: float) -> CritiqueSession:
        """The session that takes the engine's events; `started` in seconds of the caller's clock."""
        gate = Gate(self.request.answer, self.prompt.known, self.prompt.examples)
        load_id, generate_id, opening = self.load.request_id, self.generate.request_id, self.prompt.opening
        if self.guide is None:
            return CritiqueSession(load_id, generate_id, gate, started, opening)
        return GuidedSession(load_id, generate_id, gate, started, opening, generate=self.generate, guide=self.guide)

    def read_ahead(self) -> ReadAhead:
        """What the engine may read while the answer is still being typed."""
        return ReadAhead(f"ahead-{uuid4().hex}", self.prompt.head)

    def settings(self) -> dict[str, Any]:
        """What decided the outcome beside text, model and adapter: kept with the critique."""
        sampling = self.generate.sampling
        return {
            "backend": self.load.backend.value,
            "context_length": self.load.context_length,
            "prompt": {"format": self.form.value, "version": wording_version()},
            "guided": self.guide is not None,
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "top_k": sampling.top_k,
            "repeat_penalty": sampling.repeat_penalty,
            "seed": sampling.seed,
        }


def prepare(
    question: str,
    answer: str,
    limit: Limit,
    entry: ModelEntry,
    adapter: AdapterInfo | None,
    *,
    settings: Settings,
    hardware: Hardware,
    company: str = "",
    role: str = "",
    path: str | None = None,
    opened: Load | None = None,
) -> Job:
    """Check that the answer can be judged with this model here and now, and compose the requests.

    `path` is for a model that is not in the store. `opened` is what the engine has open: its memory is not needed
    a second time. Raises AnswerEmpty, AnswerTooLong, ModelMissing, ModelDamaged and NotEnoughMemory.
    """
    if not answer.strip():
        raise AnswerEmpty("nothing but spaces")
    load = Load(
        f"load-{uuid4().hex}",
        BackendName(entry.backend),
        path or str(model_path(entry)),
        str(adapter.path) if adapter else None,
        entry.context_length,
        settings.threads,
        settings.device,
    )
    if (opened is None or not same_model(load, opened)) and not fits(entry.memory_bytes, hardware):
        raise NotEnoughMemory(needed=entry.memory_bytes, available=hardware.available_memory)
    form = PromptFormat(entry.prompt_format)
    request = Request(question, answer, limit, company, role)
    prompt = build(request, form, tuned=adapter is not None)
    sampling = Sampling(
        max_tokens=_reply_tokens(prompt, form, entry.context_length, settings.max_tokens),
        temperature=settings.temperature,
        top_p=settings.top_p,
        top_k=settings.top_k,
        repeat_penalty=settings.repeat_penalty if adapter else max(settings.repeat_penalty, _UNTUNED_PENALTY),
        seed=settings.seed,
        stop=prompt.stop,
    )
    generate = Generate(f"critique-{uuid4().hex}", prompt.text, sampling)
    return Job(request, prompt, form, entry, adapter, load, generate)


def guided(job: Job) -> Job:
    """The job in which the program chooses what is judged (see `core.critique.guided`); the same when nothing can be
    quoted. Runs every check: some twenty milliseconds."""
    begun = beginnings(job.request)
    if not begun:
        return job
    before = job.prompt.text.removesuffix(job.prompt.opening)
    prompt = replace(job.prompt, text=before + begun[0], opening=begun[0])
    guide = Guide(begun[1:], job.generate.sampling.max_tokens, job.form)
    return replace(job, prompt=prompt, generate=guide.step(replace(job.generate, prompt=prompt.text)), guide=guide)


def same_model(one: Load, other: Load) -> bool:
    """Whether two loads open the same thing."""
    return replace(one, request_id="") == replace(other, request_id="")


def explain(error: AppError, job: Job) -> AppError:
    """An error of the engine with what only this side knows: how many characters are too many."""
    if not isinstance(error, AnswerTooLong) or "over" in error.context:
        return error
    tokens, available = error.context.get("tokens", 0), error.context.get("available", 0)
    over = characters_over(int(tokens), int(available) - _SHORTEST_REPLY, job.form)
    return AnswerTooLong(error.detail, **{**error.context, "over": over})


def _reply_tokens(prompt: Prompt, form: PromptFormat, context_length: int, wanted: int) -> int:
    """Room for the reply: what is wanted, or less when the answer is long. Raises AnswerTooLong."""
    tokens = estimate_tokens(prompt.text, form)
    room = context_length - tokens
    if room < _SHORTEST_REPLY:
        available = context_length - _SHORTEST_REPLY
        raise AnswerTooLong(tokens=tokens, available=available, over=characters_over(tokens, available, form))
    return min(wanted, room)


Session = CritiqueSession | ExpertSession


@dataclass(slots=True)
class CritiqueRecorder:
    """Keeps one critique in the database from its start on, so that a crash at any moment loses a second at most.

    Called from the thread that owns the database. `now` is in seconds of any one clock.
    """

    critiques: CritiqueRepository
    id: str
    _written: tuple[float, str] = field(default=(float("-inf"), ""))

    def checkpoint(self, session: Session, now: float) -> bool:
        """Keep what has arrived, at most once a second. Returns whether it wrote."""
        last, raw = self._written
        if now - last < _CHECKPOINT_SECONDS or session.raw == raw:
            return False
        self.critiques.checkpoint(self.id, session.raw, session.remarks, session.overall)
        self._written = (now, session.raw)
        return True

    def finish(self, session: Session) -> None:
        """Keep the whole outcome, whatever it is."""
        self.critiques.finish(
            self.id,
            session.state.value,
            session.raw,
            session.remarks,
            session.overall,
            session.error.code if session.error else None,
            timings(session),
            session.finish_reason.value if session.finish_reason else None,
        )


def record(critiques: CritiqueRepository, job: Job | ExpertJob, question_id: str | None = None) -> CritiqueRecorder:
    """Start keeping a critique. Raises StorageError."""
    return CritiqueRecorder(critiques, critiques.start(new_critique(job, question_id)))


def new_critique(job: Job | ExpertJob, question_id: str | None = None) -> NewCritique:
    """What is known of a critique before it starts. One without a model says so by id, name and settings."""
    request = job.request
    if isinstance(job, Job):
        model = (job.entry.id, job.entry.name, job.adapter.title if job.adapter else None)
    else:
        model = (MODEL_ID, model_name(), None)
    return NewCritique(
        question_id=question_id,
        question_text=request.question,
        answer_text=request.answer,
        limit=request.limit,
        model_id=model[0],
        model_name=model[1],
        adapter_id=model[2],
        settings=job.settings(),
        company=request.company,
        role=request.role,
    )


def timings(session: Session) -> dict[str, float]:
    """Seconds, tokens and rates of a critique, as far as they are known."""
    found: dict[str, float] = {"elapsed_s": round(session.elapsed, 3), "chars_per_s": round(session.rate_chars, 2)}
    if session.loaded is not None:
        found["load_s"] = round(session.loaded.seconds, 3)
    if (times := session.timings) is not None:
        found |= {
            "prompt_tokens": times.prompt_tokens,
            "cached_tokens": times.cached_tokens,
            "generated_tokens": times.generated_tokens,
            "prefill_s": round(times.prefill_s, 3),
            "first_token_s": round(times.first_token_s, 3),
            "decode_s": round(times.decode_s, 3),
        }
        if times.decode_s > 0:
            found["tokens_per_s"] = round(times.generated_tokens / times.decode_s, 2)
    return found
