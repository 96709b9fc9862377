"""The transformers backend, on the processor, with the small trained model in NF4."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine.backends.hub_weights import read_weights
from core.engine.backends.sampler import Sampler
from core.engine.backends.transformers import TransformersBackend
from core.engine.protocol import BackendName, FinishReason, Generate, Load, Loaded, ReadAhead, Sampling
from core.errors import (
    AdapterMismatch,
    AdapterUnsafe,
    AnswerTooLong,
    EngineError,
    ModelDamaged,
    ModelError,
    ModelMissing,
)
from tests.fakes.random_neox import Size, write_adapter
from tests.fakes.request import Recorder
from tests.fakes.tiny_neox import PAIRS, TinyNeox, read_json

pytestmark = pytest.mark.needs_torch
GREEDY = Sampling(max_tokens=60, temperature=0, repeat_penalty=1.0)
PROMPT, BASE_SAYS, ADAPTER_SAYS = PAIRS[0]
LONG = "팀 갈등을 풀 때 서로의 말을 끝까지 듣고 할 일을 나누었습니다. " * 8
CHUNK = 64


def load(backend: TransformersBackend, folder: Path, adapter: Path | None = None, device: str = "auto") -> Loaded:
    command = Load("load", BackendName.TRANSFORMERS, str(folder), str(adapter) if adapter else None, 2048, 1, device)
    return backend.load(command)


def ask(backend: TransformersBackend, prompt: str, sampling: Sampling = GREEDY) -> str:
    request = Recorder()
    backend.generate(Generate("r", prompt, sampling), request)
    return request.written


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on a machine with a GPU."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)


@pytest.fixture
def backend(tiny_neox: TinyNeox) -> Iterator[TransformersBackend]:
    backend = TransformersBackend()
    load(backend, tiny_neox.base)
    yield backend
    backend.close()


def test_base_and_adapter_each_say_what_they_were_taught(tiny_neox: TinyNeox) -> None:
    backend = TransformersBackend()
    loaded = load(backend, tiny_neox.base)
    assert (loaded.device, loaded.device_reason, loaded.context_length, loaded.adapter) == ("cpu", "only", 512, False)
    assert ask(backend, PROMPT) == BASE_SAYS
    assert load(backend, tiny_neox.base, tiny_neox.adapter).adapter
    assert ask(backend, PROMPT) == ADAPTER_SAYS
    backend.close()
    backend.close()
    with pytest.raises(EngineError, match="no model is open"):
        backend.token_ids("가")


def test_weights_are_nf4_with_double_quantisation(backend: TransformersBackend) -> None:
    import bitsandbytes

    assert backend._model is not None
    layers = [layer for layer in backend._model.network.modules() if isinstance(layer, bitsandbytes.nn.Linear4bit)]
    assert len(layers) == 8  # four linears in each of two layers
    assert all(layer.weight.quant_type == "nf4" and layer.weight.quant_state.nested for layer in layers)


def test_a_folder_that_is_quantised_already_stays_so(backend: TransformersBackend, tmp_path: Path) -> None:
    assert backend._model is not None
    backend._model.network.save_pretrained(tmp_path / "nf4")
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(Path(backend._model.network.config._name_or_path) / file, tmp_path / "nf4")
    expected = backend.greedy_log_probs(PROMPT, 5)
    load(backend, tmp_path / "nf4")
    assert backend.greedy_log_probs(PROMPT, 5) == expected


def test_cancel_between_chunks_of_the_prompt_and_between_tokens(backend: TransformersBackend) -> None:
    request = Recorder(stop_when=lambda seen: len(seen.readings) > 1)
    finished = backend.generate(Generate("r", LONG, GREEDY), request)
    assert finished.reason is FinishReason.CANCELLED
    assert [done for done, _ in request.readings] == [0, CHUNK]
    request = Recorder(stop_when=lambda seen: len(seen.pieces) >= 3)
    finished = backend.generate(Generate("r", PROMPT, GREEDY), request)
    assert finished.reason is FinishReason.CANCELLED
    assert len(request.pieces) == 3
    assert BASE_SAYS.startswith(request.written)


def test_the_common_beginning_of_two_prompts_is_read_once(backend: TransformersBackend) -> None:
    assert backend.read_ahead(ReadAhead("a", LONG), Recorder()).reason is FinishReason.END_OF_TEXT
    known = len(backend.token_ids(LONG))
    request = Recorder()
    timings = backend.generate(Generate("r", LONG + "그리고", GREEDY), request).timings
    assert timings.cached_tokens == request.readings[0][0] >= known - 1  # the last space joins the next word
    # An edit near the beginning keeps only what stands before it, and gives what a fresh reading gives.
    edited = LONG[:30] + "아주 " + LONG[30:]
    short = Sampling(max_tokens=8, temperature=0)
    after_edit = Recorder()
    timings = backend.generate(Generate("r", edited, short), after_edit).timings
    assert 0 < timings.cached_tokens < 40
    load(backend, Path(backend._model.network.config._name_or_path) if backend._model else Path())
    assert ask(backend, edited, short) == after_edit.written


def test_the_end_of_a_reply(backend: TransformersBackend) -> None:
    request = Recorder()
    finished = backend.generate(Generate("r", PROMPT, GREEDY), request)
    assert (finished.reason, finished.timings.generated_tokens) == (FinishReason.END_OF_TEXT, request.tokens)
    short = backend.generate(Generate("r", PROMPT, Sampling(max_tokens=3, temperature=0)), Recorder())
    assert (short.reason, short.timings.generated_tokens) == (FinishReason.LENGTH, 3)
    stop = Sampling(max_tokens=60, temperature=0, repeat_penalty=1.0, stop=("찾아",))
    assert backend.generate(Generate("r", PROMPT, stop), Recorder()).reason is FinishReason.STOP
    with pytest.raises(AnswerTooLong):
        ask(backend, LONG * 4)


def test_a_wish_for_cuda_falls_back_with_the_true_reason(tiny_neox: TinyNeox, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    backend = TransformersBackend()
    assert load(backend, tiny_neox.base, device="cuda").device_reason == "fallback:no CUDA device or driver"
    assert load(backend, tiny_neox.base, device="cpu").device_reason == "chosen"
    real = read_weights

    def broken(folder: Path, device: str) -> object:
        if device == "cuda":
            raise RuntimeError("CUDA error: no kernel image is available\nmore lines")
        return real(folder, device)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr("core.engine.backends.transformers.read_weights", broken)
    loaded = load(backend, tiny_neox.base)
    assert (loaded.device, loaded.device_reason) == ("cpu", "fallback:CUDA error: no kernel image is available")
    assert ask(backend, PROMPT) == BASE_SAYS
    backend.close()


def test_what_cannot_be_opened(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    backend = TransformersBackend()
    with pytest.raises(ModelMissing):
        load(backend, tmp_path / "없음")
    gguf = tmp_path / "model.gguf"
    gguf.write_bytes(b"GGUF")
    with pytest.raises(ModelError, match=r"llama\.cpp"):
        load(backend, gguf)
    torn = tmp_path / "torn"
    shutil.copytree(tiny_neox.base, torn)
    weights = torn / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100_000])
    with pytest.raises(ModelDamaged):
        load(backend, torn)
    weights.rename(torn / "pytorch_model.bin")
    with pytest.raises(ModelDamaged, match="safetensors"):
        load(backend, torn)


def test_adapters_that_do_not_fit_or_are_not_safe(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    backend = TransformersBackend()
    write_adapter(tmp_path / "wide", Size(hidden=256, layers=2, heads=8, inner=1024, rows=512))
    write_adapter(tmp_path / "deep", Size(hidden=128, layers=3, heads=4, inner=512, rows=512))
    for name in ("wide", "deep"):
        with pytest.raises(AdapterMismatch):
            load(backend, tiny_neox.base, tmp_path / name)
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    shutil.copy(tiny_neox.adapter / "adapter_config.json", pickled)
    (pickled / "adapter_model.bin").write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(AdapterUnsafe):
        load(backend, tiny_neox.base, pickled)


def test_an_ordinary_token_named_as_the_end_does_not_end_a_reply(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    """0, the default of GPT-NeoX's config, is an ordinary token of polyglot-ko."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_neox.base, folder)
    backend = TransformersBackend()
    load(backend, tiny_neox.base)
    ordinary = backend.token_ids(BASE_SAYS)[3]
    for name in ("config.json", "generation_config.json"):
        config = read_json(folder / name) | {"eos_token_id": ordinary}
        (folder / name).write_text(json.dumps(config), encoding="utf-8")
    load(backend, folder)
    assert ask(backend, PROMPT) == BASE_SAYS
    backend.close()


def test_the_package_that_fetches_code_cannot_be_imported(backend: TransformersBackend) -> None:
    assert sys.modules["kernels"] is None


def test_sampling() -> None:
    import torch

    logits = torch.tensor([1.0, 3.0, 2.9, -5.0])
    assert Sampler(Sampling(temperature=0, repeat_penalty=1.0), []).choose(logits) == 1
    assert Sampler(Sampling(temperature=0, repeat_penalty=1.2), [1]).choose(logits) == 2
    only_best = Sampling(temperature=1.0, top_k=1, repeat_penalty=1.0)
    assert {Sampler(only_best, []).choose(logits) for _ in range(5)} == {1}
    nucleus = Sampler(Sampling(temperature=1.0, top_p=0.6, top_k=0, repeat_penalty=1.0), [])
    assert {nucleus.choose(logits) for _ in range(60)} == {1, 2}
    drawn = [Sampler(Sampling(temperature=3.0, repeat_penalty=1.0, seed=seed), []).choose(logits) for seed in range(20)]
    again = [Sampler(Sampling(temperature=3.0, repeat_penalty=1.0, seed=seed), []).choose(logits) for seed in range(20)]
    assert drawn == again
    assert len(set(drawn)) > 2
