"""The systems with a model: asked through the engine's process, prompt, gate and session as the program ships them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import psutil

from core.counting import Limit
from core.critique.pipeline import Job, explain, guided, prepare, same_model, timings
from core.critique.prompt import Prompt
from core.critique.session import CritiqueSession
from core.engine.hardware import survey
from core.engine.protocol import Failed, Generate, Load, Score, Scored, Scores
from core.engine.subprocess_host import EngineProcess
from core.errors import AppError, EngineError, ModelMissing, by_code
from core.models import adapters
from core.models.adapters import AdapterInfo
from core.models.catalog import ModelEntry, load_catalog
from core.models.store import find_entry
from core.models.user_model import gguf_entry
from core.settings import Settings
from training.evaluate.critiques import Critique
from training.records import Record

# Another prompt in the place of the usual one; None keeps it.
Reword = Callable[[Job, Record], Prompt | None]
# What is asked of the model for a record, as it would be asked and as it is.
Ask = Callable[[Generate, Record], Generate]


@dataclass(frozen=True, slots=True)
class Model:
    """`path` is set for a file outside the store."""

    entry: ModelEntry
    adapter: AdapterInfo | None = None
    path: str | None = None


def find_model(model: str, adapter: str = "") -> Model:
    """By id or by the path of a GGUF file; the adapter by its folder or its name. Raises ModelError."""
    path = None
    if model.lower().endswith(".gguf"):
        file = Path(model).expanduser()
        if not file.is_file():
            raise ModelMissing("no such file", model=model)
        entry, path = gguf_entry(file, f"file:{file.name}", file.stat().st_size), str(file.resolve())
    else:
        entry = find_entry(model, load_catalog())
    if not adapter:
        return Model(entry, None, path)
    folder = Path(adapter).expanduser()
    found = adapters.inspect(folder if folder.exists() else adapters.find(adapter).path, entry)
    return Model(entry, found, path)


@dataclass(slots=True)
class ModelSystem:
    """One model in one engine process; what fails is a critique with an error, and the next one is tried."""

    name: str
    model: Model
    seeds: int
    reword: Reword = lambda _job, _record: None
    settings: Settings = field(default_factory=Settings)
    argv: list[str] | None = None
    guided: bool = False
    ask: Ask = lambda generate, _record: generate
    _process: EngineProcess = field(init=False)

    def __post_init__(self) -> None:
        self._process = EngineProcess(self.argv)

    def close(self) -> None:
        self._process.stop()

    def critique(self, record: Record, seed: int) -> Critique:
        started = time.monotonic()
        try:
            job = self.job(record, seed)
        except AppError as refused:
            return Critique(record.id, seed, "", error=refused.code)
        session = job.session(started)
        peak = self._drive(job, session, record)
        error = None if session.error is None else explain(session.error, job)
        return Critique(
            item_id=record.id,
            seed=seed,
            raw=session.raw,
            remarks=session.remarks,
            overall=session.overall,
            finish=session.finish_reason.value if session.finish_reason else "",
            costs={**_costs(session), "total_s": time.monotonic() - started, "peak_bytes": float(peak)},
            error="" if error is None else error.code,
        )

    def job(self, record: Record, seed: int) -> Job:
        """What the program would ask. Raises what `core.critique.pipeline.prepare` raises."""
        job = prepare(
            record.question,
            record.answer,
            Limit(record.limit),
            self.model.entry,
            self.model.adapter,
            settings=replace(self.settings, seed=seed),
            hardware=survey(),
            company=record.company,
            role=record.job,
            path=self.model.path,
            opened=self._process.client.opened,
        )
        prompt = self.reword(job, record)
        if prompt is not None:
            job = replace(job, prompt=prompt, generate=replace(job.generate, prompt=prompt.text))
        return guided(job) if self.guided else job

    def _drive(self, job: Job, session: CritiqueSession, record: Record) -> int:
        """Ask until the session is over; the most memory that the process was seen to have."""
        peak = 0
        try:
            if not self._ready(job):
                peak = self._ask(job.load, session)
            command: Generate | None = None if session.over else job.generate
            while command is not None:
                peak = max(peak, self._ask(self.ask(command, record), session))
                command = session.take()
        except AppError as error:
            session.fail(error, time.monotonic())
        return peak

    def scores(self, job: Job, prompt: str, continuations: tuple[str, ...]) -> tuple[Scores, ...]:
        """How likely the model holds each continuation after `prompt`. Raises AppError with what failed."""
        asked: list[Load | Score] = [] if self._ready(job) else [job.load]
        for command in (*asked, Score(f"score-{uuid4().hex}", prompt, continuations)):
            for event in self._process.run(command):
                match event:
                    case Failed(code=code, detail=detail, context=context):
                        raise by_code(code)(detail, **context)
                    case Scored(scores=scores):
                        return scores
        raise EngineError("nothing was scored")

    def _ready(self, job: Job) -> bool:
        """Whether the process has the job's model open."""
        opened = self._process.client.opened
        return self._process.pid is not None and opened is not None and same_model(opened, job.load)

    def _ask(self, command: Load | Generate, session: CritiqueSession) -> int:
        peak = 0
        for event in self._process.run(command):
            session.apply(event, time.monotonic())
            peak = max(peak, self._memory())
        return peak

    def _memory(self) -> int:
        if self._process.pid is None:
            return 0
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            return 0


def _costs(session: CritiqueSession) -> dict[str, float]:
    """Under the names of the measures; those that the history of critiques has no use for are left out."""
    found = timings(session)
    names = ("load_s", "first_token_s", "tokens_per_s", "prompt_tokens", "generated_tokens")
    return {name: float(found[name]) for name in names if name in found}
