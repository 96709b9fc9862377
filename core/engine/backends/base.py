"""What every inference library has to offer to the worker, and what the worker offers to it."""

from typing import Protocol

from core.engine.protocol import Finished, Generate, Load, Loaded, ReadAhead, Score, Scored


class RequestControl(Protocol):
    """The worker's side of one running request."""

    def cancelled(self) -> bool:
        """Whether to stop. Looked at between two chunks of the prompt and between two tokens."""
        ...

    def reading(self, done: int, total: int) -> None:
        """Tell that `done` of `total` prompt tokens are read; a sign of life for the stall clock as well."""
        ...

    def text(self, piece: str, tokens: int) -> None:
        """Send text that was added, whole characters only; `tokens` counts all that were generated so far."""
        ...


class Backend(Protocol):
    """One inference library with at most one model open. All calls block and come from one thread."""

    def load(self, command: Load) -> Loaded:
        """Open the model, and the adapter with it, in place of what was open.

        Raises AppError: ModelMissing, ModelDamaged, AdapterDamaged, AdapterMismatch, AdapterUnsafe, BackendMissing.
        """
        ...

    def generate(self, command: Generate, request: RequestControl) -> Finished:
        """Continue the prompt until it ends, meets a stop string, repeats itself, is full, or is cancelled."""
        ...

    def read_ahead(self, command: ReadAhead, request: RequestControl) -> Finished:
        """Read the prompt into the cache and generate nothing."""
        ...

    def score(self, command: Score, request: RequestControl) -> Scored | Finished:
        """The log probabilities of the continuations, each after the prompt, which is read once; Finished on cancel.

        What an earlier request read stays in the cache of `generate`. Raises AnswerTooLong when prompt and longest
        continuation are more than the context holds.
        """
        ...

    def token_ids(self, text: str) -> list[int]:
        """The ids of `text`, control tokens written in it included, nothing added before or after."""
        ...

    def greedy_log_probs(self, prompt: str, steps: int) -> list[tuple[int, float]]:
        """(token id, natural log probability) of each token of the greedy continuation; to compare engines."""
        ...

    def close(self) -> None:
        """Give the model back. Closing twice is fine."""
        ...
