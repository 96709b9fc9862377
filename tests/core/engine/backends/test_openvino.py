"""The OpenVINO backend on a small trained model: what a request gives, and what goes wrong how."""

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.engine.backends.openvino import PROMPT_CHUNK, OpenVinoBackend
from core.engine.protocol import BackendName, FinishReason, Generate, Load, Loaded, ReadAhead, Sampling
from core.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterUnsafe,
    AnswerTooLong,
    EngineError,
    ModelDamaged,
    ModelMissing,
    ProtocolError,
)
from tests.fakes.random_neox import Size, write_adapter
from tests.fakes.request import Recorder
from tests.fakes.tiny_neox import PAIRS, TinyNeox, read_json

pytestmark = pytest.mark.needs_torch  # the small model is trained with it; the backend itself needs none
GREEDY = Sampling(max_tokens=60, temperature=0, repeat_penalty=1.0)
PROMPT, BASE_SAYS, ADAPTER_SAYS = PAIRS[0]
LONG = "어떤 일을 했는지 구체적으로 드러나지 않습니다. " * 19


def load(backend: OpenVinoBackend, folder: Path, adapter: Path | None = None) -> Loaded:
    command = Load("load", BackendName.OPENVINO, str(folder), str(adapter) if adapter else None, threads=1)
    return backend.load(command)


def ask(backend: OpenVinoBackend, prompt: str, sampling: Sampling = GREEDY) -> str:
    request = Recorder()
    backend.generate(Generate("r", prompt, sampling), request)
    return request.written


@pytest.fixture
def backend(openvino_folder: Path) -> Iterator[OpenVinoBackend]:
    backend = OpenVinoBackend()
    load(backend, openvino_folder)
    yield backend
    backend.close()


def test_base_and_adapter_each_say_what_they_were_taught(openvino_folder: Path, tiny_neox: TinyNeox) -> None:
    backend = OpenVinoBackend()
    assert "작은 모델" in str(openvino_folder)  # Hangul and a space in the path
    loaded = load(backend, openvino_folder)
    assert (loaded.device, loaded.device_reason, loaded.context_length, loaded.adapter) == ("cpu", "only", 512, False)
    assert ask(backend, PROMPT) == BASE_SAYS
    assert load(backend, openvino_folder, tiny_neox.adapter).adapter
    assert ask(backend, PROMPT) == ADAPTER_SAYS
    backend.close()
    backend.close()
    with pytest.raises(EngineError, match="no model is open"):
        backend.token_ids("가")


def test_text_comes_in_whole_characters_with_counts_and_timings(backend: OpenVinoBackend) -> None:
    request = Recorder()
    finished = backend.generate(Generate("r", PROMPT, GREEDY), request)
    assert request.written == BASE_SAYS
    assert not any("\ufffd" in piece for piece in request.pieces)
    assert len(request.pieces) < request.tokens  # syllables are cut into several tokens here
    assert finished.reason is FinishReason.END_OF_TEXT
    assert finished.timings.generated_tokens == request.tokens
    assert finished.timings.prompt_tokens == len(backend.token_ids(PROMPT)) == request.readings[-1][0]
    assert 0 < finished.timings.first_token_s <= finished.timings.prefill_s


def test_length_stop_string_and_control_token_end_a_reply(backend: OpenVinoBackend) -> None:
    request = Recorder()
    short = backend.generate(Generate("r", PROMPT, Sampling(max_tokens=3, temperature=0)), request)
    assert (short.reason, short.timings.generated_tokens) == (FinishReason.LENGTH, 3)
    request = Recorder()
    stop = Sampling(max_tokens=60, temperature=0, repeat_penalty=1.0, stop=("찾아",))
    assert backend.generate(Generate("r", PROMPT, stop), request).reason is FinishReason.STOP
    assert request.written == BASE_SAYS.partition("찾아")[0]
    control = Sampling(max_tokens=60, temperature=0, repeat_penalty=1.0, stop=("<|endoftext|>",))
    assert backend.generate(Generate("r", PROMPT, control), Recorder()).reason is FinishReason.STOP


