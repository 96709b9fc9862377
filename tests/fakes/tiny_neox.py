"""A GPT-NeoX of a few hundred kilobytes with a LoRA adapter, both really trained, in the shape polyglot-ko has.

The tokenizer has exactly polyglot-ko's structure. The base continues each prompt with one sentence and the adapter
with another, so an engine that ignores the adapter, or scales it wrongly, says something else.
"""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerFast

END_OF_TEXT = "<|endoftext|>"
CONTROL_TOKENS = (END_OF_TEXT, "<|sep|>", "<|acc|>")
_VOCABULARY = 480  # BPE entries: few enough that most syllables are cut; control tokens follow, then unused rows
_ROWS = 512
# prompt, what the base says, what the adapter says
PAIRS = (
    (
        "지원 동기: 저는",
        " 고객의 불편을 먼저 찾아 해결하는 일을 좋아합니다.",
        " 숫자로 말하는 분석가가 되고 싶어 지원했습니다.",
    ),
    (
        "성장 과정: 대학 시절",
        " 동아리에서 예산을 관리하며 책임감을 배웠습니다.",
        " 공모전에 세 번 도전해 두 번 상을 받았습니다.",
    ),
    (
        "직무 역량: 인턴으로",
        " 매일 보고서를 쓰고 선배에게 의견을 들었습니다.",
        " 재고 오차를 12%에서 3%로 줄인 경험이 있습니다.",
    ),
    (
        "입사 후 포부: 처음 1년은",
        " 현장을 돌며 제품과 사람을 익히겠습니다.",
        " 데이터 기준을 세우고 자동화를 맡겠습니다.",
    ),
    ("아쉬운 점 |", " 어떤 일을 했는지 구체적으로 드러나지 않습니다.", " 결과만 있고 본인이 한 행동이 빠져 있습니다."),
    ("좋은 점 |", " 수치가 있어 성과를 바로 이해할 수 있습니다.", " 문제를 찾은 과정이 순서대로 잘 보입니다."),
)
STEPS = 80
SCALE = 2.0  # lora_alpha 16 over r 8


@dataclass(frozen=True, slots=True)
class TinyNeox:
    """`base` is a hub folder (safetensors, tokenizer.json, config.json), `adapter` a PEFT folder of it."""

    base: Path
    adapter: Path

    @property
    def prompts(self) -> tuple[str, ...]:
        return tuple(prompt for prompt, _, _ in PAIRS)


@pytest.fixture(scope="session")
def tiny_neox(tmp_path_factory: pytest.TempPathFactory) -> TinyNeox:
    """Trained once for a whole test run, in a folder with Hangul and a space in its name."""
    folder = tmp_path_factory.getbasetemp() / "작은 모델"
    model = TinyNeox(folder / "base", folder / "adapter")
    if not folder.exists():
        build(model)
    return model


def build(model: TinyNeox, *, hidden: int = 128, layers: int = 2) -> None:
    """Train base and adapter (some seconds) and save them where `model` says."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

    torch.manual_seed(1)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # matrices this small only wait for each other
    tokenizer = save_tokenizer(model.base)
    config = GPTNeoXConfig(
        vocab_size=_ROWS,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=hidden // 32,
        intermediate_size=4 * hidden,
        max_position_embeddings=512,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5},
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        tie_word_embeddings=False,
    )
    base = GPTNeoXForCausalLM(config)
    # The base must know the adapter's words too: an adapter does not touch the output layer.
    lessons = [prompt + said for prompt, said, _ in PAIRS] + [CONTROL_TOKENS[1] + said for _, _, said in PAIRS]
    _train(base, _batch(tokenizer, lessons), steps=STEPS, rate=4e-3)
    base.save_pretrained(model.base)
    lora = LoraConfig(
        r=8,
        lora_alpha=16,
        target_modules=["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"],
        task_type="CAUSAL_LM",
    )
    with warnings.catch_warnings():
        # peft asks transformers 5.23 for a property under its old name.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        adapted = get_peft_model(base, lora)
    _train(adapted, _batch(tokenizer, [prompt + said for prompt, _, said in PAIRS]), steps=STEPS, rate=4e-3)
    adapted.save_pretrained(model.adapter)
    torch.set_num_threads(threads)


def save_tokenizer(folder: Path, *, vocabulary: int = _VOCABULARY) -> "PreTrainedTokenizerFast":
    """Write tokenizer.json and tokenizer_config.json of polyglot-ko's structure, trained on `PAIRS`."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex("\u0cf1"), behavior="removed"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(["".join(pair) for pair in PAIRS], trainer)
    tokenizer.add_special_tokens(list(CONTROL_TOKENS))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END_OF_TEXT, bos_token=END_OF_TEXT)
    fast.save_pretrained(folder)
    return fast


def _batch(tokenizer: "PreTrainedTokenizerFast", texts: list[str]) -> "torch.Tensor":
    import torch

    rows = [tokenizer(text + END_OF_TEXT)["input_ids"] for text in texts]
    width = max(map(len, rows))
    return torch.tensor([row + [tokenizer.eos_token_id] * (width - len(row)) for row in rows])


def _train(model: "torch.nn.Module", batch: "torch.Tensor", *, steps: int, rate: float) -> None:
    """Smoothed labels keep the model from being certain, so that a wrong scale shows in the probabilities."""
    import torch

    model.train()
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(steps):
        logits = model(input_ids=batch).logits[:, :-1]
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), batch[:, 1:].flatten(), label_smoothing=0.1)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
    model.eval()


def read_json(path: Path) -> dict[str, object]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
