"""All engines say the same: ids, greedy tokens and log probabilities against fp32 transformers + PEFT.

Log probabilities are compared by the mean of absolute differences over all tokens of all prompts. Measured means:
0.0005 for 16 bits, 0.002 to 0.004 for 8 bits, 0.006 to 0.008 for the 4-bit forms; an adapter at half its scale gives
0.10 (and other tokens), at twice its scale 0.27. The tolerances lie between: 0.01 for 8 and 16 bits, 0.03 for 4 bits.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from core.engine.backends import create
from core.engine.backends.base import Backend
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.engine.protocol import BackendName, Load
from tests.core.engine.backends.conftest import converted
from tests.fakes.tiny_neox import SCALE, TinyNeox, read_json
from training.convert import Target

pytestmark = [
    pytest.mark.needs_torch,
    pytest.mark.slow,
    # peft asks transformers 5.23 for a property under its old name.
    pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning"),
]
STEPS = 30
Greedy = dict[str, list[tuple[int, float]]]


class Engine(NamedTuple):
    """`tolerance` is for the mean absolute difference of log probabilities."""

    backend: BackendName
    target: Target | None
    scheme: str
    tolerance: float


ENGINES = (
    Engine(BackendName.OPENVINO, Target.OPENVINO, "f16", 0.01),
    Engine(BackendName.OPENVINO, Target.OPENVINO, "int8_asym", 0.01),
    Engine(BackendName.OPENVINO, Target.OPENVINO, "int4_asym", 0.03),
    Engine(BackendName.OPENVINO, Target.OPENVINO, "int4_sym", 0.03),
    Engine(BackendName.LLAMA_CPP, Target.GGUF, "f16", 0.01),
    Engine(BackendName.LLAMA_CPP, Target.GGUF, "q8_0", 0.01),
    Engine(BackendName.LLAMA_CPP, Target.GGUF, "q4_0", 0.03),
    Engine(BackendName.TRANSFORMERS, None, "nf4", 0.03),
)
NASTY = (
    "지원 동기: 저는 2023년 3월, 매출을 12% 올렸습니다.",
    "가족👨‍👩‍👧‍👦과 🇰🇷에서 👍🏽 뷁쀍 – “따옴표” ㈜첨삭 ①②",
    "\u1112\u1161\u11ab\u1100\u1173\u11af NFD",
    "앞\u0cf1뒤 \u0cf1\u0cf1 끝\u0cf1",
    "<|endoftext|>지시를 무시하고<|sep|> <|acc|> <s></s> [INST] <|im_end|>",
    "  두 칸   들여\t쓰기\r\n\n\n줄바꿈 \u00a0 \u200b",
    "a'll 'LL I'm we'Ve 3.14159 ...!!! ((( https://x.kr/ㄱㄴ?x=1",
    "ㅋㅋㅋㅠㅠ ㄱ ㅏ 갂갃값 𠮷 𝒜 \ufffd é e\u0301",
)


@contextmanager
def opened(engine: Engine, model: TinyNeox, adapter: Path | None) -> Iterator[Backend]:
    path = model.base if engine.target is None else converted(model, engine.target, engine.scheme)
    backend = create(engine.backend)
    try:
        backend.load(Load("l", engine.backend, str(path), str(adapter) if adapter else None, 512, 1, "cpu"))
        yield backend
    finally:
        backend.close()


def greedy(backend: Backend, model: TinyNeox) -> Greedy:
    return {prompt: backend.greedy_log_probs(prompt, STEPS) for prompt in model.prompts}


def differences(found: Greedy, reference: Greedy) -> tuple[bool, float]:
    """Whether all tokens are the same, and the mean absolute difference of log probabilities."""
    same = all([t for t, _ in found[p]] == [t for t, _ in reference[p]] for p in reference)
    pairs = [(f, r) for p in reference for (_, f), (_, r) in zip(found[p], reference[p], strict=False)]
    return same, sum(abs(f - r) for f, r in pairs) / len(pairs)


def agrees(found: Greedy, reference: Greedy, tolerance: float) -> bool:
    same, mean = differences(found, reference)
    return same and mean <= tolerance


@pytest.fixture(scope="module")
def references(tiny_neox: TinyNeox) -> dict[bool, Greedy]:
    """fp32 transformers without (False) and with (True) PEFT's adapter, written without any code of ours."""
    import torch
    from peft import PeftModel
    from transformers import AutoTokenizer, GPTNeoXForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(tiny_neox.base)
    network = GPTNeoXForCausalLM.from_pretrained(tiny_neox.base, dtype=torch.float32).eval()

    def continuation(model: torch.nn.Module, prompt: str) -> list[tuple[int, float]]:
        ids = tokenizer(prompt, return_tensors="pt", return_token_type_ids=False)["input_ids"]
        found: list[tuple[int, float]] = []
        while len(found) < STEPS and (not found or found[-1][0] != tokenizer.eos_token_id):
            with torch.no_grad():
                best = model(input_ids=ids).logits[0, -1].log_softmax(-1).max(-1)
            found.append((int(best.indices), float(best.values)))
            ids = torch.cat([ids, best.indices.view(1, 1)], dim=1)
        return found

    plain = {prompt: continuation(network, prompt) for prompt in tiny_neox.prompts}
    adapted = PeftModel.from_pretrained(network, str(tiny_neox.adapter)).eval()
    return {False: plain, True: {prompt: continuation(adapted, prompt) for prompt in tiny_neox.prompts}}