def test_same_seed_same_text(backend: OpenVinoBackend) -> None:
    warm = Sampling(max_tokens=20, temperature=5.0, top_k=0, top_p=1.0, seed=3)
    assert ask(backend, PROMPT, warm) == ask(backend, PROMPT, warm)
    others = {ask(backend, PROMPT, Sampling(20, 5.0, 1.0, 0, 1.0, seed)) for seed in range(3)}
    assert len(others) > 1


def test_cancel_between_chunks_of_the_prompt(backend: OpenVinoBackend) -> None:
    total = len(backend.token_ids(LONG))
    assert total > 2 * PROMPT_CHUNK
    request = Recorder(stop_when=lambda seen: len(seen.readings) > 1)
    finished = backend.generate(Generate("r", LONG, GREEDY), request)
    assert finished.reason is FinishReason.CANCELLED
    assert request.pieces == []
    assert request.readings == [(0, total), (PROMPT_CHUNK, total)]
    assert ask(backend, PROMPT) == BASE_SAYS  # nothing of the cancelled request is in the way


def test_cancel_between_tokens_keeps_what_was_written(backend: OpenVinoBackend) -> None:
    request = Recorder(stop_when=lambda seen: len(seen.pieces) >= 3)
    finished = backend.generate(Generate("r", PROMPT, GREEDY), request)
    assert finished.reason is FinishReason.CANCELLED
    assert len(request.pieces) == 3
    assert BASE_SAYS.startswith(request.written)


def test_what_was_read_ahead_is_not_read_again(backend: OpenVinoBackend) -> None:
    ahead = Recorder()
    finished = backend.read_ahead(ReadAhead("a", LONG), ahead)
    assert finished.reason is FinishReason.END_OF_TEXT
    assert ahead.pieces == []
    assert len(ahead.readings) > 3  # several chunks
    request = Recorder()
    short = Sampling(max_tokens=2, temperature=0)
    timings = backend.generate(Generate("r", LONG + "그리고", short), request).timings
    # Each chunk that the library really reads is told: here only the last, unfinished block was left.
    assert len(request.readings) == 2
    assert timings.cached_tokens == request.readings[0][0] > timings.prompt_tokens - 64


def test_read_ahead_is_cancelled_between_chunks_and_cut_at_the_context(backend: OpenVinoBackend) -> None:
    request = Recorder(stop_when=lambda seen: len(seen.readings) > 1)
    assert backend.read_ahead(ReadAhead("a", LONG), request).reason is FinishReason.CANCELLED
    assert len(request.readings) == 2
    whole = Recorder()
    assert backend.read_ahead(ReadAhead("b", LONG * 4), whole).reason is FinishReason.END_OF_TEXT
    assert whole.readings[-1] == (511, 511)
    assert backend.read_ahead(ReadAhead("c", ""), Recorder()).timings.prompt_tokens == 0


def test_a_prompt_that_does_not_fit_is_refused(backend: OpenVinoBackend) -> None:
    with pytest.raises(AnswerTooLong) as caught:
        ask(backend, LONG * 4)
    assert caught.value.context["available"] == 512
    assert int(caught.value.context["over"]) > 0
    with pytest.raises(ProtocolError):
        ask(backend, "")


def test_missing_and_damaged_folders(openvino_folder: Path, tmp_path: Path) -> None:
    backend = OpenVinoBackend()
    with pytest.raises(ModelMissing):
        load(backend, tmp_path / "없음")
    weights = (openvino_folder / "openvino_model.bin").read_bytes()
    for name, content in {
        "openvino_model.bin": weights[:1000],
        "openvino_model.xml": b"<net",
        "tokenizer.json": b'{"model": 3}',
        "config.json": None,
    }.items():
        broken = tmp_path / f"깨진 {name}"
        shutil.copytree(openvino_folder, broken)
        (broken / name).unlink()
        if content is not None:
            (broken / name).write_bytes(content)
        with pytest.raises(ModelDamaged):
            load(backend, broken)


