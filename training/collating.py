"""Examples side by side as tensors, with logits asked for only where a reply is learned."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from training.encoding import Example

if TYPE_CHECKING:
    import torch

IGNORED = -100


def collate(examples: Sequence[Example], padding: int) -> dict[str, Any]:
    """Padded on the right, so that no row of attention is empty and positions need no telling.

    `logits_to_keep` counts from the end and begins two places before the first reply: `labels` are those of the kept
    logits, shifted already, and their first column is always IGNORED.
    """
    import torch

    width = max(len(example.ids) for example in examples)
    keep = width - min(example.prompt for example in examples) + 2
    ids = np.full((len(examples), width), padding, np.int64)
    mask = np.zeros((len(examples), width), np.int64)
    labels = np.full((len(examples), width + 1), IGNORED, np.int64)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = example.ids
        mask[row, : len(example.ids)] = 1
        labels[row, example.prompt : len(example.ids)] = example.ids[example.prompt :]
    shifted = labels[:, 1:][:, width - min(keep, width) :]
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "labels": torch.from_numpy(np.ascontiguousarray(shifted)),
        "logits_to_keep": min(keep, width),
    }


class MicroBatches:
    """The micro-batches of one process in their order, made when they are asked for: what a DataLoader reads."""

    def __init__(self, examples: Sequence[Example], batches: Sequence[Sequence[int]], padding: int) -> None:
        self._examples, self._batches, self._padding = examples, batches, padding

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, at: int) -> dict[str, Any]:
        if not 0 <= at < len(self._batches):
            raise IndexError(at)
        chosen = [self._examples[row] for row in self._batches[at]]
        return {**collate(chosen, self._padding), "ids": [example.id for example in chosen]}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[at] for at in range(len(self)))


def reply_nll(logits: "torch.Tensor", labels: "torch.Tensor") -> "torch.Tensor":
    """Negative log-likelihood of each learned token, in fp32, one after another."""
    from torch.nn.functional import cross_entropy

    learned = labels != IGNORED
    return cross_entropy(logits[learned].float(), labels[learned], reduction="none")
