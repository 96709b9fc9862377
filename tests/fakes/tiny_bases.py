"""Tiny untrained bases as hub folders, in the architectures that are trained: GPT-NeoX and Qwen2.

A word is a few tokens, so whole records fit into a context of some hundreds; a step takes milliseconds.
"""

from collections.abc import Iterable
from pathlib import Path

from core.critique.prompt import PromptFormat
from training.config import CONFIG
from training.records import Record

END_OF_TEXT = "<|endoftext|>"
CONTROL = (END_OF_TEXT, "<|im_start|>", "<|im_end|>")
VOCABULARY = 1200


def save_tokenizer(folder: Path, texts: Iterable[str]) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY - len(CONTROL), initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens(list(CONTROL))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END_OF_TEXT).save_pretrained(folder)


def save_base(folder: Path, architecture: str, records: Iterable[Record], *, layers: int = 2) -> Path:
    """A folder with weights from a seed and a tokenizer that knows the words of these records."""
    import torch
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM, Qwen2Config, Qwen2ForCausalLM

    form = PromptFormat.PLAIN if architecture == "gpt_neox" else PromptFormat.CHATML
    save_tokenizer(folder, (record.prompt(form).text + record.reply() for record in records))
    torch.manual_seed(5)
    sizes = {
        "vocab_size": VOCABULARY,
        "hidden_size": 64,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "max_position_embeddings": 1024,
        "bos_token_id": None,
        "eos_token_id": VOCABULARY - len(CONTROL),
    }
    if architecture == "gpt_neox":
        model = GPTNeoXForCausalLM(GPTNeoXConfig(**sizes))
    else:
        model = Qwen2ForCausalLM(Qwen2Config(**sizes, num_key_value_heads=2, tie_word_embeddings=True))
    model.save_pretrained(folder)
    return folder


def write_config(folder: Path, base: Path, data: Path, form: PromptFormat, /, **changes: str) -> Path:
    """An experiment's folder that trains in seconds. `changes` are lines by table: `optimizer="epochs = 3"`."""
    tables = {
        "base": f'path = "{base}"\nrepo = "test/tiny"\nrevision = "{"0123456789" * 4}"\nprompt_format = "{form}"\n'
        'quantisation = "none"',
        "data": f'folder = "{data}"\ncontext = 640',
        "lora": "rank = 4\nalpha = 8",
        "batch": "micro_tokens = 1280\nmicro_batches = 2",
        "optimizer": "epochs = 2\nlearning_rate = 5e-3\nwarmup = 0.1",
        "stopping": "per_epoch = 1\npatience = 0\npreferences = 6",
        "saving": "minutes = 60\nkeep = 3",
    }
    for table, lines in changes.items():
        names = {line.partition(" =")[0] for line in lines.splitlines()}
        kept = [line for line in tables[table].splitlines() if line.partition(" =")[0] not in names]
        tables[table] = "\n".join([*kept, lines])
    folder.mkdir(parents=True, exist_ok=True)
    text = 'machine = "cpu"\n' + "\n".join(f"[{table}]\n{lines}\n" for table, lines in tables.items())
    (folder / CONFIG).write_text(text, encoding="utf-8")
    return folder
