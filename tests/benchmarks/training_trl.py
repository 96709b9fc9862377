"""The same steps by TRL's SFTTrainer: a child of `tests.benchmarks.training`, with trl on its path and nothing of ours.

python -m tests.benchmarks.training_trl default|best STEPS.json
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fakes.measured_steps import Steps, clock, ids, read_steps
from training.machine import peak_memory

# As SFTConfig has it, gradient checkpointing and random batches; and with what its documentation offers for speed
# without packing. Padding-free batches need FlashAttention and leak between texts without it, so they are not among it.
SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "best": {"gradient_checkpointing": False, "train_sampling_strategy": "group_by_length"},
}


def run(steps: Steps, settings: str) -> dict[str, Any]:
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig, PreTrainedTokenizerFast

    trl: Any = import_module("trl")  # on the path of this process alone
    configure, train = trl.SFTConfig, trl.SFTTrainer  # imported when they are asked for
    libraries = peak_memory()
    torch.manual_seed(1)
    where = "cuda:0" if steps.machine != "cpu" else "cpu"
    wide = torch.bfloat16 if steps.precision == "bf16" and where != "cpu" else torch.float32
    options: dict[str, Any] = {"dtype": wide, "device_map": {"": where}, "local_files_only": True}
    if steps.quantisation == "nf4":
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=wide
        )
    model = AutoModelForCausalLM.from_pretrained(steps.base, **options)
    lengths = [prompt + reply for prompt, reply in steps.lengths]
    rows = [
        {"input_ids": ids(number, prompt + reply), "labels": [-100] * prompt + ids(number, prompt + reply)[prompt:]}
        for number, (prompt, reply) in enumerate(steps.lengths)
    ]
    # As many texts at once as the same budget of tokens is sure to hold, and as many a step as ours has on average.
    at_once = max(1, steps.micro_tokens // max(lengths))
    a_step = round(steps.micro_batches * steps.micro_tokens / (sum(lengths) / len(lengths)))
    arguments = configure(
        output_dir=steps.folder,
        max_length=None,
        completion_only_loss=True,
        per_device_train_batch_size=at_once,
        gradient_accumulation_steps=max(1, round(a_step / at_once)),
        num_train_epochs=steps.epochs,
        max_grad_norm=0.3,
        bf16=steps.precision == "bf16",
        use_cpu=where == "cpu",
        dataloader_pin_memory=False,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        **SETTINGS[settings],
    )
    names = ["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"]
    lora = LoraConfig(r=steps.rank, lora_alpha=2 * steps.rank, target_modules=names, task_type="CAUSAL_LM")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(Path(steps.base) / "tokenizer.json"), eos_token="<|endoftext|>", pad_token="<|endoftext|>"
    )
    seconds: list[float] = []
    trainer = train(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list(rows),
        processing_class=tokenizer,
        peft_config=lora,
        callbacks=[clock(seconds)],
    )
    trainer.train()
    gpu = torch.cuda.max_memory_allocated() if where != "cpu" else 0
    # Every text is read once an epoch, in whichever step: only sums can be compared.
    tokens = [sum(lengths) * steps.epochs]
    return {"tokens": tokens, "seconds": seconds, "peak": peak_memory(), "libraries": libraries, "gpu": gpu}


if __name__ == "__main__":
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    print(json.dumps(run(read_steps(Path(sys.argv[2])), sys.argv[1])))
