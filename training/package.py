"""An adapter as it travels: a folder of exactly these files, or a zip or a repository of the hub with the same.

    adapter_config.json        PEFT's, with the base by the hub's name and commit
    adapter_model.safetensors  the LoRA
    README.md                  the card of the hub, made of the two JSON files and never written by hand
    card.json                  what it is, what it was trained on and how
    eval.json                  what an evaluation of these very weights found; absent before there was one
    training-ids.txt           the ids that it was trained on
    SHA256SUMS                 of every other file

A package says of itself whether it is whole. What is written by hand is not: `describe` makes what is derived.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AdapterDamaged
from core.models.adapter_card import CARD, EVALUATION, read_card, read_evaluation
from core.models.adapter_files import CONFIG, WEIGHTS
from core.models.adapter_package import README, SUMS, TRAINING_IDS
from core.models.adapters import inspect
from core.models.hashing import file_sha256
from training.errors import FrozenIdsChanged
from training.model_card import model_card
from training.package_errors import PackageInvalid
from training.splits import read_frozen

FORM = 1
ALWAYS = (CONFIG, WEIGHTS, README, CARD, TRAINING_IDS, SUMS)
_CARD_KEYS = {
    "format",
    "name",
    "title",
    "version",
    "created",
    "base",
    "prompt_version",
    "lora",
    "data",
    "config",
    "run",
}
_CARD_KEYS |= {"licence", "limits", "weights_sha256"}
_EVALUATION_KEYS = {"format", "form", "test", "system", "measures", "against", "systems", "adapters", "canaries"}
_EVALUATION_KEYS |= {"machine"}
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
LONGEST = 300  # characters of one value: facts are short, and an essay or a remark is not
_LONGEST_ID = 100  # characters: an id names a text and holds none


@dataclass(frozen=True, slots=True)
class Package:
    """A whole one. `sums` are the SHA-256 of all files but SUMS, by name."""

    folder: Path
    card: dict[str, Any]
    evaluation: dict[str, Any] | None
    sums: dict[str, str]

    @property
    def files(self) -> tuple[Path, ...]:
        """By name, SUMS with them."""
        return tuple(self.folder / name for name in sorted([*self.sums, SUMS]))

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in self.files)

    def training_ids(self) -> frozenset[str]:
        """What must not be tested with."""
        return read_frozen(self.folder / TRAINING_IDS)[0]

    def written_card(self) -> str:
        """README.md as the facts give it today."""
        return model_card(self.card, self.evaluation, _facts_of(self.sums))


def seal(folder: Path) -> None:
    """Make a folder with every other file a package: README.md from the facts, then SUMS."""
    card, evaluation = _json(folder, CARD), _json(folder, EVALUATION) if (folder / EVALUATION).exists() else None
    (folder / README).unlink(missing_ok=True)
    (folder / SUMS).unlink(missing_ok=True)
    sums = _hashes(folder)
    text = model_card(card, evaluation, _facts_of(sums))
    (folder / README).write_text(text, encoding="utf-8", newline="\n")
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(_hashes(folder).items()))
    (folder / SUMS).write_text(lines, encoding="utf-8", newline="\n")


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """As people read it; the same value gives the same bytes. Raises ValueError for NaN, which is no JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def open_package(folder: Path) -> Package:
    """Check everything that a package says of itself. Raises PackageInvalid, and AdapterUnsafe for a pickle."""
    names = {file.name for file in _files(folder)}
    for name in ALWAYS:
        if name not in names:
            raise PackageInvalid("no such file", path=str(folder), file=name, reason="missing")
    info = inspect(folder)
    unknown = sorted(names - {*ALWAYS, EVALUATION})
    if unknown:
        raise PackageInvalid("not a file of a package", path=str(folder), file=unknown[0], reason="unknown")
    sums = _read_sums(folder, names)
    card = _json(folder, CARD)
    evaluation = _json(folder, EVALUATION) if EVALUATION in names else None
    package = Package(folder, card, evaluation, sums)
    for file, problem in _contradictions(package, info.content.base_repo, info.content.base_revision):
        raise PackageInvalid(problem, path=str(folder), file=file, reason="facts")
    return package


def _contradictions(package: Package, repo: str | None, revision: str | None) -> Iterator[tuple[str, str]]:
    """File and problem of whatever does not fit together."""
    card, evaluation, weights = package.card, package.evaluation, package.sums[WEIGHTS]
    if card.keys() != _CARD_KEYS or card["format"] != FORM:
        yield CARD, "not the keys of a card"
        return
    base, data = card["base"], card["data"]
    if card["weights_sha256"] != weights:
        yield CARD, "of other weights"
    told = (base.get("repo"), base.get("revision")) if isinstance(base, dict) else (None, None)
    if None in told or told != (repo, revision):
        yield CARD, "of another base than the adapter's config"
    try:
        ids, digest = read_frozen(package.folder / TRAINING_IDS)
    except FrozenIdsChanged:
        yield TRAINING_IDS, "not as it was written"
        return
    if not isinstance(data, dict) or data.get("train_ids_sha256") != digest:
        yield CARD, "of other training ids"
    if any(len(one) > _LONGEST_ID or re.search(r"\s", one) for one in ids):
        yield TRAINING_IDS, "a text in the place of an id"
    if evaluation is not None and (
        evaluation.keys() != _EVALUATION_KEYS
        or evaluation["format"] != FORM
        or not isinstance(evaluation["form"], dict)
        or evaluation["form"].get("adapter") != weights
    ):
        yield EVALUATION, "not an evaluation of these weights"
    try:
        read_card(package.folder)  # as the program does
        read_evaluation(package.folder)
        package.written_card()
    except AdapterDamaged as error:
        yield str(error.context["file"]), error.detail
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        yield CARD, f"lacks a fact: {error!r}"


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise PackageInvalid("no such folder", path=str(folder), file=CARD, reason="missing")
    found = sorted(folder.iterdir())
    for file in found:
        if file.is_symlink() or not file.is_file():
            raise PackageInvalid("not a plain file", path=str(folder), file=file.name, reason="unknown")
    return found


def _read_sums(folder: Path, names: set[str]) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise PackageInvalid("not text", path=str(folder), file=SUMS, reason="changed") from error
    told = {match[2]: match[1] for line in lines if (match := _SUM.fullmatch(line))}
    if len(told) != len(lines) or told.keys() != names - {SUMS}:
        raise PackageInvalid("names other files", path=str(folder), file=SUMS, reason="changed")
    for name, digest in sorted(told.items()):
        if file_sha256(folder / name) != digest:
            raise PackageInvalid("wrong SHA-256", path=str(folder), file=name, reason="changed")
    return told


def _hashes(folder: Path) -> dict[str, str]:
    return {file.name: file_sha256(file) or "" for file in _files(folder)}


def _facts_of(sums: Mapping[str, str]) -> dict[str, str]:
    """Of what README.md can list: not of itself, and not of the list that holds it."""
    return {name: digest for name, digest in sorted(sums.items()) if name not in (README, SUMS)}


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageInvalid("not JSON", path=str(folder), file=name, reason="facts") from error
    if not isinstance(value, dict):
        raise PackageInvalid("not an object", path=str(folder), file=name, reason="facts")
    return value
