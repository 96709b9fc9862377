"""A LoRA adapter as PEFT saves it: adapter_config.json and adapter_model.safetensors, read with numpy alone."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import AdapterDamaged, AdapterUnsafe, AdapterUnsupported

Matrix = NDArray[np.float32]
_TENSOR = re.compile(r"^base_model\.model\.(?P<module>.+)\.lora_(?P<side>[AB])\.(?:default\.)?weight$")
_DTYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")


@dataclass(frozen=True, slots=True)
class LoraModule:
    """What is added to a weight is `scale * b @ a`; `a` is (rank, in) and `b` (out, rank)."""

    a: Matrix
    b: Matrix
    scale: float


def check_adapter_files(folder: Path) -> None:
    """Raises AdapterUnsafe when only a pickle is there, AdapterDamaged when there is nothing."""
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        if not (folder / name).is_file():
            if any(any(folder.glob(pattern)) for pattern in _PICKLES):
                raise AdapterUnsafe("a pickle file", adapter=folder.name)
            raise AdapterDamaged(f"no {name}", adapter=folder.name)


def read_adapter(folder: Path) -> dict[str, LoraModule]:
    """The modules by their name in the base model. A pickle is never opened.

    Raises AdapterUnsafe, AdapterDamaged, or AdapterUnsupported for what is no plain LoRA.
    """
    from safetensors import SafetensorError, deserialize

    check_adapter_files(folder)
    config = _config(folder)
    try:
        stored: list[tuple[str, dict[str, Any]]] = deserialize((folder / "adapter_model.safetensors").read_bytes())  # type: ignore[no-untyped-call] # written in Rust
    except SafetensorError as error:
        raise AdapterDamaged("not safetensors", adapter=folder.name) from error
    except OSError as error:
        raise AdapterDamaged("unreadable", adapter=folder.name) from error
    sides: dict[str, dict[str, Matrix]] = {}
    for name, tensor in stored:
        match = _TENSOR.match(name)
        if match is None:
            raise AdapterUnsupported("a tensor that is no linear LoRA", adapter=folder.name, kind=name)
        sides.setdefault(match["module"], {})[match["side"]] = _matrix(tensor, folder.name)
    if not sides or any(len(pair) != 2 or pair["A"].shape[0] != pair["B"].shape[1] for pair in sides.values()):
        raise AdapterDamaged("a half of a pair is absent or does not fit", adapter=folder.name)
    return {
        module: LoraModule(pair["A"], pair["B"], scale_of(config, module, pair["A"].shape[0]))
        for module, pair in sides.items()
    }


def scale_of(config: dict[str, Any], module: str, rank: int) -> float:
    """PEFT's scale: alpha over the rank, or over its square root with rsLoRA; patterns name single modules."""
    alpha = float(_by_pattern(config.get("alpha_pattern"), module, config["lora_alpha"]))
    return alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)


def _by_pattern(patterns: dict[str, float] | None, module: str, default: float) -> float:
    """The value of the first pattern that names the module, by the rule of PEFT."""
    return next((value for key, value in (patterns or {}).items() if re.match(rf"(.*\.)?({key})$", module)), default)


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
        alpha = float(config["lora_alpha"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AdapterDamaged("adapter_config.json", adapter=folder.name) from error
    odd = [key for key in ("use_dora", "fan_in_fan_out", "modules_to_save", "lora_bias") if config.get(key)]
    if config.get("peft_type") != "LORA" or config.get("bias", "none") != "none" or odd:
        kind = ", ".join(odd) or f"{config.get('peft_type')}, bias {config.get('bias')}"
        raise AdapterUnsupported("no plain LoRA", adapter=folder.name, kind=kind)
    if not (math.isfinite(alpha) and alpha > 0):
        raise AdapterDamaged("lora_alpha", adapter=folder.name)
    return dict(config)


def _matrix(tensor: dict[str, Any], name: str) -> Matrix:
    kind, shape, data = tensor["dtype"], tensor["shape"], tensor["data"]
    if len(shape) != 2 or kind not in {*_DTYPES, "BF16"}:
        raise AdapterDamaged(f"a tensor of {kind} {shape}", adapter=name)
    if kind == "BF16":  # the upper half of a float32, and numpy has no name for it
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view(np.float32).reshape(shape)
    return np.frombuffer(data, _DTYPES[kind]).astype(np.float32).reshape(shape)
