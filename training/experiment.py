"""An experiment is a folder: its config, what it is trained on, and everything that comes out.

config.toml       frozen by the first run
run.json          what the first run began with, against which every resume is checked
checkpoints/      training/checkpoints.py
best/             the adapter of the best measurement so far
adapter/          the result, when the run is over
metrics.jsonl     a line for every step that was logged and every measurement
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from core.critique.prompt import estimate_tokens
from core.engine.backends.hub_tokenizer import HubTokenizer
from training.batches import Schedule, schedule
from training.config import Config, parse_config, read_config
from training.dataset import Dataset, Record, Split, ids_hash, open_dataset
from training.encoding import Example, encode_all
from training.errors import ConfigInvalid, DatasetExists, ResumeRefused
from training.machine import machine
from training.plan import Plan, Sizes, make_plan
from training.presets import preset_names, read_preset
from training.shape import catalogued_shape, read_shape

RUN = "run.json"
METRICS = "metrics.jsonl"
RESULT = "training.json"  # beside the adapter: what it was trained on, how it went, how good it was
DECISIVE = ("config", "data", "order", "base")  # of a run's manifest: with another of these it is another run
_VERSIONED = ("torch", "transformers", "peft", "bitsandbytes", "accelerate", "tokenizers", "numpy")

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A folder with its config; nothing heavy is read yet."""

    folder: Path
    config: Config

    @classmethod
    def open(cls, folder: Path) -> "Experiment":
        return cls(folder, read_config(folder))

    @property
    def base(self) -> Path:
        return self.folder / self.config.base.path

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    @property
    def best(self) -> Path:
        return self.folder / "best"

    @property
    def adapter(self) -> Path:
        return self.folder / "adapter"

    @property
    def mirror(self) -> Path | None:
        return self.folder / self.config.saving.mirror if self.config.saving.mirror else None

    def data(self) -> Dataset:
        return open_dataset(self.folder / self.config.data.folder)


@dataclass(frozen=True, slots=True)
class Material:
    """What a run reads: examples in the order of their ids, and the order in which they are trained on."""

    dataset: Dataset
    train: list[Example]
    validation: list[Example]
    held_out: list[Record]  # the records of validation, for pairs of remarks
    order: Schedule
    shortened: int


def new_experiment(preset: str, folder: Path, base: Path | None = None, data: Path | None = None) -> Experiment:
    """A folder with the config of a preset, pointing at a base and at data. Raises DatasetExists or ConfigInvalid."""
    if folder.exists():
        raise DatasetExists(path=str(folder))
    if preset not in preset_names():
        problem = f"{preset!r} is none of {', '.join(preset_names())}"
        raise ConfigInvalid("no such preset", path=preset, key="preset", problem=problem)
    text = read_preset(preset)
    config = parse_config(text, preset)
    for given, told, key in ((base, config.base.path, "path"), (data, config.data.folder, "folder")):
        if given is not None:
            # A JSON string is a TOML string.
            text = text.replace(f'{key} = "{told}"', f"{key} = {json.dumps(str(given.resolve()), ensure_ascii=False)}")
    parse_config(text, preset)
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Experiment.open(folder)


def prepare(experiment: Experiment) -> Material:
    """Read and encode everything. Raises TrainingError or ModelError."""
    config, dataset = experiment.config, experiment.data()
    tokenizer = HubTokenizer(experiment.base)
    held_out = list(dataset.records(Split.VALIDATION))
    form, context = config.base.prompt_format, config.data.context
    train, shortened = encode_all(_training_records(config, dataset), tokenizer, form, context)
    validation, _ = encode_all(held_out, tokenizer, form, context)
    batch, optimizer = config.batch, config.optimizer
    lengths = [len(example.ids) for example in train]
    order = schedule(lengths, batch.micro_tokens, batch.micro_batches, optimizer.epochs, optimizer.seed)
    return Material(dataset, train, validation, held_out, order, shortened)


def plan(experiment: Experiment, material: Material | None = None) -> Plan:
    """What the run will cost. Without `material` and without the base on this computer its tokens are estimated."""
    config = experiment.config
    if material is None and experiment.base.is_dir():
        material = prepare(experiment)
    if material is None:
        shape = catalogued_shape(config.base.repo)
        if shape is None:
            shape = read_shape(experiment.base)  # says that the base is missing
        sizes = _estimated(config, experiment.data())
    else:
        shape = read_shape(experiment.base)
        train = material.train
        sizes = Sizes(
            tuple(len(example.ids) for example in train),
            tuple(example.reply for example in train),
            tuple(len(example.ids) for example in material.validation),
            exact=True,
        )
    return make_plan(config, sizes, shape, machine(config.machine, config.optimizer.precision))


def run_manifest(experiment: Experiment, material: Material) -> dict[str, Any]:
    """What a run begins with. What is DECISIVE must be the same when it goes on."""
    return {
        "config": experiment.config.hash,
        "data": material.dataset.hash,
        "order": material.order.hash,
        "base": _base_hash(experiment.base),
        "train_ids_sha256": ids_hash(frozenset(example.id for example in material.train)),
        "examples": len(material.train),
        "shortened": material.shortened,
        "steps": material.order.steps,
        "versions": {name: found for name in _VERSIONED if (found := _version(name))},
    }


def check_resume(experiment: Experiment, manifest: dict[str, Any], began_with: Path) -> None:
    """`began_with` is a manifest of before: run.json, or a checkpoint's. Raises ResumeRefused, naming what changed."""
    try:
        before = dict(json.loads(began_with.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ResumeRefused("unreadable", path=str(experiment.folder), changed=began_with.name) from error
    changed = [name for name in DECISIVE if before.get(name) != manifest[name]]
    if changed:
        raise ResumeRefused(path=str(experiment.folder), changed=", ".join(changed))


def _training_records(config: Config, dataset: Dataset) -> list[Record]:
    """All, or as many as the config takes, drawn by the seed; in the order of their ids."""
    records = list(dataset.records(Split.TRAIN))
    if not config.data.examples:
        return records
    seed = config.optimizer.seed
    drawn = sorted(records, key=lambda record: sha256(f"{seed} {record.id}".encode()).digest())
    return sorted(drawn[: config.data.examples], key=lambda record: record.id)


def _estimated(config: Config, dataset: Dataset) -> Sizes:
    form, context = config.base.prompt_format, config.data.context
    lengths: dict[Split, list[int]] = {Split.TRAIN: [], Split.VALIDATION: []}
    replies: list[int] = []
    for part, records in ((Split.TRAIN, _training_records(config, dataset)), (Split.VALIDATION, None)):
        for record in records if records is not None else dataset.records(part):
            reply = estimate_tokens(record.reply(form), form)
            lengths[part].append(min(context, reply + estimate_tokens(record.prompt(form).text, form)))
            if part is Split.TRAIN:
                replies.append(min(reply, context))
    return Sizes(tuple(lengths[Split.TRAIN]), tuple(replies), tuple(lengths[Split.VALIDATION]), exact=False)


def _base_hash(folder: Path) -> str:
    """Of the config and the tokenizer, and the sizes of the weights: reading gigabytes anew would take minutes."""
    digest = sha256()
    for name in ("config.json", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    for file in sorted(folder.glob("*.safetensors")):
        digest.update(f"{file.name} {file.stat().st_size}".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
