"""GGUF models with llama.cpp, through the server object of `xllamacpp`.

The server object always listens for HTTP as well. It gets a UNIX socket in a private folder, with a random key, so
no other program and no other user reaches it and no network socket exists; requests go in by direct calls.
"""

import json
import math
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from core.engine import hardware
from core.engine.adapter_convert import cached_gguf
from core.engine.backends.base import RequestControl
from core.engine.backends.llama_cpp_server import Listener, OpenError, accelerator, open_server
from core.engine.backends.scoring import Scoring
from core.engine.priority import low_priority
from core.engine.protocol import (
    BackendName,
    Finished,
    FinishReason,
    Generate,
    Load,
    Loaded,
    ReadAhead,
    Sampling,
    Score,
    Scored,
    Timings,
)
from core.engine.text_stream import TextStream
from core.errors import AdapterMismatch, AnswerTooLong, AppError, EngineError, ModelDamaged, NotEnoughMemory
from core.gguf_header import read_header

# Prompt tokens that are read without a pause: one second for 1.5 billion parameters on two cores. Twice as many would
# be 3 % faster, half as many 9 % slower; an accelerator needs more to be busy.
PROMPT_CHUNK = 64
_GPU_PROMPT_CHUNK = 512
_LOOK_SECONDS = 0.05
# polyglot-ko's tokenizer cuts its text at this character and drops it, which llama.cpp has no pre-tokenizer for.
_CUT = "\u0cf1"
# Logits are tens at most: with this much more, greedy choice takes the token.
_FORCED = 1000.0
# How many of the likeliest tokens are asked for: a list of all of them is megabytes of JSON, and rarely needed.
_LISTS = (256, 2**30)


