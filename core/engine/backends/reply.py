"""One request's way from token ids to text, timings and outcome, the same for every backend that sees ids."""

import math
import time

from core.engine.backends.base import RequestControl
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.engine.protocol import Finished, FinishReason, Generate, ReadAhead, Sampling, Timings
from core.engine.text_stream import TextStream
from core.errors import AnswerTooLong, ProtocolError


class Reply:
    """Takes what a backend reads and generates, tells `request` about it, and knows when to stop."""

    def __init__(
        self, command: Generate | ReadAhead, request: RequestControl, tokenizer: HubTokenizer, ids: list[int]
    ) -> None:
        stop = command.sampling.stop if isinstance(command, Generate) else ()
        self._command, self._request, self._tokenizer = command, request, tokenizer
        self._stream = TextStream(stop)
        self._stop_ids = tokenizer.control_ids(stop)
        self._total = len(ids)
        self._only_read = isinstance(command, ReadAhead)
        self._generated: list[int] = []
        self._reason: FinishReason | None = None
        self._started = time.monotonic()
        self._first_token: float | None = None
        self._cached = 0
        self.read_tokens = 0

    def start(self, cached: int) -> None:
        """`cached` tokens of the prompt were read by an earlier request."""
        self._cached = self.read_tokens = cached
        self._request.reading(cached, self._total)

    def read(self, tokens: int) -> None:
        """That many more tokens of the prompt are read; the last one is told by the first `take`."""
        self.read_tokens = min(self.read_tokens + tokens, self._total - 1)
        self._request.reading(self.read_tokens, self._total)

    def stopped(self) -> bool:
        """Whether to generate no more: the text says so, or the user."""
        if self._reason is None and self._request.cancelled():
            self._reason = FinishReason.CANCELLED
        return self._reason is not None

    def take(self, ids: list[int]) -> None:
        """Tokens that were generated, the end-of-text token included."""
        if self._first_token is None:
            self._first_token = time.monotonic()
            self.read_tokens = self._total
            self._request.reading(self._total, self._total)
        for token in ids:
            if self._only_read or self._reason is not None:
                return
            if token in self._tokenizer.end_ids or token in self._stop_ids:
                ended = token in self._tokenizer.end_ids and token not in self._stop_ids
                self._reason = FinishReason.END_OF_TEXT if ended else FinishReason.STOP
                return
            self._generated.append(token)
            piece = self._stream.update(self._tokenizer.decode(self._generated))
            if piece:
                self._request.text(piece, len(self._generated))
            self._reason = self._stream.reason

    def finish(self) -> Finished:
        """The end of the request; LENGTH when nothing else ended it."""
        if rest := self._stream.finish():
            self._request.text(rest, len(self._generated))
        unfinished = FinishReason.END_OF_TEXT if self._only_read else FinishReason.LENGTH
        now = time.monotonic()
        first = self._first_token or now
        timings = Timings(
            prompt_tokens=self._total,
            cached_tokens=self._cached,
            generated_tokens=len(self._generated),
            prefill_s=first - self._started,
            first_token_s=first - self._started if self._generated else 0.0,
            decode_s=now - first,
        )
        return Finished(self._command.request_id, self._reason or unfinished, timings)


def fit_prompt(ids: list[int], prompt: str, context: int) -> list[int]:
    """The ids, when there is room for at least one more. Raises AnswerTooLong, or ProtocolError for no prompt."""
    if not ids:
        raise ProtocolError("an empty prompt")
    if len(ids) >= context:
        over = math.ceil(len(prompt) * (len(ids) - context + 1) / len(ids))
        raise AnswerTooLong("prompt", tokens=len(ids), available=context, over=over)
    return ids


def new_tokens(sampling: Sampling, context: int, prompt_tokens: int) -> int:
    """How many tokens may be generated at most."""
    return max(1, min(sampling.max_tokens, context - prompt_tokens))


def shared_prefix(one: list[int], other: list[int]) -> int:
    """Length of the longest common beginning."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