def test_adapters_that_do_not_fit_or_are_not_safe(openvino_folder: Path, tiny_neox: TinyNeox, tmp_path: Path) -> None:
    backend = OpenVinoBackend()
    write_adapter(tmp_path / "wide", Size(hidden=256, layers=2, heads=8, inner=1024, rows=512))
    write_adapter(tmp_path / "deep", Size(hidden=128, layers=3, heads=4, inner=512, rows=512))
    for name in ("wide", "deep"):
        with pytest.raises(AdapterMismatch):
            load(backend, openvino_folder, tmp_path / name)
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    shutil.copy(tiny_neox.adapter / "adapter_config.json", pickled)
    (pickled / "adapter_model.bin").write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(AdapterUnsafe):
        load(backend, openvino_folder, pickled)
    torn = tmp_path / "torn"
    shutil.copytree(tiny_neox.adapter, torn)
    weights = torn / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(AdapterDamaged):
        load(backend, openvino_folder, torn)


@pytest.mark.parametrize(
    "changes",
    [
        {"use_rslora": True, "lora_alpha": 2 * math.sqrt(8)},
        {"lora_alpha": 1, "alpha_pattern": {"gpt_neox.*": 16}},
    ],
    ids=["rank-stabilised", "alpha by pattern"],
)
def test_the_scale_of_an_adapter_is_the_one_of_peft(
    changes: dict[str, object], openvino_folder: Path, tiny_neox: TinyNeox, tmp_path: Path
) -> None:
    """Written in another way, the same scale of 2 gives the same probabilities."""
    other = tmp_path / "other"
    shutil.copytree(tiny_neox.adapter, other)
    config = read_json(other / "adapter_config.json")
    (other / "adapter_config.json").write_text(json.dumps(config | changes), encoding="utf-8")
    backend = OpenVinoBackend()
    load(backend, openvino_folder, tiny_neox.adapter)
    expected = backend.greedy_log_probs(PROMPT, 10)
    load(backend, openvino_folder, other)
    found = backend.greedy_log_probs(PROMPT, 10)
    backend.close()
    assert [token for token, _ in found] == [token for token, _ in expected]
    assert [value for _, value in found] == pytest.approx([value for _, value in expected], abs=1e-4)


_CHILD = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
import psutil
from core.engine.backends.openvino import OpenVinoBackend
from core.engine.protocol import BackendName, Generate, Load, Sampling
from tests.fakes.request import Recorder

backend = OpenVinoBackend()
backend.load(Load("l", BackendName.OPENVINO, sys.argv[1], sys.argv[2], threads=1))
backend.generate(Generate("g", "지원 동기: 저는", Sampling(max_tokens=5)), Recorder())
print(opened, psutil.Process().net_connections(), sys.modules["openvino_telemetry"])
"""


def test_no_socket_is_opened_and_telemetry_cannot_be_imported(openvino_folder: Path, tiny_neox: TinyNeox) -> None:
    arguments = [sys.executable, "-c", _CHILD, str(openvino_folder), str(tiny_neox.adapter)]
    child = subprocess.run(arguments, capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert child.stdout.strip() == "[] [] None"


@pytest.mark.slow
def test_closing_gives_the_memory_back(tmp_path: Path) -> None:
    from tests.fakes.random_neox import write_base
    from training.convert import Plan, Target, convert

    write_base(tmp_path / "base", Size(hidden=1024, layers=12, heads=8, inner=4096, rows=30_080), shards=1)
    folder = convert(tmp_path / "base", tmp_path / "ov", Plan(Target.OPENVINO, "int4_sym"), lambda _: None)
    backend, me = OpenVinoBackend(), psutil.Process()
    load(backend, folder)  # what the library keeps for good is there after the first load
    backend.close()
    before = me.memory_info().rss
    load(backend, folder)
    ask(backend, LONG, Sampling(max_tokens=2))
    taken = me.memory_info().rss - before
    backend.close()
    left = me.memory_info().rss - before
    assert taken > 100e6
    assert left < 0.25 * taken
