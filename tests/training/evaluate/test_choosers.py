"""Choosers of passages land where they must, and a model's log-probabilities are those of its whole text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.critique.guidance import Passage, passages
from core.critique.prompt import PromptFormat, opening
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.remark import Polarity
from core.storage.corpus.samples import samples
from tests.fakes.workshop import FORMS, Workshop
from training.__main__ import main
from training.evaluate.choosers import Chooser, Model, chosen, compare, fit, joined, nearest, regression, rules
from training.guidance import judged
from training.records import Record
from training.sources import records_of

Numbers = NDArray[np.float64]
KINDS = tuple(Polarity)


@pytest.fixture(scope="module")
def items() -> list[Record]:
    return list(records_of(samples()))[:60]


def expert(record: Record, found: Sequence[Passage]) -> Numbers:
    """What the expert spoke of, and how."""
    kinds = {sentence.span: kind for sentence, kind in judged(record)}
    return np.array([[float(kinds.get(one.span) is kind) for kind in KINDS] for one in found])


def wrong(record: Record, found: Sequence[Passage]) -> Numbers:
    return expert(record, found)[:, ::-1]


def silent(record: Record, found: Sequence[Passage]) -> Numbers:
    return np.asarray(-expert(record, found).max(axis=1, keepdims=True) + np.zeros((1, 2)), np.float64)


def test_choosers_land_where_they_must(items: list[Record]) -> None:
    choosers: dict[str, Chooser] = {"expert": expert, "wrong": wrong, "silent": silent, "regression": regression}
    found = {one.name: one for one in compare(items, choosers)}

    # Experts quote clauses and more or fewer of them than the program: not 1, but the most there is.
    assert found["expert"].f1.low > 0.7 > found["regression"].f1.high
    assert found["expert"].polarity.value > 0.95
    assert found["wrong"].f1.value == found["expert"].f1.value
    assert found["wrong"].polarity.value < 0.05
    assert found["silent"].over_chance.value < 0 < found["regression"].over_chance.low


def test_the_same_number_is_chosen_by_all(items: list[Record]) -> None:
    for record in items[:20]:
        counts = {len(chosen(record, one)) for one in (expert, rules, regression, nearest(items[30:40]))}
        assert len(counts) == 1


def test_nearest_finds_what_was_said_of_the_same_words(items: list[Record]) -> None:
    """An answer that experts know already is judged as they judged it."""
    found = {
        one.name: one for one in compare(items[:20], {"known": nearest(items[:20]), "unknown": nearest(items[40:])})
    }

    assert found["known"].f1.low > found["unknown"].f1.high


def test_weights_tell_a_model_that_knows_from_one_that_does_not(items: list[Record]) -> None:
    chance = np.random.default_rng(1)
    knows = {one.id: 4 * expert(one, passages(one.request)) for one in items}
    guesses = {key: chance.normal(size=value.shape) for key, value in knows.items()}

    place, kind = fit(items[:30], knows)
    assert min(place, kind) > 0.5
    other_place, other_kind = fit(items[:30], guesses)
    assert max(abs(other_place), abs(other_kind)) < 0.5
    with_model, alone = compare(items[30:], {"joined": joined(knows, (place, kind)), "regression": regression})
    assert with_model.f1.low > alone.f1.high


def test_the_verb_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dataset", "samples", "--out", str(tmp_path / "data")]) == 0
    capsys.readouterr()

    assert main(["choosers", "--data", str(tmp_path / "data")]) == 0

    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" |")[0] for row in rows[2:]] == ["| rules", "| nearest remarks", "| regression"]


@pytest.mark.needs_torch
@pytest.mark.parametrize("architecture", FORMS)
def test_log_probabilities_are_those_of_the_whole_text(
    architecture: str, workshop: Workshop, items: list[Record], tmp_path: Path
) -> None:
    import torch

    from training.base_model import Device, add_adapter, open_base
    from training.config import Lora, Precision

    experiment = workshop.experiment(tmp_path / "run", architecture)
    form: PromptFormat = experiment.config.base.prompt_format
    adapted = add_adapter(
        open_base(experiment.config.base, experiment.base, Device("cpu", Precision.FP32)), Lora(rank=2, alpha=8), 3
    )
    with torch.no_grad():
        for name, weights in adapted.named_parameters():
            if "lora_B" in name:
                weights.normal_(0, 0.1)
    adapted.save_pretrained(tmp_path / "adapter")
    record = next(one for one in items if len(passages(one.request)) > 9)  # more than one batch of beginnings
    found = passages(record.request)

    said = Model(experiment.base, tmp_path / "adapter", form, precision=Precision.FP32)(record, found)

    tokenizer = HubTokenizer(experiment.base)
    prompt = tokenizer.encode(record.prompt(form).text)
    for row, passage in enumerate(found):
        for column, kind in enumerate(KINDS):
            head = tokenizer.encode(opening(kind, passage.quote))
            ids = torch.tensor([[*prompt, *head]])
            with torch.no_grad():
                logits = adapted(input_ids=ids).logits[0, len(prompt) - 1 : -1].log_softmax(-1)
            expected = logits[torch.arange(len(head)), torch.tensor(head)].sum()
            assert said[row, column] == pytest.approx(float(expected), abs=1e-3)
