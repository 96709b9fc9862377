"""4-bit models on the processor with OpenVINO GenAI: the main way to run polyglot-ko.

GenAI's pipeline is driven step by step: a step reads at most PROMPT_CHUNK tokens of the prompt or generates one
token, and between two steps cancel is looked at. Keys and values are kept in blocks by the prefix they belong to,
so what an earlier request read is not read again.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from core.engine import hardware
from core.engine.backends.base import RequestControl
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.engine.backends.openvino_adapter import adapter_config
from core.engine.backends.openvino_scorer import OpenVinoScorer, open_scorer
from core.engine.backends.reply import Reply, fit_prompt, new_tokens, shared_prefix
from core.engine.backends.scoring import Scoring
from core.engine.backends.telemetry import forbid_telemetry
from core.engine.priority import low_priority
from core.engine.protocol import (
    BackendName,
    Finished,
    Generate,
    Load,
    Loaded,
    ReadAhead,
    Sampling,
    Score,
    Scored,
)
from core.errors import EngineError, ModelDamaged, ModelMissing, NotEnoughMemory

# Prompt tokens read between two looks at cancel: 0.35 s on two cores. 128 and 256 read no faster, 32 is slower.
PROMPT_CHUNK = 64
# Tokens in one block of the library's cache; a prefix is found again in whole blocks.
_BLOCK = 32
# An id that no model has.
_NEVER = 2**31 - 1
_FILES = ("openvino_model.xml", "openvino_model.bin", "config.json", "tokenizer.json")


@dataclass(slots=True)
class _Model:
    pipeline: Any
    tokenizer: HubTokenizer
    context: int
    # Prompts that were read lately, to tell how much of a new one is in the cache.
    read: deque[list[int]] = field(default_factory=lambda: deque(maxlen=4))
    requests: int = 0
    # Opened by the first Score, because it costs a second copy of the weights.
    open_scorer: Callable[[], OpenVinoScorer] = field(kw_only=True)
    scorer: OpenVinoScorer | None = None


class OpenVinoBackend:
    """core.engine.backends.base.Backend over one GenAI pipeline."""

    def __init__(self) -> None:
        forbid_telemetry()
        import openvino
        import openvino_genai

        self._ov, self._genai = openvino, openvino_genai
        self._model: _Model | None = None

    def load(self, command: Load) -> Loaded:
        started = time.monotonic()
        self.close()
        folder = Path(command.model_path)
        _check_files(folder)
        tokenizer = HubTokenizer(folder)
        properties: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": command.threads or hardware.default_threads(),
        }
        adapter = Path(command.adapter_path) if command.adapter_path else None
        adapters = {"adapters": adapter_config(folder / "openvino_model.xml", adapter)} if adapter else {}
        device, reason, pipeline = self._open(folder, command.device, properties | adapters)
        scorer = partial(open_scorer, folder, adapter, device.upper(), properties, chunk=PROMPT_CHUNK)
        context = min(command.context_length, tokenizer.context_length or command.context_length)
        self._model = _Model(pipeline, tokenizer, context, open_scorer=scorer)
        self._warm_up(self._model)
        return Loaded(
            request_id=command.request_id,
            backend=BackendName.OPENVINO,
            device=device,
            device_reason=reason,
            seconds=time.monotonic() - started,
            memory_bytes=psutil.Process().memory_info().rss,
            context_length=context,
            adapter=command.adapter_path is not None,
        )

    def generate(self, command: Generate, request: RequestControl) -> Finished:
        model = self._opened()
        ids = fit_prompt(model.tokenizer.encode(command.prompt), command.prompt, model.context)
        reply = Reply(command, request, model.tokenizer, ids)
        self._run(model, ids, self._config(command.sampling, model, len(ids)), reply)
        return reply.finish()

    def read_ahead(self, command: ReadAhead, request: RequestControl) -> Finished:
        model = self._opened()
        ids = model.tokenizer.encode(command.prompt)[: model.context - 1]
        reply = Reply(command, request, model.tokenizer, ids)
        if ids:
            with low_priority():
                self._run(model, ids, self._greedy(model, 1), reply)
        return reply.finish()

    def score(self, command: Score, request: RequestControl) -> Scored | Finished:
        model = self._opened()
        encode = model.tokenizer.encode
        scoring = Scoring(command, request, encode(command.prompt), encode, model.context)
        reply = Reply(scoring.reading_prompt, scoring, model.tokenizer, scoring.prompt)
        model.scorer = scorer = model.scorer or model.open_scorer()
        scorer.read(scoring.prompt, reply)
        return scoring.finish(reply.finish(), partial(scorer.log_probs, scoring))

    def token_ids(self, text: str) -> list[int]:
        return self._opened().tokenizer.encode(text)

    def greedy_log_probs(self, prompt: str, steps: int) -> list[tuple[int, float]]:
        model = self._opened()
        ids = fit_prompt(model.tokenizer.encode(prompt), prompt, model.context)
        config = self._greedy(model, min(steps, model.context - len(ids)))
        config.logprobs = 1
        handle = self._submit(model, ids, config)
        found: list[tuple[int, float]] = []
        while model.pipeline.has_non_finished_requests():
            self._step(model, handle)
            for output in _outputs(handle):
                found.extend(zip(output.generated_ids, output.generated_log_probs, strict=True))
        return found

    def close(self) -> None:
        self._model = None  # the pipeline's destructor gives all memory back

    def _open(self, folder: Path, wanted: str, properties: dict[str, Any]) -> tuple[str, str, Any]:
        """Open on the wanted device, on the processor when that fails; give (device, reason, pipeline)."""
        if wanted in {"auto", "cpu"}:
            return "cpu", "chosen" if wanted == "cpu" else "only", self._pipeline(folder, "CPU", properties)
        try:
            return wanted, "chosen", self._pipeline(folder, wanted.upper(), properties)
        except ModelDamaged as failure:
            return "cpu", f"fallback:{failure.detail}", self._pipeline(folder, "CPU", properties)

    def _pipeline(self, folder: Path, device: str, properties: dict[str, Any]) -> Any:
        scheduler = self._genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        scheduler.max_num_batched_tokens = PROMPT_CHUNK
        try:
            return self._genai.ContinuousBatchingPipeline(folder, scheduler, device, properties, {}, {})
        except MemoryError as error:
            needed, available = (folder / "openvino_model.bin").stat().st_size, psutil.virtual_memory().available
            raise NotEnoughMemory("opening the model", needed=needed, available=available) from error
        except RuntimeError as error:
            detail = str(error).strip().splitlines()[-1]
            raise ModelDamaged(detail, model=folder.name, file="openvino_model.xml") from error

    def _warm_up(self, model: _Model) -> None:
        """Let the library lay out its weights now (6 s for polyglot-ko), not in the first step, which none can stop."""
        handle = self._submit(model, [0] * PROMPT_CHUNK, self._greedy(model, 2))
        while model.pipeline.has_non_finished_requests():
            self._step(model, handle)

    def _run(self, model: _Model, ids: list[int], config: Any, reply: Reply) -> None:
        cached = max((shared_prefix(ids, known) for known in model.read), default=0) // _BLOCK * _BLOCK
        reply.start(min(cached, len(ids) - 1))
        handle = self._submit(model, ids, config)
        while model.pipeline.has_non_finished_requests():
            if reply.stopped():
                handle.cancel()
                model.pipeline.step()  # computes nothing: the library lets go of a request at the end of a step
                break
            self._step(model, handle)
            outputs = _outputs(handle)
            if not outputs:
                reply.read(PROMPT_CHUNK)
            for output in outputs:
                reply.take(list(output.generated_ids))
        model.read.append(ids[: reply.read_tokens])

    def _submit(self, model: _Model, ids: list[int], config: Any) -> Any:
        import numpy as np

        model.requests += 1
        tensor = self._ov.Tensor(np.array([ids], dtype=np.int64))
        return model.pipeline.add_request(model.requests, tensor, config)

    def _step(self, model: _Model, handle: Any) -> None:
        try:
            model.pipeline.step()
        except MemoryError as error:
            available = psutil.virtual_memory().available
            raise NotEnoughMemory("keys and values of the prompt", needed=0, available=available) from error
        except RuntimeError as error:
            raise EngineError(str(error).strip().splitlines()[-1]) from error
        if handle.get_status() == self._genai.GenerationStatus.IGNORED:
            available = psutil.virtual_memory().available
            raise NotEnoughMemory("keys and values of the prompt", needed=0, available=available)

    def _config(self, sampling: Sampling, model: _Model, prompt_tokens: int) -> Any:
        config = self._greedy(model, new_tokens(sampling, model.context, prompt_tokens))
        config.repetition_penalty = sampling.repeat_penalty
        config.stop_token_ids |= model.tokenizer.control_ids(sampling.stop)
        if sampling.temperature > 0:
            config.do_sample = True
            config.temperature, config.top_p = sampling.temperature, sampling.top_p
            config.rng_seed = sampling.seed
            if sampling.top_k > 0:
                config.top_k = sampling.top_k
        return config

    def _greedy(self, model: _Model, tokens: int) -> Any:
        config = self._genai.GenerationConfig()
        config.max_new_tokens = tokens
        # Without an end of its own a request takes the pipeline's, which is -1 and refused when nobody named one.
        ends = model.tokenizer.end_ids or {_NEVER}
        config.eos_token_id = min(ends)
        config.stop_token_ids = set(ends)
        return config

    def _opened(self) -> _Model:
        if self._model is None:
            raise EngineError("no model is open")
        return self._model


def _outputs(handle: Any) -> list[Any]:
    """What the last step generated, which is nothing while the prompt is being read."""
    outputs: list[Any] = []
    while handle.can_read():
        outputs.extend(handle.read().values())
    return [output for output in outputs if output.generated_ids]


def _check_files(folder: Path) -> None:
    if not folder.exists():
        raise ModelMissing("no such folder", model=str(folder))
    for name in _FILES:
        if not (folder / name).is_file():
            raise ModelDamaged("not a whole OpenVINO model folder", model=folder.name, file=name)
