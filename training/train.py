"""QLoRA, top to bottom: one experiment's folder in, its adapter out. Killed at any moment, it goes on where it was.

    python -m training train FOLDER
    accelerate launch --num_processes 2 -m training train FOLDER

transformers.Trainer steps, clips, schedules and distributes; peft holds the adapter, bitsandbytes the base in 4 bit.
What is ours: the order of micro-batches (`batches`), logits and loss on the reply only (`collating`), measuring by
token, saving (`checkpoints`), and knowing when to measure and to stop (`conduct`).
"""

import json
import logging
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch  # noqa: TID253 — only the process that trains imports this module
from torch.utils.data import DataLoader, Dataset  # noqa: TID253 — as above
from transformers import (  # noqa: TID253 — as above
    PrinterCallback,
    ProgressCallback,
    Trainer,
    TrainingArguments,
)

from core.engine.backends.hub_tokenizer import HubTokenizer
from training import checkpoints
from training.base_model import Device, add_adapter, choose_device, open_base
from training.batches import by_length
from training.collating import MicroBatches, collate, reply_nll
from training.conduct import Conduct, cut_metrics, publish
from training.config import Config, Precision
from training.encoding import Example
from training.errors import ConfigInvalid, LossNotFinite, OutOfMemory, ResumeRefused
from training.experiment import (
    DECISIVE,
    METRICS,
    RESULT,
    RUN,
    Experiment,
    Material,
    check_resume,
    plan,
    prepare,
    run_manifest,
)
from training.preference import Preference, preferences

log = logging.getLogger(__name__)

Report = Callable[[str], None]
Tensors = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """`finished` is False when the run was asked to stop: the same command goes on."""

    finished: bool
    step: int
    loss: float | None = None  # held-out, per reply token, of the best measurement
    preference: float | None = None
    adapter: Path | None = None


def train(experiment: Experiment, report: Report) -> Outcome:
    """Train to the end, or to SIGTERM. Raises TrainingError, ModelError or StorageError; what was saved stays good."""
    config, processes = experiment.config, int(os.environ.get("WORLD_SIZE", "1"))
    first = int(os.environ.get("RANK", "0")) == 0
    if config.batch.micro_batches % processes:
        problem = f"{config.batch.micro_batches}, which {processes} processes cannot share evenly"
        path = str(experiment.folder / "config.toml")
        raise ConfigInvalid("processes", path=path, key="batch.micro_batches", problem=problem)
    say = report if first else lambda _line: None
    material = prepare(experiment)
    manifest = run_manifest(experiment, material)
    for line in plan(experiment, material).lines():
        say(line)
    if (experiment.adapter / RESULT).is_file():
        return _finished(experiment, manifest)
    device = choose_device(config.optimizer.precision, only_cpu=config.machine == "cpu")
    arguments = _arguments(experiment, material, device, processes)
    # One after another: the first puts aside what is torn and fetches what only the mounted folder has.
    with arguments.main_process_first(local=False):
        last = _checkpoint_to_resume(experiment, manifest)
    say(f"checkpoint-{last.step}에서 이어서 훈련합니다." if last else "처음부터 훈련합니다.")
    if first and not last:
        checkpoints.write_atomically(experiment.folder / RUN, manifest)
    base = open_base(config.base, experiment.base, device, arguments.local_process_index)
    model = add_adapter(base, config.lora, config.optimizer.seed)
    conduct = Conduct(experiment, material, manifest, say, first)
    trainer = ReplyTrainer(model, arguments, material, _held_out(experiment, material), conduct)
    conduct.gather = trainer.any_process
    if first:
        cut_metrics(experiment.folder / METRICS, last.step if last else 0)
    with conduct.listening(), _memory_errors(trainer, config):
        trainer.train(resume_from_checkpoint=str(last.path) if last else None)
    if conduct.interrupted:
        return Outcome(finished=False, step=trainer.state.global_step)
    trainer.accelerator.wait_for_everyone()
    if first:
        publish(experiment, manifest, trainer.state, conduct.seconds)
    return _finished(experiment, manifest) if first else Outcome(finished=True, step=trainer.state.global_step)


