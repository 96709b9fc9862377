"""Reading a hub folder tensor by tensor, and what is said about one that is not whole."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelDamaged, ModelMissing
from tests.fakes.random_neox import Size, write_base
from training.hub_folder import HubFolder

SMALL = Size(hidden=64, layers=1, heads=2, inner=128, rows=30_080)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    write_base(tmp_path / "모델 폴더", SMALL)
    return tmp_path / "모델 폴더"


@pytest.mark.needs_torch
def test_tensors_are_those_in_the_shards(base: Path) -> None:
    from safetensors.numpy import load_file

    folder = HubFolder(base)
    shards = sorted(base.glob("model-*.safetensors"))
    assert len(shards) == 3
    count = 0
    for shard in shards:
        for name, expected in load_file(shard).items():
            assert name in folder
            found = folder.tensor(name, expected.shape)
            assert found.dtype == np.float16
            assert np.array_equal(found, expected)
            count += 1
    assert count == 16
    assert folder.weight_bytes == sum(shard.stat().st_size for shard in shards)
    assert folder.revision is None
    commit = base.rename(base.parent / ("5" * 40))
    assert HubFolder(commit).revision == "5" * 40


@pytest.mark.needs_torch
def test_bfloat16_is_widened(tmp_path: Path, base: Path) -> None:
    import torch
    from safetensors.torch import save_file

    for shard in base.glob("model*"):
        shard.unlink()
    values = torch.randn(4, 6).to(torch.bfloat16)
    save_file({"w": values}, base / "model.safetensors")
    found = HubFolder(base).tensor("w", (4, 6))
    assert np.array_equal(found, values.float().numpy())


@pytest.mark.needs_torch
def test_wrong_shape_and_absent_tensor(base: Path) -> None:
    folder = HubFolder(base)
    with pytest.raises(ModelDamaged) as caught:
        folder.tensor("embed_out.weight", (30_080, 65))
    assert caught.value.context["found"] == "(30080, 64)"
    with pytest.raises(ModelDamaged, match="no tensor"):
        folder.tensor("gpt_neox.layers.7.attention.dense.weight", (64, 64))


@pytest.mark.needs_torch
@pytest.mark.parametrize("name", ["model-00002-of-00003.safetensors", "config.json", "tokenizer.json"])
def test_a_file_that_is_cut_off(base: Path, name: str) -> None:
    file = base / name
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(ModelDamaged) as caught:
        HubFolder(base)
    assert caught.value.context["file"] == name


def test_a_shard_that_is_absent_and_folders_that_are_no_models(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no config"):
        HubFolder(tmp_path)
    with pytest.raises(ModelMissing, match="no config"):
        HubFolder(tmp_path / "없음")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelMissing, match="tokenizer"):
        HubFolder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelMissing, match="no safetensors"):
        HubFolder(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelMissing, match="never opened"):
        HubFolder(tmp_path)
    index = {"weight_map": {"w": "model-00001-of-00001.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelDamaged):
        HubFolder(tmp_path)
