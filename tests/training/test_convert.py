"""The command: whole or not at all, with a manifest, and clear about what is wrong."""

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.errors import DiskFull, ModelError, ModelMissing
from tests.fakes.tiny_neox import TinyNeox
from training.__main__ import main
from training.convert import MANIFEST, Plan, Target, convert
from training.hub_folder import sha256

pytestmark = pytest.mark.needs_torch
INT4 = Plan(Target.OPENVINO, "int4_sym")


def test_openvino_folder_with_manifest(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    lines: list[str] = []
    out = convert(tiny_neox.base, tmp_path / "변환 결과", INT4, lines.append)
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    files = {file.name for file in out.iterdir()} - {MANIFEST}
    assert {"openvino_model.xml", "openvino_model.bin", "config.json", "tokenizer.json"} <= files
    assert set(manifest["files"]) == files
    assert all(manifest["files"][name]["sha256"] == sha256(out / name) for name in files)
    assert manifest["sources"]["model.safetensors"]["sha256"] == sha256(tiny_neox.base / "model.safetensors")
    assert manifest["settings"] == {"target": "openvino", "scheme": "int4_sym", "group_size": 128}
    assert {"openvino", "nncf"} <= set(manifest["versions"])
    assert manifest["revision"] is None
    assert lines[-1] == f"done: {out}"
    assert not out.with_name(out.name + ".part").exists()
    # The tokenizer is the base's own, byte for byte.
    assert sha256(out / "tokenizer.json") == sha256(tiny_neox.base / "tokenizer.json")


def test_command_line_makes_gguf(tiny_neox: TinyNeox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "g"
    assert main(["convert", str(tiny_neox.base), "--to", "gguf", "--out", str(out), "--scheme", "q8_0"]) == 0
    assert (out / "model-q8_0.gguf").read_bytes()[:4] == b"GGUF"
    assert "tensor 28 of 28" in capsys.readouterr().out


def test_command_line_explains_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(tmp_path), "--to", "openvino", "--out", str(tmp_path / "o")]) == 1
    assert "[model.missing]" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    "plan", [Plan(Target.OPENVINO, "q4_0"), Plan(Target.GGUF, "int4_sym"), Plan(Target.OPENVINO, "int4_sym", 96)]
)
def test_settings_that_are_impossible(plan: Plan, tiny_neox: TinyNeox, tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        convert(tiny_neox.base, tmp_path / "out", plan, lambda _: None)
    assert list(tmp_path.glob("out*")) == []


def test_nothing_is_overwritten(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "precious.txt").write_text("내 글", encoding="utf-8")
    with pytest.raises(ModelError, match="not empty"):
        convert(tiny_neox.base, out, INT4, lambda _: None)
    assert (out / "precious.txt").read_text(encoding="utf-8") == "내 글"
    (out / "precious.txt").unlink()
    convert(tiny_neox.base, out, Plan(Target.GGUF, "f16"), lambda _: None)  # an empty folder is fine


def test_a_full_disk_is_told_before_and_during(
    tiny_neox: TinyNeox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> dict[str, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("training.gguf_neox.write_gguf", full)
    with pytest.raises(DiskFull):
        convert(tiny_neox.base, tmp_path / "out", Plan(Target.GGUF, "f16"), lambda _: None)
    usage: Any = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(DiskFull) as caught:
        convert(tiny_neox.base, tmp_path / "out", INT4, lambda _: None)
    assert caught.value.context["available"] == 1000
    assert list(tmp_path.glob("out*")) == []


def test_a_run_that_was_killed_does_not_stand_in_the_way(tiny_neox: TinyNeox, tmp_path: Path) -> None:
    left = tmp_path / "out.part"
    left.mkdir()
    (left / "openvino_model.bin").write_bytes(b"half")
    convert(tiny_neox.base, tmp_path / "out", Plan(Target.GGUF, "f16"), lambda _: None)
    assert not left.exists()


def test_not_a_model_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        convert(tmp_path / "없음", tmp_path / "out", INT4, lambda _: None)