class LlamaCppBackend:
    """core.engine.backends.base.Backend over one llama.cpp server object."""

    def __init__(self) -> None:
        self._server: Any = None
        self._listener: Listener | None = None
        self._running: threading.Thread | None = None
        self._cuts = False
        self._context = 0
        self._halves: set[int] = set()  # tokens that end in half a character, as far as they were met

    def load(self, command: Load) -> Loaded:
        started = time.monotonic()
        self.close()
        path = Path(command.model_path)
        header = read_header(path)
        self._cuts, self._halves = header.architecture == "gptneox", set()
        adapter = cached_gguf(Path(command.adapter_path), path) if command.adapter_path else None
        self._context = context = min(command.context_length, header.number("context_length") or command.context_length)
        try:
            device, reason = self._open(command, adapter, context)
        except OpenError as failure:
            raise _load_error(failure, path, adapter) from failure
        return Loaded(
            request_id=command.request_id,
            backend=BackendName.LLAMA_CPP,
            device=device,
            device_reason=reason,
            seconds=time.monotonic() - started,
            memory_bytes=psutil.Process().memory_info().rss,
            context_length=context,
            adapter=adapter is not None,
        )

    def generate(self, command: Generate, request: RequestControl) -> Finished:
        reply = _Reply(command.request_id, request, TextStream(command.sampling.stop))
        self._complete(self._prompt(command.prompt), _options(command.sampling), reply)
        return reply.finish(command.prompt)

    def read_ahead(self, command: ReadAhead, request: RequestControl) -> Finished:
        reply = _Reply(command.request_id, request, TextStream(), only_read=True)
        with low_priority():
            self._complete(self._prompt(command.prompt), {"max_tokens": 1}, reply)
        return reply.finish(command.prompt)

    def score(self, command: Score, request: RequestControl) -> Scored | Finished:
        """The server tells nothing of tokens that it reads, only of those that it generates: each token of a
        continuation is forced and generated, which costs a third more than one that is written (the starter model),
        and much more than one that is read.
        """
        prompt = self.token_ids(command.prompt) if self._cuts else self._tokenize(command.prompt, begin=True)
        scoring = Scoring(command, request, prompt, self.token_ids, self._context)
        reply = _Reply(command.request_id, scoring, TextStream(), only_read=True)
        self._complete(prompt, {"max_tokens": 1}, reply)
        self._join()
        # Beginnings that continuations have in common are asked for once.
        known: dict[tuple[int, ...], float] = {}

        def log_probs(ids: list[int]) -> list[float] | None:
            for place, token in enumerate(ids):
                if scoring.cancelled():
                    return None
                if place:
                    scoring.told(place)
                if (beginning := tuple(ids[: place + 1])) not in known:
                    known[beginning] = self._log_prob(prompt + ids[:place], token)
            return [known[tuple(ids[: place + 1])] for place in range(len(ids))]

        return scoring.finish(reply.finish(command.prompt), log_probs)

    def token_ids(self, text: str) -> list[int]:
        parts = text.split(_CUT) if self._cuts else [text]
        return [token for part in parts if part for token in self._tokenize(part)]

    def _tokenize(self, text: str, *, begin: bool = False) -> list[int]:
        """With `begin`, as the server reads a prompt: some models have a token before the first."""
        if self._listener is None:
            raise EngineError("no model is open")
        connection = self._listener.connect()
        try:
            body = json.dumps({"content": text, "add_special": begin, "parse_special": True})
            headers = {"Authorization": f"Bearer {self._listener.key}", "Content-Type": "application/json"}
            connection.request("POST", "/tokenize", body, headers)
            return [int(token) for token in json.loads(connection.getresponse().read())["tokens"]]
        finally:
            connection.close()

    def greedy_log_probs(self, prompt: str, steps: int) -> list[tuple[int, float]]:
        # What is cached changes the order of sums, and so the last digits: this reads the prompt anew.
        request = {"prompt": self._prompt(prompt), "stream": False, "cache_prompt": False, "max_tokens": steps}
        greedy = {"temperature": 0.0, "repeat_penalty": 1.0, "logprobs": 1}
        result: dict[str, Any] = self._opened().handle_completions(request | greedy)
        if "error" in result:
            raise _request_error(result["error"], prompt)
        found = result["choices"][0]["logprobs"] or {"content": []}
        return [(int(token["id"]), float(token["logprob"])) for token in found["content"]]

    def close(self) -> None:
        self._join()
        self._server = None  # its destructor waits for its threads
        if self._listener is not None:
            self._listener.remove()
            self._listener = None

    def _open(self, command: Load, adapter: Path | None, context: int) -> tuple[str, str]:
        """Open on the accelerator when there is one and it is wanted; give (device, reason)."""
        gpu = accelerator() if command.device != "cpu" else None
        if gpu is not None:
            try:
                self._start(command, adapter, context, gpu=True)
            except OpenError as failure:
                self._start(command, adapter, context, gpu=False)
                return "cpu", f"fallback:{failure.last_line}"
            return gpu, "chosen"
        self._start(command, adapter, context, gpu=False)
        return "cpu", {"auto": "only", "cpu": "chosen"}.get(command.device, "fallback:no accelerator in this build")

    def _start(self, command: Load, adapter: Path | None, context: int, *, gpu: bool) -> None:
        threads = command.threads or hardware.default_threads()
        model = Path(command.model_path)
        self._server, self._listener = open_server(
            model, adapter, context=context, threads=threads, chunk=_GPU_PROMPT_CHUNK if gpu else PROMPT_CHUNK, gpu=gpu
        )

    def _prompt(self, text: str) -> str | list[int]:
        """The text itself, which the server tokenises, unless only we can do that rightly."""
        return self.token_ids(text) if self._cuts and _CUT in text else text

    def _opened(self) -> Any:
        if self._server is None:
            raise EngineError("no model is open")
        return self._server

    def _log_prob(self, ids: list[int], token: int) -> float:
        """Natural logarithm of the probability of one token after `ids`, before any bias and sampling.

        The server drops a token that ends in half a character. Its number then stands in the list of the likeliest
        tokens in the place of another one.
        """
        if token not in self._halves:
            if told := self._forced(ids, token, 1):
                return float(told["logprob"])
            self._halves.add(token)
        *_, whole = self._tokenize(".")
        for most in _LISTS:
            told = self._forced(ids, whole, most)
            for one in told["top_logprobs"]:
                if one["id"] == token:
                    return float(one["logprob"])
        raise EngineError("llama.cpp lists no such token")

    def _forced(self, ids: list[int], token: int, most: int) -> dict[str, Any]:
        """What the server tells of `token` when it has to come after `ids`; nothing when it drops it."""
        request = {"prompt": ids, "stream": False, "cache_prompt": True, "max_tokens": 1, "logprobs": most}
        greedy = {"temperature": 0.0, "repeat_penalty": 1.0, "logit_bias": [[token, _FORCED]]}
        result: dict[str, Any] = self._opened().handle_completions(request | greedy)
        if "error" in result:
            raise EngineError(str(result["error"].get("type", "unknown error")))
        content = (result["choices"][0]["logprobs"] or {"content": []})["content"]
        if content and content[0]["id"] != token:
            raise EngineError("llama.cpp took another token")
        return dict(content[0]) if content else {}

    def _complete(self, prompt: str | list[int], options: dict[str, Any], reply: "_Reply") -> None:
        """Run one request. A cancel is answered at once; the chunk that is being read then ends in the background."""
        self._join()
        stream = {"stream": True, "return_progress": True, "timings_per_token": True, "cache_prompt": True}
        request = ({"prompt": prompt, **stream, **options}, reply.take)
        running = threading.Thread(
            target=self._opened().handle_completions, args=request, name="llama.cpp", daemon=True
        )
        self._running = running
        running.start()
        while running.is_alive() and not reply.stopped():
            running.join(_LOOK_SECONDS)

    def _join(self) -> None:
        """Wait for the rest of a cancelled request: at most one chunk."""
        if self._running is not None:
            self._running.join()
            self._running = None