class ReplyTrainer(Trainer):  # type: ignore[misc] # transformers is not typed
    """Trainer with our order of micro-batches, our loss and our measuring."""

    def __init__(
        self, model: Any, arguments: TrainingArguments, material: Material, held_out: "HeldOut", conduct: "Conduct"
    ) -> None:
        self._padding = held_out.padding
        share = material.order.share(arguments.process_index, arguments.world_size)
        batches = [material.order.micro_batches[at].tolist() for at in share]
        self._micro_batches = MicroBatches(material.train, batches, held_out.padding)
        self._held_out = held_out
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=self._micro_batches,
            compute_loss_func=reply_loss,
            callbacks=[conduct],
        )
        for printer in (PrinterCallback, ProgressCallback):
            self.remove_callback(printer)

    def get_train_dataloader(self) -> DataLoader[Tensors]:
        """In our order, and not prepared by accelerate, which would deal the micro-batches out anew."""
        # Anything with a length and an index will do as a dataset, which its type does not know.
        dataset = cast("Dataset[Tensors]", self._micro_batches)
        return DataLoader(dataset, batch_size=1, collate_fn=_only, num_workers=0)

    def training_step(self, model: Any, inputs: Tensors, num_items_in_batch: Any = None) -> torch.Tensor:
        """Forward and backward of one micro-batch. Raises LossNotFinite before anything was changed by it."""
        ids = inputs.pop("ids")
        loss: torch.Tensor = super().training_step(model, inputs, num_items_in_batch)
        if not torch.isfinite(loss):
            raise LossNotFinite(step=self.state.global_step + 1, records=", ".join(ids))
        return loss

    def evaluate(self, *_arguments: Any, **_options: Any) -> dict[str, float]:
        """Exact by token over all held-out replies, whatever the batches; and preference accuracy."""
        self.model.eval()
        loss, tokens = self._total(self._held_out.batches, lambda batch: self._sums(batch)[:2])
        right, pairs = self._total(self._held_out.preferences, self._prefers)
        metrics = {"eval_loss": loss / tokens}
        if pairs:
            metrics["eval_preference"] = right / pairs
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def any_process(self, *flags: bool) -> list[bool]:
        """Each flag as it is when any process has it: all must stop and save at the same step."""
        if self.args.world_size == 1:
            return list(flags)
        told = torch.tensor(flags, dtype=torch.int32, device=self.args.device)
        return [bool(one) for one in self.accelerator.reduce(told, "sum").tolist()]

    def _total(self, items: list[Any], measure: Callable[[Any], tuple[float, float]]) -> tuple[float, float]:
        """Two sums over all items, of which each process measures its part."""
        sums = [0.0, 0.0]
        with torch.no_grad(), self.compute_loss_context_manager():
            for item in items[self.args.process_index :: self.args.world_size]:
                for place, value in enumerate(measure(item)):
                    sums[place] += value
        if self.args.world_size > 1:
            sums = self.accelerator.reduce(torch.tensor(sums, device=self.args.device), "sum").tolist()
        return sums[0], sums[1]

    def _sums(self, examples: list[Example]) -> tuple[float, float]:
        batch = self._prepare_inputs(collate(examples, self._padding))
        labels = batch.pop("labels")
        nll = reply_nll(self.model(**batch).logits, labels)
        return float(nll.sum()), float(len(nll))

    def _prefers(self, pair: Preference) -> tuple[float, float]:
        """Whether the true remark is likelier than the other, and 1 to count the pair."""
        (true, tokens), (other, others) = self._sums([pair.true]), self._sums([pair.other])
        return float(true / tokens < other / others), 1.0


def reply_loss(outputs: Any, labels: torch.Tensor, num_items_in_batch: Any = None) -> torch.Tensor:
    """Loss per reply token of the whole step: each token weighs the same, in whichever micro-batch or process it is."""
    nll = reply_nll(outputs["logits"], labels)
    return nll.sum() / (len(nll) if num_items_in_batch is None else num_items_in_batch)


