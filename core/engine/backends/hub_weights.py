"""Weights and adapter of a local hub folder, for the transformers backend. Nothing is fetched, no pickle is opened."""

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import psutil

from core.engine.peft import read_adapter
from core.errors import AdapterMismatch, ModelDamaged, NotEnoughMemory


def forbid_hub() -> None:
    """Call before the first import of transformers, peft or bitsandbytes."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    # With the package `kernels` installed bitsandbytes may fetch code from the hub: importing it fails.
    sys.modules.setdefault("kernels", None)  # type: ignore[arg-type]


def read_weights(folder: Path, device: str) -> Any:
    """The model in NF4 with double quantisation on "cpu" or "cuda"; a folder that is quantised stays as it is.

    Raises ModelDamaged and NotEnoughMemory, and RuntimeError for what CUDA refuses.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    dtype = torch.float32
    if device == "cuda":
        dtype = torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    options: dict[str, Any] = {"dtype": dtype, "device_map": {"": device}}
    if "quantization_config" not in _config(folder):
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    try:
        return AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, use_safetensors=True, **options)
    except MemoryError as error:
        needed = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
        available = psutil.virtual_memory().available
        raise NotEnoughMemory("opening the model", needed=needed, available=available) from error
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelDamaged(str(error).splitlines()[0][:200], model=folder.name, file="model.safetensors") from error


def place_adapter(network: Any, folder: Path) -> Any:
    """The model with a LoRA adapter on it. Raises AdapterUnsafe, AdapterDamaged, AdapterMismatch."""
    from peft import PeftModel

    for name, module in read_adapter(folder).items():
        found = (module.b.shape[0], module.a.shape[1])
        try:
            layer = network.get_submodule(name)
            expected = (layer.out_features, layer.in_features)
        except AttributeError as error:
            raise AdapterMismatch("unknown module", adapter=folder.name, expected="", found=name) from error
        if expected != found:
            raise AdapterMismatch(f"shape of {name}", adapter=folder.name, expected=str(expected), found=str(found))
    with warnings.catch_warnings():
        # peft asks transformers 5.23 for a property under its old name.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        return PeftModel.from_pretrained(network, str(folder), is_trainable=False, local_files_only=True)


def _config(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelDamaged("cannot read config.json", model=folder.name, file="config.json") from error
