"""What a PEFT adapter folder holds, read without running anything of it and checked against a model.

Only `adapter_config.json` and `adapter_model.safetensors` are ever opened. Pickle files are refused by their names:
opening one can run code.
"""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AdapterDamaged, AdapterMismatch, AdapterMissing, AdapterUnsafe, AdapterUnsupported
from core.models.catalog import ModelEntry, ModelShape
from core.models.safetensors_header import Tensor, read_tensors

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt")

_COMMIT = re.compile(r"[0-9a-f]{40}")
_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
_LORA = re.compile(r"(?P<module>.+)\.lora_(?P<side>[AB])(\.\w+)?\.weight")
_LAYER = re.compile(r"\.(?:layers|h|blocks)\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class AdapterContent:
    """`base_repo` is None when the adapter names no hub repository; `alpha / rank` is its scale."""

    base_repo: str | None
    base_revision: str | None
    rank: int
    alpha: float
    modules: tuple[str, ...]
    size: int


def read_adapter(folder: Path, entry: ModelEntry | None) -> AdapterContent:
    """Read an adapter folder and, given an entry, refuse one that was not made for it.

    Raises AdapterMissing, AdapterUnsafe, AdapterUnsupported, AdapterDamaged and AdapterMismatch.
    """
    _refuse_pickles(folder)
    name = folder.name
    if not (folder / CONFIG).is_file() or not (folder / WEIGHTS).is_file():
        raise AdapterMissing("no PEFT adapter there", adapter=name)
    config = _config(folder)
    try:
        tensors = read_tensors(folder / WEIGHTS)
        size = (folder / WEIGHTS).stat().st_size
    except (OSError, ValueError) as error:
        raise AdapterDamaged(str(error), adapter=name, file=WEIGHTS) from error
    if not tensors:
        raise AdapterDamaged("no tensors", adapter=name, file=WEIGHTS)
    pairs = _pairs(tensors, name)
    base, revision = config.get("base_model_name_or_path"), config.get("revision")
    content = AdapterContent(
        base_repo=base if isinstance(base, str) and _HUB_NAME.fullmatch(base) else None,
        base_revision=revision if isinstance(revision, str) and _COMMIT.fullmatch(revision) else None,
        rank=int(config["r"]),
        alpha=float(config["lora_alpha"]),
        modules=tuple(sorted({module.rpartition(".")[2] for module in pairs})),
        size=size,
    )
    if entry is not None:
        _compare_base(content, entry, name)
        _compare_shapes(pairs, entry, name)
    return content


def _refuse_pickles(path: Path) -> None:
    """A pickle given as the adapter, or lying in its place. Others (a trainer's state) are simply never opened."""
    if path.suffix.lower() in PICKLES and not path.is_dir():
        raise AdapterUnsafe("a pickle file", adapter=path.name)
    if not path.is_dir():
        raise AdapterMissing("no such folder", adapter=path.name)
    for each in path.iterdir():
        weights = each.stem in ("adapter_model", "adapter") or not (path / WEIGHTS).exists()
        if each.suffix.lower() in PICKLES and weights:
            raise AdapterUnsafe("weights as a pickle file", adapter=path.name, file=each.name)


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AdapterDamaged("cannot be read", adapter=folder.name, file=CONFIG) from error
    if not isinstance(config, dict) or not _number(config.get("r")) or not _number(config.get("lora_alpha")):
        raise AdapterDamaged("no rank or alpha", adapter=folder.name, file=CONFIG)
    # The engines add scale * B @ A to a weight and nothing else.
    odd = [key for key in ("use_dora", "fan_in_fan_out", "modules_to_save", "lora_bias") if config.get(key)]
    if config.get("peft_type") != "LORA" or config.get("bias", "none") != "none" or odd:
        kind = ", ".join(odd) or f"{config.get('peft_type')}, bias {config.get('bias')}"
        raise AdapterUnsupported("not a plain LoRA", adapter=folder.name, kind=kind)
    return config


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _pairs(tensors: dict[str, Tensor], adapter: str) -> dict[str, tuple[int, int]]:
    """Inputs and outputs of every adapted linear layer, by its name in the model."""
    sides: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        match = _LORA.fullmatch(name)
        if match is None:
            raise AdapterUnsupported("not a LoRA of linear layers", adapter=adapter, kind=name.rpartition(".")[2])
        sides.setdefault(match["module"], {})[match["side"]] = tensor
    pairs = {}
    for module, pair in sides.items():
        down, up = pair.get("A"), pair.get("B")
        if down is None or up is None or len(down.shape) != 2 or len(up.shape) != 2 or down.shape[0] != up.shape[1]:
            raise AdapterDamaged("half a pair, or one that does not fit together", adapter=adapter, file=WEIGHTS)
        pairs[module] = (down.shape[1], up.shape[0])
    return pairs


def _compare_base(content: AdapterContent, entry: ModelEntry, adapter: str) -> None:
    # A local path says nothing, and a model of the user's own has no name on the hub: there the shapes decide.
    if not entry.base_repo or content.base_repo is None:
        return
    if content.base_repo.casefold() != entry.base_repo.casefold():
        raise AdapterMismatch("another base", adapter=adapter, expected=content.base_repo, found=entry.base_repo)
    if content.base_revision is not None and content.base_revision != entry.base_revision:
        expected, found = (f"{entry.base_repo}@{each[:8]}" for each in (content.base_revision, entry.base_revision))
        raise AdapterMismatch("another revision of the base", adapter=adapter, expected=expected, found=found)


def _compare_shapes(pairs: dict[str, tuple[int, int]], entry: ModelEntry, adapter: str) -> None:
    known = linear_layers(entry.architecture, entry.shape)
    for module, sizes in pairs.items():
        layer, kind = _LAYER.search(f"{module}."), module.rpartition(".")[2]
        if known is not None and known.get(kind) != sizes:
            inputs, outputs = known.get(kind, (0, 0))
            raise AdapterMismatch(
                "a layer of another size",
                adapter=adapter,
                expected=f"{kind} {sizes[0]}→{sizes[1]}",
                found=f"{kind} {inputs}→{outputs}" if inputs else f"{entry.architecture} ({entry.id})",
            )
        if layer is not None and entry.shape is not None and int(layer[1]) >= entry.shape.layers:
            expected, found = f"{int(layer[1]) + 1} layers", f"{entry.shape.layers} layers"
            raise AdapterMismatch("more layers than the model", adapter=adapter, expected=expected, found=found)


def linear_layers(architecture: str, shape: ModelShape | None) -> dict[str, tuple[int, int]] | None:
    """(inputs, outputs) of the linear layers by their last name, or None for an architecture that is not known."""
    if shape is None:
        return None
    hidden, inner, keys = shape.hidden, shape.intermediate, shape.key_value
    if architecture == "gpt_neox":
        return {
            "query_key_value": (hidden, 3 * hidden),
            "dense": (hidden, hidden),
            "dense_h_to_4h": (hidden, inner),
            "dense_4h_to_h": (inner, hidden),
        }
    if architecture in ("qwen2", "llama"):
        return {
            "q_proj": (hidden, hidden),
            "k_proj": (hidden, keys),
            "v_proj": (hidden, keys),
            "o_proj": (hidden, hidden),
            "gate_proj": (hidden, inner),
            "up_proj": (hidden, inner),
            "down_proj": (inner, hidden),
        }
    return None
