"""Choosing the next token from logits, with the meanings that OpenVINO GenAI gives the same settings."""

from typing import Any

from core.engine.protocol import Sampling


class Sampler:
    """`ids` of the prompt count for the repetition penalty, as do all tokens chosen."""

    def __init__(self, sampling: Sampling, ids: list[int]) -> None:
        import torch

        self._torch, self._sampling = torch, sampling
        self._seen = set(ids)
        self._generator: Any = torch.Generator().manual_seed(sampling.seed)

    def choose(self, logits: Any) -> int:
        """One token; `logits` is float32 of shape (vocabulary,)."""
        torch, sampling = self._torch, self._sampling
        logits = logits.cpu().clone()
        if sampling.repeat_penalty != 1.0:
            seen = torch.tensor(sorted(self._seen))
            values = logits[seen]
            logits[seen] = torch.where(values > 0, values / sampling.repeat_penalty, values * sampling.repeat_penalty)
        token = int(logits.argmax()) if sampling.temperature <= 0 else self._draw(logits)
        self._seen.add(token)
        return token

    def _draw(self, logits: Any) -> int:
        torch, sampling = self._torch, self._sampling
        values, order = (logits / sampling.temperature).sort(descending=True)
        if sampling.top_k > 0:
            values, order = values[: sampling.top_k], order[: sampling.top_k]
        probabilities = values.softmax(-1)
        if sampling.top_p < 1.0:
            # The smallest set that reaches top_p: the token that crosses the line is still in it.
            before = probabilities.cumsum(-1) - probabilities
            probabilities = probabilities * (before < sampling.top_p)
        place = int(torch.multinomial(probabilities, 1, generator=self._generator))
        return int(order[place])
