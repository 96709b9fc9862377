"""Vectors of tokens in their context, from any encoder's hub folder: what BERTScore compares."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.engine.backends.hub_weights import forbid_hub
from core.errors import ModelDamaged

_LONGEST = 510  # tokens at once, beside two of control; longer texts are read in parts
# Of 12 layers the ninth tells meaning best for BERT-base (Zhang et al., 2020); as deep a one is taken of others.
_DEPTH = 0.75


class TokenVectors:
    """Rows of length 1, one for each token that is no control token. Raises ModelDamaged. Each text is read once."""

    def __init__(self, folder: Path) -> None:
        forbid_hub()
        import torch
        from transformers import AutoModel, AutoTokenizer

        self.name = folder.name
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._model: Any = AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
        except (OSError, ValueError, KeyError) as error:
            raise ModelDamaged(str(error).splitlines()[0][:200], model=folder.name, file="config.json") from error
        config = self._model.config
        self._layer = max(1, round(_DEPTH * config.num_hidden_layers))
        self._longest = min(_LONGEST, config.max_position_embeddings - 2)
        self._read: dict[str, NDArray[np.float32]] = {}

    def __call__(self, text: str) -> NDArray[np.float32]:
        if text not in self._read:
            self._read[text] = self._vectors(text)
        return self._read[text]

    def _vectors(self, text: str) -> NDArray[np.float32]:
        import torch

        parts = self._tokenizer(
            text,
            truncation=True,
            max_length=self._longest,
            return_overflowing_tokens=True,
            return_special_tokens_mask=True,
        )
        rows = []
        for ids, control in zip(parts["input_ids"], parts["special_tokens_mask"], strict=True):
            if not ids:
                continue
            with torch.no_grad():
                states = self._model(input_ids=torch.tensor([ids]), output_hidden_states=True).hidden_states
            found = states[self._layer][0].float().numpy()
            rows.append(found[np.array(control) == 0])
        vectors = np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def bert_score(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """F1 of each token's most like one in the other text, without idf and not rescaled (Zhang et al., 2020)."""
    if not len(one) or not len(other):
        return 0.0
    likeness = one @ other.T
    precision, recall = float(likeness.max(axis=1).mean()), float(likeness.max(axis=0).mean())
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
