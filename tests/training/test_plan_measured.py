"""What the plan says of a processor's memory holds: real runs of small shapes, each in a process of its own."""

from pathlib import Path

import pytest

from tests.fakes.measured_steps import Steps, config_text, measure
from training.config import parse_config
from training.machine import Machine
from training.plan import Sizes, make_plan
from training.shape import read_shape

pytestmark = [pytest.mark.slow, pytest.mark.needs_torch]

# Texts of which hardly two are as long as each other, as in a corpus.
LENGTHS = tuple((150 + 37 * number % 210, 70 + 23 * number % 90) for number in range(16))


def save(folder: Path, architecture: str, layers: int, hidden: int, vocabulary: int) -> Path:
    """Weights and config of a shape; no tokenizer, as the tokens are made up."""
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM, Qwen2Config, Qwen2ForCausalLM

    sizes = {
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": hidden // 64,
        "intermediate_size": 4 * hidden,
        "max_position_embeddings": 2048,
        "bos_token_id": None,
        "eos_token_id": 0,
    }
    if architecture == "gpt_neox":
        GPTNeoXForCausalLM(GPTNeoXConfig(**sizes)).save_pretrained(folder)
    else:
        Qwen2ForCausalLM(Qwen2Config(**sizes, num_key_value_heads=1)).save_pretrained(folder)
    return folder


@pytest.mark.parametrize(
    ("shape", "quantisation", "precision"),
    [
        (("gpt_neox", 2, 256, 1200), "none", "fp32"),
        (("gpt_neox", 1, 128, 30_000), "nf4", "fp32"),
        (("qwen2", 2, 256, 30_000), "none", "bf16"),
    ],
)
def test_a_run_takes_what_was_planned(
    shape: tuple[str, int, int, int], quantisation: str, precision: str, tmp_path: Path
) -> None:
    base = save(tmp_path / "base", *shape)
    steps = Steps(str(tmp_path / "run"), str(base), LENGTHS, quantisation, precision, micro_tokens=1024)
    whole = tuple(prompt + reply for prompt, reply in LENGTHS)
    sizes = Sizes(whole, tuple(reply for _, reply in LENGTHS), whole[:1], exact=True)
    roomy = Machine("cpu", ram=10**12, gpu=0, flops=1e11)

    planned = make_plan(parse_config(config_text(steps), "steps"), sizes, read_shape(base), roomy).ram

    taken = measure(steps)["peak"]
    assert taken <= planned <= 1.5 * taken