class _Reply:
    """One request's events as llama.cpp sends them: progress of reading, pieces of text, the end or an error.

    `take` is called from the thread of the request, everything else from the thread of the backend.
    """

    def __init__(
        self, request_id: str, request: RequestControl, stream: TextStream, *, only_read: bool = False
    ) -> None:
        self._request_id = request_id
        self._request = request
        self._stream = stream
        self._only_read = only_read
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._first_token_s = 0.0
        self._progress: dict[str, Any] = {}
        self._timings: dict[str, Any] = {}
        self._reason: FinishReason | None = None
        self._error: dict[str, Any] | None = None

    def take(self, event: dict[str, Any]) -> bool:
        """Whether to stop. xllamacpp swallows an exception from here, so what is wrong is kept for `finish`."""
        with self._lock:
            if self._reason is None:
                self._take(event)
            return self._reason is not None or self._error is not None

    def stopped(self) -> bool:
        """Whether the user wants no more of it; nothing is sent from then on."""
        if self._request.cancelled():
            with self._lock:
                self._reason = self._reason or FinishReason.CANCELLED
        return self._reason is not None

    def _take(self, event: dict[str, Any]) -> None:
        self._error = event.get("error")
        self._timings = event.get("timings") or self._timings
        if self._error is not None:
            return
        if self._request.cancelled():
            self._reason = FinishReason.CANCELLED
        elif progress := event.get("prompt_progress"):
            self._progress = progress
            self._request.reading(progress["processed"], progress["total"])
            if self._only_read and progress["processed"] >= progress["total"]:
                self._reason = FinishReason.END_OF_TEXT
        elif not self._only_read:
            self._take_text(event["choices"][0])

    def _take_text(self, choice: dict[str, Any]) -> None:
        tokens = self._tokens()
        if tokens and not self._first_token_s:
            self._first_token_s = time.monotonic() - self._started
        if piece := self._stream.add(choice["text"]):
            self._request.text(piece, tokens)
        if self._stream.reason is not None:
            self._reason = self._stream.reason
        elif choice["finish_reason"] is not None:
            self._reason = FinishReason.LENGTH if choice["finish_reason"] == "length" else FinishReason.END_OF_TEXT

    def finish(self, prompt: str) -> Finished:
        """The end of the request, or the error that ended it."""
        if self._error is not None:
            raise _request_error(self._error, prompt)
        if self._reason is None:
            raise EngineError("llama.cpp stopped without a reason")
        if rest := self._stream.finish():
            self._request.text(rest, self._tokens())
        return Finished(self._request_id, self._reason, self._measured())

    def _tokens(self) -> int:
        return int(self._timings.get("predicted_n", 0))

    def _measured(self) -> Timings:
        if not self._timings:  # cancelled while it was reading
            read, total = self._progress.get("time_ms", 0), self._progress.get("total", 0)
            return Timings(total, self._progress.get("cache", 0), prefill_s=read / 1000)
        return Timings(
            prompt_tokens=self._timings["cache_n"] + self._timings["prompt_n"],
            cached_tokens=self._timings["cache_n"],
            generated_tokens=self._tokens(),
            prefill_s=self._timings["prompt_ms"] / 1000,
            first_token_s=self._first_token_s,
            decode_s=self._timings["predicted_ms"] / 1000,
        )


def _options(sampling: Sampling) -> dict[str, Any]:
    """Stop strings are not sent as such: TextStream cuts at them, so "stop" always means the end-of-text token.

    One that is a control token would not be written out by llama.cpp, unless it is to be preserved.
    """
    return {
        "max_tokens": sampling.max_tokens,
        "temperature": max(0.0, sampling.temperature),
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "min_p": 0.0,
        "repeat_penalty": sampling.repeat_penalty,
        "preserved_tokens": list(sampling.stop),
        "seed": sampling.seed & 0x7FFFFFFF,  # all bits set would mean "random"
    }


def _request_error(error: dict[str, Any], prompt: str) -> AppError:
    """What the server object answered; its message stays here, because it may quote the prompt."""
    if error.get("type") == "exceed_context_size_error":
        tokens, available = int(error["n_prompt_tokens"]), int(error["n_ctx"])
        over = math.ceil(len(prompt) * (tokens - available + 1) / tokens)
        return AnswerTooLong("prompt", tokens=tokens, available=available, over=over)
    return EngineError(str(error.get("type", "unknown error")))


def _load_error(failure: OpenError, path: Path, adapter: Path | None) -> AppError:
    """The error a user can act on, told by what llama.cpp wrote."""
    log = failure.log.lower()
    if any(words in log for words in ("failed to allocate", "out of memory", "memoryerror", "bad_alloc")):
        needed, available = path.stat().st_size, psutil.virtual_memory().available
        return NotEnoughMemory(failure.last_line, needed=needed, available=available)
    if adapter is not None and "lora" in log:
        return AdapterMismatch(failure.last_line, adapter=adapter.name, expected=path.stem, found="")
    if "bind" in log:
        return EngineError(failure.last_line)
    return ModelDamaged(failure.last_line, model=path.stem, file=str(path))
