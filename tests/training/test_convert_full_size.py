"""Random weights of polyglot-ko-1.3b's exact shape: converted for both engines, and opened with an adapter."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core.engine.backends import create
from core.engine.protocol import BackendName, FinishReason, Generate, Load, Sampling
from tests.fakes.random_neox import write_adapter, write_base
from tests.fakes.request import Recorder

pytestmark = [pytest.mark.needs_torch, pytest.mark.slow]
_MEMORY = 8e9  # bytes; about 3.7e9 were measured for OpenVINO, 0.3e9 for GGUF


def converted(base: Path, out: Path, target: str) -> None:
    """Run the command as the maintainer does, and look at its memory until it ends."""
    command = [sys.executable, "-m", "training", "convert", str(base), "--to", target, "--out", str(out)]
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        process = psutil.Process(child.pid)
        while child.poll() is None:
            with process.oneshot():
                peak = max(peak, process.memory_info().rss if process.is_running() else 0)
            try:
                child.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    assert child.returncode == 0
    assert 0 < peak < _MEMORY


def test_full_size(tmp_path: Path) -> None:
    base, adapter = tmp_path / "base", tmp_path / "adapter"
    write_base(base)
    write_adapter(adapter)
    converted(base, tmp_path / "ov", "openvino")
    converted(base, tmp_path / "gguf", "gguf")
    assert 700e6 < (tmp_path / "ov" / "openvino_model.bin").stat().st_size < 800e6
    for name, path in (
        (BackendName.OPENVINO, tmp_path / "ov"),
        (BackendName.LLAMA_CPP, tmp_path / "gguf" / "model-q4_0.gguf"),
    ):
        backend = create(name)
        backend.load(Load("l", name, str(path), str(adapter)))
        sampling = Sampling(max_tokens=4, temperature=5.0, top_k=0, top_p=1.0)
        finished = backend.generate(Generate("g", "지원 동기: 저는 고객의 불편을", sampling), Recorder())
        backend.close()
        assert finished.reason is FinishReason.LENGTH
        assert finished.timings.generated_tokens == 4
