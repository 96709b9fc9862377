"""One experiment, in one file: config.toml of its folder, read once, checked whole, and never changed by a run.

Paths count from the folder of the file. What a table may hold, and its defaults, are the dataclasses below.
"""

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.critique.prompt import PromptFormat
from training.errors import ConfigInvalid

CONFIG = "config.toml"


class Quantisation(StrEnum):
    """How the weights of the base lie in memory while the adapter is trained."""

    NF4 = "nf4"  # 4 bit with double quantisation: what QLoRA trains on
    NONE = "none"


class Precision(StrEnum):
    """What matrices are multiplied in. The adapter itself is always fp32."""

    AUTO = "auto"  # bf16 on a GPU that has it, else fp16; fp32 on a processor
    FP32 = "fp32"
    FP16 = "fp16"
    BF16 = "bf16"


@dataclass(frozen=True, slots=True)
class Base:
    """The model to adapt. `path` is its hub folder; `repo` and `revision` go into the adapter's config."""

    path: str
    repo: str
    revision: str
    prompt_format: PromptFormat
    quantisation: Quantisation = Quantisation.NF4


@dataclass(frozen=True, slots=True)
class Data:
    """`folder` was made by `python -m training dataset`. `examples` takes that many training records, 0 all."""

    folder: str
    context: int = 2048  # tokens of prompt and reply together
    examples: int = 0


@dataclass(frozen=True, slots=True)
class Lora:
    """Dropout stays 0 for a reason: it costs 42 % of the activation memory and makes every resume depend on luck."""

    rank: int = 16
    alpha: float = 32.0
    dropout: float = 0.0
    rslora: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A step is `micro_batches` micro-batches of at most `micro_tokens` tokens each, padding included."""

    micro_tokens: int = 4096
    micro_batches: int = 4


@dataclass(frozen=True, slots=True)
class Optimizer:
    """AdamW with a cosine to zero."""

    epochs: int = 3
    learning_rate: float = 2e-4
    warmup: float = 0.03  # of all steps
    weight_decay: float = 0.0
    grad_norm: float = 0.3
    seed: int = 2026
    precision: Precision = Precision.AUTO


@dataclass(frozen=True, slots=True)
class Stopping:
    """Held-out loss per reply token and preference accuracy are measured `per_epoch` times an epoch.

    After `patience` measurements in which neither got better the run ends; 0 never ends it early.
    """

    per_epoch: int = 2
    patience: int = 3
    preferences: int = 100  # pairs of a true remark and one of another essay


@dataclass(frozen=True, slots=True)
class Saving:
    """A checkpoint about every `minutes`, the last `keep` of them; copied to `mirror` (a mounted Drive) when given."""

    minutes: float = 10.0
    keep: int = 2
    mirror: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """`machine` names the limits that the plan keeps to (training/machine.py). `note` is for people."""

    base: Base
    data: Data
    lora: Lora = field(default_factory=Lora)
    batch: Batch = field(default_factory=Batch)
    optimizer: Optimizer = field(default_factory=Optimizer)
    stopping: Stopping = field(default_factory=Stopping)
    saving: Saving = field(default_factory=Saving)
    machine: str = "auto"
    note: str = ""

    @property
    def hash(self) -> str:
        """Of what decides the result: where files lie, how often they are saved and what people note does not."""
        told = asdict(self)
        for table, name in (("base", "path"), ("data", "folder")):
            told[table].pop(name)
        for name in ("saving", "machine", "note"):
            told.pop(name)
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


_TABLES: dict[str, type[Any]] = {
    "base": Base,
    "data": Data,
    "lora": Lora,
    "batch": Batch,
    "optimizer": Optimizer,
    "stopping": Stopping,
    "saving": Saving,
}
_ENUMS: dict[str, type[StrEnum]] = {
    "base.prompt_format": PromptFormat,
    "base.quantisation": Quantisation,
    "optimizer.precision": Precision,
}
_REVISION = re.compile(r"[0-9a-f]{40}")
_REPO = re.compile(r"[\w.-]+/[\w.-]+")
# What a value must be, by its key, in words for the one who wrote it.
_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "base.path": (bool, "a folder"),
    "base.repo": (lambda one: bool(_REPO.fullmatch(one)), "owner/name of the hub"),
    "base.revision": (lambda one: bool(_REVISION.fullmatch(one)), "a commit of 40 hex digits"),
    "data.folder": (bool, "a folder"),
    "data.context": (lambda one: 128 <= one <= 32_768, "128 to 32768"),
    "data.examples": (lambda one: one >= 0, "0 (all) or more"),
    "lora.rank": (lambda one: 1 <= one <= 256, "1 to 256"),
    "lora.alpha": (lambda one: 0 < one <= 1024, "more than 0, at most 1024"),
    "lora.dropout": (lambda one: 0 <= one < 1, "0 to below 1"),
    "batch.micro_tokens": (lambda one: 128 <= one <= 262_144, "128 to 262144"),
    "batch.micro_batches": (lambda one: 1 <= one <= 1024, "1 to 1024"),
    "optimizer.epochs": (lambda one: 1 <= one <= 1000, "1 to 1000"),
    "optimizer.learning_rate": (lambda one: 0 < one <= 0.1, "more than 0, at most 0.1"),
    "optimizer.warmup": (lambda one: 0 <= one < 1, "0 to below 1"),
    "optimizer.weight_decay": (lambda one: 0 <= one <= 1, "0 to 1"),
    "optimizer.grad_norm": (lambda one: 0 < one <= 100, "more than 0, at most 100"),
    "optimizer.seed": (lambda one: 0 <= one < 2**31, "0 to 2147483647"),
    "stopping.per_epoch": (lambda one: 1 <= one <= 100, "1 to 100"),
    "stopping.patience": (lambda one: 0 <= one <= 1000, "0 (never) to 1000"),
    "stopping.preferences": (lambda one: 0 <= one <= 10_000, "0 to 10000"),
    "saving.minutes": (lambda one: 0 < one <= 1440, "more than 0, at most 1440"),
    "saving.keep": (lambda one: 1 <= one <= 100, "1 to 100: with none there is nothing to resume from"),
}


def read_config(folder: Path) -> Config:
    """config.toml of an experiment folder. Raises ConfigInvalid, naming the key."""
    path = folder / CONFIG
    try:
        return parse_config(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid("unreadable", path=str(path), key=CONFIG, problem=str(error)) from error


def parse_config(text: str, path: str) -> Config:
    """The config of a file's text. Raises ConfigInvalid, naming the key."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid("not TOML", path=path, key=CONFIG, problem=str(error)) from error
    unknown = sorted(table.keys() - {one.name for one in fields(Config)})
    if unknown:
        raise ConfigInvalid("unknown", path=path, key=unknown[0], problem="there is no such table or key")
    parts: dict[str, Any] = {name: _table(name, kind, table.get(name, {}), path) for name, kind in _TABLES.items()}
    for name in ("machine", "note"):
        if name in table:
            parts[name] = _value(name, table[name], str, path)
    config = Config(**parts)
    if config.batch.micro_tokens < config.data.context:
        problem = f"{config.batch.micro_tokens}, but one record may have data.context = {config.data.context}"
        raise ConfigInvalid("micro-batch", path=path, key="batch.micro_tokens", problem=problem)
    return config


