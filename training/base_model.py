"""The base in 4 bit with a fresh adapter on all its linear layers, ready to be trained."""

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.engine.backends.hub_weights import forbid_hub
from core.errors import ModelDamaged
from training.config import Base, Lora, Precision, Quantisation
from training.shape import LINEARS, read_shape


@dataclass(frozen=True, slots=True)
class Device:
    """Where it is computed ("cpu" or "cuda") and in what."""

    name: str
    precision: Precision


def choose_device(wanted: Precision, *, only_cpu: bool = False) -> Device:
    """bf16 where the device has it, fp16 on older GPUs, fp32 on a processor, unless the config says otherwise."""
    import torch

    if only_cpu or not torch.cuda.is_available():
        # A processor has no fp16 arithmetic; bf16 only by itself when asked for.
        return Device("cpu", Precision.BF16 if wanted is Precision.BF16 else Precision.FP32)
    if wanted is not Precision.AUTO:
        return Device("cuda", wanted)
    wide = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device("cuda", Precision.BF16 if wide else Precision.FP16)


def open_base(base: Base, folder: Path, device: Device, place: int = 0) -> Any:
    """The frozen base. Nothing is fetched and no pickle is opened. Raises ModelDamaged or ArchitectureUnknown."""
    forbid_hub()
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    read_shape(folder)
    # oneDNN keeps what it compiles for each new width of a batch: 1,024 products, and with them gigabytes of memory.
    # They are cheap to compile again. It asks when it first multiplies.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
    dtype = getattr(torch, {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}[device.precision])
    where = "cpu" if device.name == "cpu" else f"cuda:{place}"
    options: dict[str, Any] = {"dtype": dtype, "device_map": {"": where}}
    if base.quantisation is Quantisation.NF4:
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=dtype,
        )
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, use_safetensors=True, **options)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelDamaged(str(error).splitlines()[0][:200], model=folder.name, file="model.safetensors") from error
    model.config.use_cache = False  # keys and values are kept for generating only
    model.get_output_embeddings().register_forward_pre_hook(_in_rows)
    return model


def _in_rows(_layer: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The states of replies, which were cut out of longer texts, side by side.

    Else torch would multiply text by text and copy the whole vocabulary's matrix for each, forward and backward: a
    fourteenth of a step of the 1.5B starter on a processor.
    """
    import torch

    return (inputs[0].clone(memory_format=torch.contiguous_format), *inputs[1:])


def add_adapter(model: Any, lora: Lora, seed: int) -> Any:
    """LoRA in fp32 on every linear layer of each block; everything else stays as it is.

    `prepare_model_for_kbit_training` is not called: it would set the embeddings and the output layer of a T4 to fp32
    and turn recomputation on, which the budget of tokens makes unnecessary.
    """
    import torch
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        use_rslora=lora.rslora,
        target_modules=list(LINEARS[model.config.model_type]),
        bias="none",
        task_type="CAUSAL_LM",
    )
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    torch.manual_seed(seed)
    with warnings.catch_warnings():
        # peft asks transformers 5.23 for a property under its old name.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        adapted = get_peft_model(model, config)
    for parameter in adapted.parameters():
        if parameter.requires_grad:
            # Whatever the base is in: the gradient scaler of fp16 takes no other, and small updates would be lost.
            parameter.data = parameter.data.float()
    return adapted
