"""What a run costs before it starts: tokens, steps, memory, hours; and a refusal of what cannot fit.

The memory of a step is what autograd was seen to keep, without dropout and without recomputation: 1.68 MB a padded
token in half precision and 3.15 MB in fp32 in the shape of polyglot-ko-1.3b, 1.54 and 2.42 MB in that of the 0.5B
starter; told by the sizes of a layer, with what one layer's backward needs for a moment. On a processor whole runs were
measured, and what their process took was 0.67 to 0.95 of the plan. Time is arithmetic: 4
floating-point operations a weight and token (forward, and backward to the activations; gradients of the base are never
made), 2 for measuring.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.batches import Rows, Schedule, padded, schedule
from training.config import Config, Precision, Quantisation
from training.errors import CannotFit
from training.machine import Machine
from training.shape import Shape

_NF4 = 0.516  # bytes a weight: 4 bits and its part of the scales, themselves quantised
_ADAPTER = 16  # bytes a weight of the adapter: itself, its gradient and two moments, all fp32
_LOGIT = 20  # bytes a logit that is learned: itself, its copy in fp32, its log-softmax, and the gradients of these
_CUDA = 900_000_000  # what the driver and the libraries take of a card
_LIBRARIES = 700_000_000  # torch, transformers, peft and bitsandbytes in a process
_CUDA_LIBRARIES = 1_800_000_000  # the same with CUDA's, in RAM
# Of what a step needs on a processor: glibc keeps what is free between larger pieces, and in bf16 oneDNN some of what
# it compiled for each width of a batch. A run of the 1.5B starter grew from 10 to 16.4 GB.
_HELD_BACK = {Precision.FP32: 1.4, Precision.BF16: 1.6}
_SPARE = 1.05
_MANY_EPOCHS = 10
_LONG_HOURS = 12.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in tokens of the examples that train and of those that are measured; `exact` when a tokenizer counted."""

    train: tuple[int, ...]
    train_replies: tuple[int, ...]
    validation: tuple[int, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`tokens` are of the whole run, `padded` with padding; `seconds` include measuring. Memory in bytes."""

    config: Config
    machine: Machine
    examples: int
    tokens: int
    padded: int
    reply_tokens: int
    steps: int
    measurements: int
    ram: int
    gpu: int
    seconds: float
    exact: bool

    @property
    def hours(self) -> float:
        return self.seconds / 3600

    def lines(self) -> Iterator[str]:
        """For people."""
        optimizer, about = self.config.optimizer, "" if self.exact else " (어림)"
        waste = 1 - self.tokens / self.padded
        yield f"글 {self.examples:,}편 × {optimizer.epochs}회, {self.machine.name}"
        replies = f"그중 첨삭 {self.reply_tokens / 1e6:,.1f}백만"
        yield f"토큰 {self.tokens / 1e6:,.1f}백만{about}, {replies}, 채움 {waste:.1%}"
        yield f"걸음 {self.steps:,}번, 중간 측정 {self.measurements}번"
        memory = f"메모리 {self.ram / 1e9:.1f} GB / {self.machine.ram / 1e9:.1f} GB"
        if self.machine.gpu:
            memory += f", GPU {self.gpu / 1e9:.1f} GB / {self.machine.gpu / 1e9:.1f} GB"
        yield memory
        yield f"예상 시간 {_duration(self.seconds)}"
        yield from (f"주의: {warning}" for warning in self.warnings())

    def warnings(self) -> Iterator[str]:
        epochs = self.config.optimizer.epochs
        if epochs > _MANY_EPOCHS:
            usual = 3 * self.seconds / epochs
            yield (
                f"같은 글을 {epochs}번 읽습니다. 3번이면 {_duration(usual)}인데 {_duration(self.seconds)}이 걸리고, "
                "배운 글을 외워 처음 보는 글에는 오히려 나빠집니다."
            )
        if self.hours > _LONG_HOURS and self.machine.name == "t4" and not self.config.saving.mirror:
            yield "Colab은 12시간 안에 끊깁니다. saving.mirror에 드라이브 폴더를 적어 두면 이어서 할 수 있습니다."
        if not self.config.stopping.patience and epochs > 1:
            yield "stopping.patience = 0이라 나빠져도 끝까지 갑니다. 가장 좋았던 어댑터는 남깁니다."


def make_plan(config: Config, sizes: Sizes, shape: Shape, machine: Machine) -> Plan:
    """Raises CannotFit with the nearest setting that fits, DatasetTooSmall when a step cannot be filled."""
    order = schedule(
        sizes.train,
        config.batch.micro_tokens,
        config.batch.micro_batches,
        config.optimizer.epochs,
        config.optimizer.seed,
    )
    plan = _cost(config, sizes, shape, machine, order)
    for place, needed, available in (("gpu", plan.gpu, machine.gpu), ("ram", plan.ram, machine.ram)):
        if needed > available and (place == "ram" or machine.gpu):
            setting = _nearest(config, sizes, shape, machine)
            raise CannotFit(reason=place, needed=needed, available=available, setting=setting)
    return plan


def _cost(config: Config, sizes: Sizes, shape: Shape, machine: Machine, order: Schedule) -> Plan:
    lengths, replies = np.asarray(sizes.train), np.asarray(sizes.train_replies)
    counts = np.zeros(len(lengths), np.int64)
    for rows in order.micro_batches:
        counts[rows] += 1
    micro = [padded(lengths, rows) for rows in order.micro_batches]
    epoch = order.micro_batches[: order.epoch_ends[0] * order.per_step]
    measurements = len(order.evaluations(config.stopping.per_epoch))
    measured = sum(sizes.validation)
    if sizes.validation:
        # Each pair of remarks is read twice, on prompts as long as those of the held-out texts.
        measured += round(2 * config.stopping.preferences * float(np.mean(sizes.validation)))
    weights = shape.linear_weights + shape.vocabulary * shape.hidden
    work = 4.0 * weights * sum(micro) + 2.0 * weights * measured * measurements
    memory = max(
        _memory(config, shape, _micro_batch(lengths, replies, rows), on_gpu=bool(machine.gpu)) for rows in epoch
    )
    return Plan(
        config=config,
        machine=machine,
        examples=len(lengths),
        tokens=int(counts @ lengths),
        padded=sum(micro),
        reply_tokens=int(counts @ replies),
        steps=order.steps,
        measurements=measurements,
        ram=_loading(shape, config) if machine.gpu else memory + _LIBRARIES,
        gpu=memory + _CUDA if machine.gpu else 0,
        seconds=work / machine.flops,
        exact=sizes.exact,
    )


@dataclass(frozen=True, slots=True)
class _MicroBatch:
    """Padded tokens; how many of them get logits (training/collating.py); how many are learned."""

    tokens: int
    logits: int
    learned: int


def _micro_batch(lengths: NDArray[np.int64], replies: NDArray[np.int64], rows: Rows) -> _MicroBatch:
    width = int(lengths[rows].max())
    with_logits = min(width, width - int((lengths[rows] - replies[rows]).min()) + 2)
    return _MicroBatch(width * len(rows), with_logits * len(rows), int(replies[rows].sum()))


def _memory(config: Config, shape: Shape, batch: _MicroBatch, *, on_gpu: bool) -> int:
    """Bytes of weights, adapter and one step, where it is computed."""
    wide = 2 if on_gpu or config.optimizer.precision is Precision.BF16 else 4
    linear = _NF4 if config.base.quantisation is Quantisation.NF4 else wide
    weights = linear * shape.linear_weights + wide * shape.embedding_weights
    adapter = _ADAPTER * shape.adapter_weights(config.lora.rank)
    # Of each block: its input, norms, keys and queries, what attention gives, and the feed-forward layers' values.
    kept = 8 * shape.hidden + (3 if shape.architecture == "gpt_neox" else 5) * shape.inner
    passing = 8 * (shape.inner + shape.hidden)
    step = batch.tokens * wide * (shape.layers * kept + passing) * (1.0 if config.lora.dropout == 0 else 1.72)
    step += shape.vocabulary * (2 * wide * batch.logits + (_LOGIT - 2 * wide) * batch.learned)
    if not on_gpu:
        step *= _HELD_BACK.get(config.optimizer.precision, _HELD_BACK[Precision.FP32])
    return int(_SPARE * (weights + adapter + step))


def _loading(shape: Shape, config: Config) -> int:
    """RAM of a run on a GPU: the libraries, and the file of weights while it is read and packed."""
    return int(_CUDA_LIBRARIES + 2 * (shape.linear_weights + shape.embedding_weights) + 8e6 * config.lora.rank)


def _nearest(config: Config, sizes: Sizes, shape: Shape, machine: Machine) -> str:
    """The setting with the fewest changes that fits, as lines of config.toml; a word when none does."""
    longest = max(sizes.train)
    for candidate, words in _candidates(config, longest):
        cut = _cut(sizes, candidate.data.context)
        order = schedule(cut.train, candidate.batch.micro_tokens, candidate.batch.micro_batches, 1, 0)
        plan = _cost(candidate, cut, shape, machine, order)
        if plan.ram <= machine.ram and (not machine.gpu or plan.gpu <= machine.gpu):
            return words
    return "더 작은 base"


def _candidates(config: Config, longest: int) -> Iterator[tuple[Config, str]]:
    """Less at once first, then 4 bit, then shorter texts, which lose something."""
    options = [config]
    if config.base.quantisation is not Quantisation.NF4:
        options.append(replace(config, base=replace(config.base, quantisation=Quantisation.NF4)))
    for option in options:
        quantised = "" if option is config else 'base.quantisation = "nf4"'
        for tokens in _halves(config.batch.micro_tokens, max(config.data.context, longest)):
            steps = max(1, round(config.batch.micro_batches * config.batch.micro_tokens / tokens))
            batch = replace(config.batch, micro_tokens=tokens, micro_batches=steps)
            changed = f"batch.micro_tokens = {tokens}, batch.micro_batches = {steps}"
            words = [quantised, changed if tokens != config.batch.micro_tokens else ""]
            yield replace(option, batch=batch), ", ".join(filter(None, words))
    last = options[-1]
    for context in _halves(config.data.context, 256):
        total = config.batch.micro_tokens * config.batch.micro_batches
        batch = replace(config.batch, micro_tokens=context, micro_batches=max(1, total // context))
        words = ['base.quantisation = "nf4"'] if last is not config else []
        words += [f"data.context = {context}", f"batch.micro_tokens = {context}"]
        words.append(f"batch.micro_batches = {batch.micro_batches}")
        yield replace(last, data=replace(config.data, context=context), batch=batch), ", ".join(words)


def _halves(start: int, least: int) -> Iterator[int]:
    """From `start` down in steps of an eighth, to `least`."""
    yield from sorted({max(least, start * part // 8 // 64 * 64) for part in range(8, 0, -1)} - {0}, reverse=True)


def _cut(sizes: Sizes, context: int) -> Sizes:
    """Lengths as they are when what is longer is shortened."""
    return replace(
        sizes,
        train=tuple(min(one, context) for one in sizes.train),
        train_replies=tuple(min(one, context // 2) for one in sizes.train_replies),
        validation=tuple(min(one, context) for one in sizes.validation),
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f}초"
    return f"{seconds / 60:.0f}분" if seconds < 5400 else f"{seconds / 3600:.1f}시간"