def _table(name: str, kind: type[Any], table: object, path: str) -> Any:
    if not isinstance(table, Mapping):
        raise ConfigInvalid("no table", path=path, key=name, problem="must be a table")
    known = {one.name: one for one in fields(kind)}
    unknown = sorted(table.keys() - known.keys())
    if unknown:
        raise ConfigInvalid("unknown", path=path, key=f"{name}.{unknown[0]}", problem="there is no such key")
    missing = [one.name for one in known.values() if one.default is MISSING and one.name not in table]
    if missing:
        raise ConfigInvalid("missing", path=path, key=f"{name}.{missing[0]}", problem="is missing")
    return kind(**{key: _value(f"{name}.{key}", value, known[key].type, path) for key, value in table.items()})


def _value(key: str, value: object, kind: Any, path: str) -> object:
    if key in _ENUMS:
        known = [str(one) for one in _ENUMS[key]]
        if value not in known:
            raise ConfigInvalid("value", path=path, key=key, problem=f"{value!r} is none of {', '.join(known)}")
        return _ENUMS[key](value)
    # TOML parts integers from floats, and a bool is an integer to Python.
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        problem = f"{value!r} is no {kind.__name__}"
        raise ConfigInvalid("type", path=path, key=key, problem=problem)
    holds, words = _RULES.get(key, (lambda _: True, ""))
    if not holds(value):
        raise ConfigInvalid("value", path=path, key=key, problem=f"{value!r} is not {words}")
    return value
