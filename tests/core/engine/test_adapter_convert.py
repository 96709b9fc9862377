"""An adapter in GGUF form does to a model what PEFT's does: compared with the same model, adapter merged in numpy."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from core import paths
from core.engine.adapter_convert import _half, cached_gguf, peft_to_gguf
from core.engine.backends.llama_cpp import LlamaCppBackend
from core.engine.protocol import BackendName, Load
from core.errors import AdapterDamaged, AdapterMismatch, AdapterUnsafe, AdapterUnsupported, AppError
from tests.fakes.tiny_models import merged, write_tiny_adapter, write_tiny_gguf

ARCHITECTURES = ("qwen2", "llama", "gptneox")
PROMPT = "지원 동기: 저는"


def log_probs(model: Path, adapter: Path | None = None) -> tuple[list[int], list[float]]:
    backend = LlamaCppBackend()
    command = Load("l", BackendName.LLAMA_CPP, str(model), str(adapter) if adapter else None, threads=1)
    try:
        assert backend.load(command).adapter is (adapter is not None)
        found = backend.greedy_log_probs(PROMPT, 12)
    finally:
        backend.close()
    assert found
    return [token for token, _ in found], [value for _, value in found]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(
    ("config", "scale"),
    [
        ({}, 2.0),
        ({"lora_alpha": 3}, 0.75),
        ({"lora_alpha": 3, "use_rslora": True}, 1.5),
    ],
)
def test_the_adapter_is_equal_to_its_merge(
    home: Path, architecture: str, config: dict[str, object], scale: float
) -> None:
    base = write_tiny_gguf(home / "모델.gguf", architecture)
    whole = write_tiny_gguf(home / "합친 모델.gguf", architecture, merged(architecture, scale))
    adapter = write_tiny_adapter(home / "어댑터 1", architecture, **config)

    plain, expected, found = log_probs(base), log_probs(whole), log_probs(base, adapter)

    assert found[0] == expected[0]
    assert found[1] == pytest.approx(expected[1], abs=2e-3)
    assert plain[1] != pytest.approx(expected[1], abs=0.05)


def test_a_pattern_gives_single_modules_their_own_alpha(home: Path) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    everything = write_tiny_adapter(home / "a", lora_alpha=4)
    by_pattern = write_tiny_adapter(home / "b", lora_alpha=100, alpha_pattern={".*": 4})

    assert log_probs(base, by_pattern)[1] == pytest.approx(log_probs(base, everything)[1], abs=1e-4)


def test_it_is_converted_once_for_its_content(home: Path) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    adapter = write_tiny_adapter(home / "a")

    first = cached_gguf(adapter, base)
    written = first.stat().st_mtime_ns
    assert cached_gguf(adapter, base) == first
    assert first.stat().st_mtime_ns == written
    assert first.is_relative_to(paths.cache_dir())

    write_tiny_adapter(adapter, lora_alpha=5)
    assert cached_gguf(adapter, base) != first
    assert not list(first.parent.glob("*.part"))


def test_what_fp16_can_hold_is_kept_in_fp16(home: Path) -> None:
    import numpy as np

    exact = np.array([[0.5, -2.0], [0.25, 0.0]], np.float32)

    assert _half(exact).dtype == np.float16
    for other in (exact + 1e-4, exact * 1e6):
        assert _half(other.astype(np.float32)).dtype == np.float32


def test_half_precision_adapters_are_read(home: Path) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    exact, half = write_tiny_adapter(home / "a"), write_tiny_adapter(home / "b")
    tensors = load_file(half / "adapter_model.safetensors")
    save_file({name: value.astype(np.float16) for name, value in tensors.items()}, half / "adapter_model.safetensors")

    assert log_probs(base, half)[1] == pytest.approx(log_probs(base, exact)[1], abs=2e-2)


def test_bfloat16_is_the_upper_half_of_a_float(home: Path) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    adapter = write_tiny_adapter(home / "a")
    path = adapter / "adapter_model.safetensors"
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    body = (np.frombuffer(data[8 + size :], "<u4") >> 16).astype("<u2")
    exact = write_tiny_adapter(home / "b")
    cut = {
        name: (value.view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)
        for name, value in load_file(path).items()
    }
    save_file(cut, exact / "adapter_model.safetensors")
    for tensor in header.values():
        tensor["dtype"], tensor["data_offsets"] = "BF16", [place // 2 for place in tensor["data_offsets"]]
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body.tobytes())

    assert log_probs(base, adapter) == log_probs(base, exact)


def no_config(adapter: Path) -> None:
    (adapter / "adapter_config.json").unlink()


def cut_short(adapter: Path) -> None:
    path = adapter / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def pickle_only(adapter: Path) -> None:
    (adapter / "adapter_model.safetensors").rename(adapter / "adapter_model.bin")


def half_a_pair(adapter: Path) -> None:
    path = adapter / "adapter_model.safetensors"
    tensors = load_file(path)
    del tensors[next(iter(tensors))]
    save_file(tensors, path)


def another_name(adapter: Path) -> None:
    path = adapter / "adapter_model.safetensors"
    save_file({name.replace("self_attn", "attention"): value for name, value in load_file(path).items()}, path)


def another_shape(adapter: Path) -> None:
    path = adapter / "adapter_model.safetensors"
    save_file({n: v[:, :-1] if ".lora_A." in n else v for n, v in load_file(path).items()}, path)


def a_trained_embedding(adapter: Path) -> None:
    path = adapter / "adapter_model.safetensors"
    save_file(load_file(path) | {"base_model.model.lm_head.weight": np.zeros((4, 4), np.float32)}, path)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (no_config, AdapterDamaged),
        (cut_short, AdapterDamaged),
        (half_a_pair, AdapterDamaged),
        (pickle_only, AdapterUnsafe),
        (another_name, AdapterMismatch),
        (another_shape, AdapterMismatch),
        (a_trained_embedding, AdapterUnsupported),
    ],
)
def test_bad_adapters_are_refused(home: Path, spoil: Callable[[Path], None], error: type[AppError]) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    adapter = write_tiny_adapter(home / "a")
    spoil(adapter)

    with pytest.raises(error):
        peft_to_gguf(adapter, base, home / "out.gguf")
    assert not list(home.glob("out*"))


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"use_dora": True}, AdapterUnsupported),
        ({"peft_type": "IA3"}, AdapterUnsupported),
        ({"bias": "all"}, AdapterUnsupported),
        ({"modules_to_save": ["lm_head"]}, AdapterUnsupported),
        ({"lora_alpha": 0}, AdapterDamaged),
        ({"lora_alpha": "much"}, AdapterDamaged),
    ],
)
def test_what_is_no_plain_lora_is_refused(home: Path, config: dict[str, object], error: type[AppError]) -> None:
    base = write_tiny_gguf(home / "m.gguf")
    adapter = write_tiny_adapter(home / "a", "qwen2", **config)

    with pytest.raises(error):
        peft_to_gguf(adapter, base, home / "out.gguf")


def test_an_adapter_of_another_architecture_is_a_mismatch(home: Path) -> None:
    base = write_tiny_gguf(home / "m.gguf", "gptneox")
    adapter = write_tiny_adapter(home / "a", "qwen2")

    with pytest.raises(AdapterMismatch) as caught:
        cached_gguf(adapter, base)
    assert caught.value.context["found"] == "tiny"