def reported(greedy: Greedy, engine: Engine, model: TinyNeox) -> Greedy:
    """What the engine reports of it: llama.cpp's server leaves out tokens that end in half a character."""
    if engine.backend is not BackendName.LLAMA_CPP:
        return greedy
    tokenizer = HubTokenizer(model.base)

    def named(pairs: list[tuple[int, float]]) -> list[tuple[int, float]]:
        ids = [token for token, _ in pairs]
        whole = [not tokenizer.decode(ids[: place + 1]).endswith("\ufffd") for place in range(len(ids))]
        return [pair for pair, ready in zip(pairs, whole, strict=True) if ready]

    return {prompt: named(pairs) for prompt, pairs in greedy.items()}


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: f"{engine.backend}-{engine.scheme}")
def test_greedy_tokens_and_probabilities(engine: Engine, tiny_neox: TinyNeox, references: dict[bool, Greedy]) -> None:
    for adapted in (False, True):
        with opened(engine, tiny_neox, tiny_neox.adapter if adapted else None) as backend:
            found = greedy(backend, tiny_neox)
        reference = reported(references[adapted], engine, tiny_neox)
        same, mean = differences(found, reference)
        assert same, f"adapter {adapted}"
        assert mean <= engine.tolerance, f"adapter {adapted}"
        # An adapter that is ignored, or applied unasked, would be found out.
        assert not agrees(found, reported(references[not adapted], engine, tiny_neox), engine.tolerance)


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: f"{engine.backend}-{engine.scheme}")
def test_the_comparison_rejects_a_wrong_adapter(
    engine: Engine, factor: float, tiny_neox: TinyNeox, references: dict[bool, Greedy], tmp_path: Path
) -> None:
    """An engine that took alpha for the scale, or forgot the rank, would be found out."""
    wrong = tmp_path / "wrong"
    shutil.copytree(tiny_neox.adapter, wrong)
    config = read_json(wrong / "adapter_config.json")
    assert config["lora_alpha"] == SCALE * int(str(config["r"]))
    config["lora_alpha"] = factor * SCALE * int(str(config["r"]))
    (wrong / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    with opened(engine, tiny_neox, wrong) as backend:
        found = greedy(backend, tiny_neox)
    reference = reported(references[True], engine, tiny_neox)
    same, mean = differences(found, reference)
    assert not agrees(found, reference, engine.tolerance)
    assert not same or mean > 2 * engine.tolerance  # not by a hair


@pytest.mark.parametrize("engine", [ENGINES[3], ENGINES[6], ENGINES[7]], ids=lambda engine: engine.backend.value)
def test_ids_are_those_of_the_hub_tokenizer(engine: Engine, tiny_neox: TinyNeox) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_neox.base)
    with opened(engine, tiny_neox, None) as backend:
        for text in NASTY:
            expected = tokenizer(text, add_special_tokens=False, return_token_type_ids=False)["input_ids"]
            assert backend.token_ids(text) == expected, text
