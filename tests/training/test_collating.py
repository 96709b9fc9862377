"""Logits only where a reply is learned: the same loss and the same gradients as with all of them."""

from typing import Any

import numpy as np
import pytest

from tests.fakes.workshop import FORMS, Workshop
from training.base_model import Device, add_adapter, open_base
from training.collating import IGNORED, collate, reply_nll
from training.config import Lora, Precision
from training.encoding import Example
from training.experiment import prepare

pytestmark = pytest.mark.needs_torch


def example(prompt: int, reply: int) -> Example:
    return Example(f"{prompt}+{reply}", np.arange(1, prompt + reply + 1, dtype=np.int32), prompt)


def test_labels_are_those_of_the_kept_logits() -> None:
    batch = collate([example(3, 2), example(5, 4)], 0)

    assert batch["input_ids"].tolist() == [[1, 2, 3, 4, 5, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7, 8, 9]]
    assert batch["attention_mask"].sum(1).tolist() == [5, 9]
    # Kept are the logits after tokens 2 to 9; that after the last predicts nothing.
    assert batch["logits_to_keep"] == 8
    assert batch["labels"].tolist() == [
        [IGNORED, 4, 5, IGNORED, IGNORED, IGNORED, IGNORED, IGNORED],
        [IGNORED, IGNORED, IGNORED, 6, 7, 8, 9, IGNORED],
    ]


@pytest.mark.parametrize("architecture", FORMS)
def test_loss_and_gradients_are_those_of_all_logits(architecture: str, workshop: Workshop, tmp_path: Any) -> None:
    import torch

    experiment = workshop.experiment(tmp_path / "run", architecture)
    examples = prepare(experiment).train[:3]
    shortest = [Example("short", examples[0].ids[:40], 30), *examples]
    base = open_base(experiment.config.base, experiment.base, Device("cpu", Precision.FP32))
    model = add_adapter(base, Lora(rank=4, alpha=8), 1)

    def gradients(kept: bool) -> tuple[float, list[Any]]:
        model.zero_grad()
        if kept:
            batch = collate(shortest, 0)
            labels = batch.pop("labels")
            loss = reply_nll(model(**batch).logits, labels).mean()
        else:
            losses = []
            for one in shortest:  # alone and without padding
                ids = torch.from_numpy(one.ids.astype(np.int64))[None]
                logits = model(input_ids=ids).logits[0, :-1].log_softmax(-1)
                losses.append(-logits[torch.arange(len(one.ids) - 1), ids[0, 1:]][one.prompt - 1 :])
            loss = torch.cat(losses).mean()
        torch.autograd.backward(loss)
        return float(loss.detach()), [one.grad.clone() for one in model.parameters() if one.requires_grad]

    (loss, found), (expected, wanted) = gradients(True), gradients(False)

    assert loss == pytest.approx(expected, rel=1e-6)
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-7)
    # Both halves of each of the four (or seven) linears of each block.
    assert len(found) == 2 * 2 * (4 if architecture == "gpt_neox" else 7)


@pytest.mark.parametrize("architecture", FORMS)
def test_the_output_layer_gets_the_states_of_replies_side_by_side(
    architecture: str, workshop: Workshop, tmp_path: Any
) -> None:
    import torch

    experiment = workshop.experiment(tmp_path / "run", architecture)
    base = open_base(experiment.config.base, experiment.base, Device("cpu", Precision.BF16))
    assert {one.dtype for one in base.parameters()} == {torch.bfloat16}
    seen: list[Any] = []
    base.get_output_embeddings().register_forward_pre_hook(lambda _layer, inputs: seen.append(inputs[0]))

    base(input_ids=torch.arange(20)[None], logits_to_keep=5)

    # What was cut out of the text has its strides still, and torch would copy the layer's weights for it.
    (states,) = seen
    assert states.stride() == (5 * states.shape[2], states.shape[2], 1)
