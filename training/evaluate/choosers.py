"""`python -m training choosers`: who finds what an expert would speak of, before anything is said of it.

Guided critique needs passages and polarities. The rules of the checks, the nearest remarks of experts on other answers,
the regression that ships (`core.critique.guidance`) and the model's own log-probabilities each give every sentence a
chance of either judgement; as many are chosen of each answer as the program would choose, so that only the choice
differs. The regression and the model are also joined by two weights, fitted on the validation part.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.critique.guidance import Passage, choose, passages
from core.critique.prompt import PromptFormat, opening
from core.remark import Polarity, Remark, Source
from core.text import sentences
from training.config import Base, Precision, Quantisation
from training.dataset import Dataset, Split
from training.evaluate.measures.location import f1_over_chance, marked_sentences, touched
from training.evaluate.measures.measure import f1, ratio
from training.evaluate.run import Walk
from training.evaluate.statistics import Estimate, estimate
from training.guidance import judged
from training.records import Record
from training.splits import group_of

Numbers = NDArray[np.float64]
# For each passage of an answer a number for each polarity: the higher, the more an expert is expected to say it.
Chooser = Callable[[Record, Sequence[Passage]], Numbers]
_KINDS = tuple(Polarity)
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one chooser: F1 of sentences, the same over a choice at random, and how often the polarity is right."""

    name: str
    f1: Estimate
    over_chance: Estimate
    polarity: Estimate


def compare(records: Iterable[Record], choosers: Mapping[str, Chooser]) -> list[Choice]:
    """Each chooser on the same answers; intervals by company."""
    records = list(records)
    found = []
    for name, chooser in choosers.items():
        rows: dict[str, Numbers] = {}
        for record in records:
            row = np.array(_sums(record, chosen(record, chooser)))
            rows[group_of(record)] = rows.get(group_of(record), np.zeros_like(row)) + row
        sums = np.stack(list(rows.values()))
        places, kinds = sums[:, :4], sums[:, 4:]
        found.append(Choice(name, estimate(places, f1), estimate(places, f1_over_chance), estimate(kinds, ratio)))
    return found


def chosen(record: Record, chooser: Chooser) -> tuple[Passage, ...]:
    """What would be judged, and how."""
    found = passages(record.request)
    if not found:
        return ()
    chances = chooser(record, found)
    told = [
        replace(one, chances=dict(zip(_KINDS, row.tolist(), strict=True)))
        for one, row in zip(found, chances, strict=True)
    ]
    return choose(told, len(sentences(record.answer)))


def regression(_record: Record, found: Sequence[Passage]) -> Numbers:
    """What ships."""
    return np.array([[one.chances[kind] for kind in _KINDS] for one in found])


def rules(record: Record, found: Sequence[Passage]) -> Numbers:
    """Blame for what the checks find fault with, most findings first; praise for the longest of the others."""
    faults = {sentence.span: sentence.findings for sentence, _ in judged(record)}
    blame = np.array([float(faults.get(one.span, 0)) for one in found])
    length = np.array([len(one.quote) / 1000 for one in found])
    return np.stack([np.where(blame > 0, blame, 0.0) if kind is Polarity.IMPROVE else length for kind in _KINDS], 1)


def nearest(known: Iterable[Record]) -> Chooser:
    """By the passages of other answers that experts spoke of: how near the nearest are, and what was said of them."""
    from core.retrieval.vectors import embed

    said = [(remark.quote, remark.polarity) for record in known for remark in record.remarks]
    among = embed([quote for quote, _ in said])
    kinds = np.array([[kind is polarity for kind in _KINDS] for _, polarity in said], np.float64)

    def score(_record: Record, found: Sequence[Passage]) -> Numbers:
        likeness = embed([one.quote for one in found]) @ among.T
        best = np.argsort(-likeness, axis=1)[:, :_NEAREST]
        near = np.take_along_axis(likeness, best, axis=1)
        return np.asarray((near[:, :, None] * kinds[best]).sum(axis=1), np.float64)

    return score


@dataclass(slots=True)
class Model:
    """log P(`label | "quote" |`) after the prompt, of every passage and polarity: what the model would begin with."""

    base: Path
    adapter: Path
    form: PromptFormat
    precision: Precision = Precision.BF16  # on a processor; a GPU has its own
    _opened: Any = None

    def __call__(self, record: Record, found: Sequence[Passage]) -> Numbers:
        model, tokenizer = self._open()
        prompt = tokenizer.encode(record.prompt(self.form).text)
        heads = [tokenizer.encode(opening(kind, one.quote)) for one in found for kind in _KINDS]
        return np.array(_likelihoods(model, prompt, heads)).reshape(len(found), len(_KINDS))

    def _open(self) -> tuple[Any, Any]:
        if self._opened is None:
            from peft import PeftModel

            from core.engine.backends.hub_tokenizer import HubTokenizer
            from training.base_model import choose_device, open_base

            base = Base(str(self.base), "", "", self.form, Quantisation.NONE)
            device = choose_device(self.precision)
            model = PeftModel.from_pretrained(open_base(base, self.base, device), str(self.adapter)).eval()
            self._opened = model, HubTokenizer(self.base)
        return self._opened  # type: ignore[no-any-return]


