"""One Score's way from continuations to their log probabilities, the same for every backend."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.engine.backends.base import RequestControl
from core.engine.protocol import Finished, FinishReason, ReadAhead, Score, Scored, Scores
from core.errors import AnswerTooLong, ProtocolError

# Probabilities smaller than the smallest float32 are not told apart: its logarithm, so that no sum is infinite.
LEAST = -103.0


class Scoring:
    """Token ids of a Score, and a RequestControl for whoever reads its prompt: told are all tokens there are to read.

    Raises AnswerTooLong when prompt and longest continuation are more than `context`, ProtocolError for no prompt.
    """

    def __init__(
        self,
        command: Score,
        request: RequestControl,
        prompt: list[int],
        encode: Callable[[str], list[int]],
        context: int,
    ) -> None:
        self._command, self._request = command, request
        self.prompt = prompt
        self.continuations = [encode(text) for text in command.continuations]
        if not self.prompt:
            raise ProtocolError("an empty prompt")
        tokens = len(self.prompt) + max(map(len, self.continuations))
        if tokens > context:
            over = math.ceil(len(command.prompt) * (tokens - context) / len(self.prompt))
            raise AnswerTooLong("prompt", tokens=tokens, available=context, over=over)
        self._total = len(self.prompt) + sum(map(len, self.continuations))
        self._done = len(self.prompt)

    @property
    def reading_prompt(self) -> ReadAhead:
        """The request that brings the prompt into the cache."""
        return ReadAhead(self._command.request_id, self._command.prompt)

    def cancelled(self) -> bool:
        return self._request.cancelled()

    def reading(self, done: int, total: int) -> None:  # noqa: ARG002 — `total` is the prompt's alone
        self._request.reading(done, self._total)

    def text(self, piece: str, tokens: int) -> None:
        """Nothing: a Score generates no text."""

    def told(self, tokens: int) -> None:
        """So many tokens of the running continuation are scored: a sign of life within a long one."""
        self._request.reading(self._done + tokens, self._total)

    def finish(self, read: Finished, log_probs: Callable[[list[int]], Sequence[float] | None]) -> Scored | Finished:
        """Score every continuation after the prompt was `read`.

        `log_probs` gives one number for each token, and may give None when it saw that the request was cancelled.
        """
        started = time.monotonic()
        found: list[Scores] = []
        for ids in self.continuations:
            given = None if read.reason is FinishReason.CANCELLED or self.cancelled() else log_probs(ids)
            if given is None:
                return Finished(self._command.request_id, FinishReason.CANCELLED, read.timings)
            found.append(Scores(math.fsum(max(value, LEAST) for value in given), len(ids)))
            self._done += len(ids)
            self._request.reading(self._done, self._total)
        timings = replace(
            read.timings,
            generated_tokens=sum(one.tokens for one in found),
            decode_s=time.monotonic() - started,
        )
        return Scored(self._command.request_id, tuple(found), timings)