@dataclass(slots=True)
class HeldOut:
    """What is measured: held-out examples in batches, and pairs of remarks."""

    batches: list[list[Example]]
    preferences: list[Preference]
    padding: int


def _arguments(experiment: Experiment, material: Material, device: Device, processes: int) -> TrainingArguments:
    """Trainer's view of the run: one pass over micro-batches that are ordered already, for all epochs."""
    config, steps = experiment.config, material.order.steps
    optimizer = config.optimizer
    return TrainingArguments(
        output_dir=str(experiment.checkpoints),
        num_train_epochs=1,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=config.batch.micro_batches // processes,
        learning_rate=optimizer.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=math.ceil(optimizer.warmup * steps),
        weight_decay=optimizer.weight_decay,
        max_grad_norm=optimizer.grad_norm,
        optim="adamw_torch",
        seed=optimizer.seed,
        fp16=device.precision is Precision.FP16,
        bf16=device.precision is Precision.BF16,
        use_cpu=device.name == "cpu",
        # Saving and measuring are asked for by `Conduct`, step by step.
        save_strategy="no",
        eval_strategy="no",
        logging_strategy="steps",
        logging_steps=1,
        logging_nan_inf_filter=False,  # it would hide the very thing that must stop the run
        average_tokens_across_devices=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        ddp_find_unused_parameters=False,
        disable_tqdm=True,
        report_to="none",
    )


def _held_out(experiment: Experiment, material: Material) -> HeldOut:
    config, tokenizer = experiment.config, HubTokenizer(experiment.base)
    found = material.validation
    batches = by_length([len(example.ids) for example in found], config.batch.micro_tokens)
    pairs = preferences(
        material.held_out,
        tokenizer,
        config.base.prompt_format,
        context=config.data.context,
        count=config.stopping.preferences,
        seed=config.optimizer.seed,
    )
    # What is padded is masked and never learned, so any id will do.
    return HeldOut([[found[row] for row in rows] for rows in batches], pairs, padding=0)


def _checkpoint_to_resume(experiment: Experiment, manifest: dict[str, Any]) -> checkpoints.Checkpoint | None:
    """The newest whole one, when it is of this very run."""
    began = experiment.folder / RUN
    if began.exists():
        check_resume(experiment, manifest, began)
    last = checkpoints.newest_of(experiment.checkpoints, experiment.mirror)
    if last is not None:
        check_resume(experiment, manifest, last.path / checkpoints.MANIFEST)
    if experiment.mirror is not None and not experiment.best.exists() and (experiment.mirror / "best").is_dir():
        checkpoints.copy_whole(experiment.mirror / "best", experiment.folder)
    return last


def _finished(experiment: Experiment, manifest: dict[str, Any]) -> Outcome:
    told = json.loads((experiment.adapter / RESULT).read_text(encoding="utf-8"))
    changed = [name for name in DECISIVE if told.get(name) != manifest[name]]
    if changed:
        raise ResumeRefused(path=str(experiment.folder), changed=", ".join(changed))
    best = told["best"]
    return Outcome(True, best["step"], best["eval_loss"], best.get("eval_preference"), experiment.adapter)


@contextmanager
def _memory_errors(trainer: Trainer, config: Config) -> Iterator[None]:
    """What allocators say, told with the knob to turn."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not isinstance(error, (MemoryError, torch.OutOfMemoryError)) and "allocate memory" not in str(error):
            raise
        tokens, batches, context = config.batch.micro_tokens, config.batch.micro_batches, config.data.context
        if tokens > context:
            less = max(context, tokens // 2)
            setting = f"batch.micro_tokens = {less}, batch.micro_batches = {round(batches * tokens / less)}"
        else:
            setting = f"data.context = {context // 2}, batch.micro_tokens = {context // 2}"
        raise OutOfMemory(step=trainer.state.global_step + 1, tokens=tokens, setting=setting) from error


def _only(batch: list[Tensors]) -> Tensors:
    """A DataLoader's batch is one micro-batch, which is collated already."""
    return batch[0]
