"""A GGUF file as a hub folder: the same weights, the same tokens, whole or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from core.engine.backends.hub_tokenizer import HubTokenizer
from core.engine.backends.llama_cpp import LlamaCppBackend
from core.engine.protocol import BackendName, Load
from core.errors import AppError, ModelDamaged, ModelError, ModelMissing
from tests.fakes.tiny_models import CONTROL, random_weights, write_tiny_gguf
from training.__main__ import main
from training.dequantise import MANIFEST, dequantise
from training.errors import ArchitectureUnknown
from training.hub_folder import sha256
from training.shape import read_shape

pytestmark = pytest.mark.needs_torch
PROMPT = "<|im_start|>user\n지원 동기는 경험을 통해 배운 점입니다.<|im_end|>\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("모델 폴더")
    source = write_tiny_gguf(folder / "작은 모델.gguf", "qwen2")
    return source, dequantise(source, folder / "푼 모델", lambda _: None)


def test_the_weights_are_those_of_the_file(made: tuple[Path, Path]) -> None:
    source, out = made
    written = load_file(out / "model.safetensors")
    expected = random_weights("qwen2")
    assert written.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(written[name], value.astype(np.float16), err_msg=name)
    assert read_shape(out).tied is False
    told = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert told["source"]["sha256"] == sha256(source)


def test_tokens_and_control_tokens_are_those_of_the_file(made: tuple[Path, Path]) -> None:
    source, out = made
    backend = LlamaCppBackend()
    backend.load(Load("l", BackendName.LLAMA_CPP, str(source), context_length=256))
    try:
        tokenizer = HubTokenizer(out)
        assert tokenizer.encode(PROMPT) == backend.token_ids(PROMPT)
        assert len(tokenizer.control_ids(CONTROL)) == len(CONTROL)
    finally:
        backend.close()


def test_it_says_what_the_file_says(made: tuple[Path, Path]) -> None:
    """The likeliest next token and its probability, by llama.cpp on the file and by transformers on the folder."""
    import torch
    from transformers import AutoModelForCausalLM

    source, out = made
    backend = LlamaCppBackend()
    backend.load(Load("l", BackendName.LLAMA_CPP, str(source), context_length=256, device="cpu"))
    try:
        ((token, log_prob),) = backend.greedy_log_probs(PROMPT, 1)
    finally:
        backend.close()
    network = AutoModelForCausalLM.from_pretrained(out, dtype=torch.float32, local_files_only=True)
    with torch.no_grad():
        logits = network(torch.tensor([HubTokenizer(out).encode(PROMPT)])).logits[0, -1]
    found = torch.log_softmax(logits, -1)
    assert int(found.argmax()) == token
    assert abs(float(found.max()) - log_prob) < 0.02


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda folder: folder / "없음.gguf", ModelMissing),
        (lambda folder: write_tiny_gguf(folder / "neox.gguf", "gptneox"), ArchitectureUnknown),
        (lambda folder: _cut(write_tiny_gguf(folder / "cut.gguf", "qwen2")), ModelDamaged),
    ],
)
def test_what_cannot_be_read_leaves_nothing(
    make: Callable[[Path], Path], error: type[AppError], tmp_path: Path
) -> None:
    with pytest.raises(error):
        dequantise(make(tmp_path), tmp_path / "out", lambda _: None)
    assert not list(tmp_path.glob("out*"))


def test_a_folder_in_use_is_left_alone(made: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "내 폴더"
    out.mkdir()
    (out / "memo.txt").write_text("내 글", encoding="utf-8")
    with pytest.raises(ModelError):
        dequantise(made[0], out, lambda _: None)
    assert [file.name for file in out.iterdir()] == ["memo.txt"]


def test_command_line(made: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["dequantise", str(made[0]), "--out", str(out)]) == 0
    assert sha256(out / "model.safetensors") == sha256(made[1] / "model.safetensors")
    assert main(["dequantise", str(tmp_path / "x.gguf"), "--out", str(tmp_path / "o")]) == 1
    assert "[model.missing]" in capsys.readouterr().err


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-2000])
    return path