def joined(model: Mapping[str, Numbers], weights: Sequence[float]) -> Chooser:
    """The regression's log odds with what the model says above its own mean, weighed for place and polarity apart."""

    def score(record: Record, found: Sequence[Passage]) -> Numbers:
        return np.log(regression(record, found)) + _weighed(model[record.id], weights)

    return score


def fit(records: Iterable[Record], model: Mapping[str, Numbers]) -> tuple[float, float]:
    """The two weights that make experts' choices likeliest: a softmax over all passages and judgements of an answer."""
    from scipy.optimize import minimize

    cases = []
    for record in records:
        found = passages(record.request)
        said = _said(record, found)
        if said.any():
            cases.append((np.log(regression(record, found)), model[record.id], said))

    def loss(weights: Numbers) -> float:
        total = 0.0
        for ours, theirs, said in cases:
            scores = ours + _weighed(theirs, weights)
            total -= float((scores - np.logaddexp.reduce(scores, axis=None))[said].mean())
        return total

    place, kind = minimize(loss, np.zeros(2), method="Nelder-Mead").x
    return float(place), float(kind)


def lines(found: Iterable[Choice]) -> Iterator[str]:
    """A table in Markdown."""
    yield "| | sentence F1 | over a choice at random | polarity right |"
    yield "|---|---|---|---|"
    for one in found:
        yield f"| {one.name} | {_shown(one.f1)} | {_shown(one.over_chance)} | {_shown(one.polarity)} |"


def all_choosers(data: Dataset, model: Model | None, walk: Walk) -> dict[str, Chooser]:
    """By name. A model is asked about the validation and the test part at once: it takes a dozen seconds an answer."""
    found: dict[str, Chooser] = {
        "rules": rules,
        "nearest remarks": nearest(data.records(Split.TRAIN)),
        "regression": regression,
    }
    return found | (_with_model(data, model, walk) if model is not None else {})


def _with_model(data: Dataset, model: Model, walk: Walk) -> dict[str, Chooser]:
    todo = [(record, 0) for part in (Split.VALIDATION, Split.TEST) for record in data.records(part)]
    asked = {record.id: model(record, passages(record.request)) for record, _ in walk("model", todo)}
    weights = fit(data.records(Split.VALIDATION), asked)
    print(f"weights of the model beside the regression: place {weights[0]:.2f}, polarity {weights[1]:.2f}")
    return {
        "model": lambda record, _found: asked[record.id],
        "regression and model": joined(asked, weights),
    }


def _weighed(said: Numbers, weights: Sequence[float] | Numbers) -> Numbers:
    """Log-probabilities as a part for the place, above that of the answer's other passages, and one for the kind."""
    place = np.logaddexp.reduce(said, axis=1, keepdims=True)
    return np.asarray(weights[0] * (place - place.mean()) + weights[1] * (said - place), np.float64)


def _sums(record: Record, ours: Sequence[Passage]) -> tuple[float, ...]:
    """As `location.sentences` counts; then polarities that are right, of passages that the expert spoke of."""
    total = len(sentences(record.answer))
    remarks = tuple(Remark(Source.MODEL, one.polarity, one.span, one.quote, "") for one in ours)
    mine, theirs = marked_sentences(record, remarks), marked_sentences(record, record.remarks)
    met = right = 0
    for one in ours:
        kinds = {r.polarity for r in record.remarks if r.span and touched(record, r.span) & touched(record, one.span)}
        met += bool(kinds)
        right += one.polarity in kinds
    by_chance = len(mine) * len(theirs) / total if total else 0.0
    return float(len(mine & theirs)), float(len(mine)), float(len(theirs)), by_chance, float(right), float(met)


def _said(record: Record, found: Sequence[Passage]) -> NDArray[np.bool_]:
    """Which passages the expert spoke of, and how."""
    kinds = {sentence.span: kind for sentence, kind in judged(record)}
    return np.array([[kinds.get(one.span) is kind for kind in _KINDS] for one in found], np.bool_).reshape(-1, 2)


def _likelihoods(model: Any, prompt: Sequence[int], heads: Sequence[Sequence[int]]) -> list[float]:
    """Sums of log-probabilities; the prompt is read once."""
    import torch

    found: list[float] = []
    with torch.no_grad():
        read = model(input_ids=torch.tensor([list(prompt)]), use_cache=True, logits_to_keep=1)
        first = read.logits[0, -1].float().log_softmax(-1)
        for start in range(0, len(heads), 16):
            part = heads[start : start + 16]
            width = max(map(len, part))
            ids = torch.zeros(len(part), width, dtype=torch.long)
            mask = torch.zeros(len(part), len(prompt) + width, dtype=torch.long)
            mask[:, : len(prompt)] = 1
            for row, head in enumerate(part):
                ids[row, : len(head)] = torch.tensor(head)
                mask[row, len(prompt) : len(prompt) + len(head)] = 1
            cache = _repeated(read.past_key_values, len(part))
            logits = model(input_ids=ids, attention_mask=mask, past_key_values=cache, use_cache=True).logits
            for row, head in enumerate(part):
                later = logits[row, : len(head) - 1].float().log_softmax(-1)
                rest = later[torch.arange(len(head) - 1), ids[row, 1 : len(head)]]
                found.append(float(first[head[0]] + rest.sum()))
    return found


def _repeated(cache: Any, times: int) -> Any:
    from copy import deepcopy

    several = deepcopy(cache)
    several.batch_repeat_interleave(times)
    return several


def _shown(one: Estimate) -> str:
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"
