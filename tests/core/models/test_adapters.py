"""Adapters: only the two PEFT files, only for their base, and never a pickle."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from core.errors import AdapterDamaged, AdapterMismatch, AdapterMissing, AdapterUnsafe, AdapterUnsupported
from core.models import adapters
from core.models.adapter_files import linear_layers
from core.models.catalog import load_catalog
from core.paths import adapters_dir
from tests.fakes.model_files import entry, pinned, write_adapter

BASE = entry(pinned("tiny.gguf", b"data"))
LAYER = "base_model.model.gpt_neox.layers.{n}.attention.query_key_value.lora_{side}.weight"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_adapter(tmp_path / "내 어댑터")


def test_an_adapter_says_what_it_is(folder: Path) -> None:
    info = adapters.inspect(folder, BASE)

    assert (info.id, info.model_id) == ("내 어댑터", "tiny")
    assert (info.content.rank, info.content.alpha) == (4, 8.0)
    assert info.content.modules == ("query_key_value",)
    assert len(info.sha256) == 64


def test_install_copies_two_files_and_nothing_else(folder: Path) -> None:
    (folder / "optimizer.pt").write_bytes(b"a trainer's state, never opened")
    (folder / "README.md").write_text("card", encoding="utf-8")

    info = adapters.install(folder, BASE)

    assert info.path == adapters_dir() / "내 어댑터"
    names = sorted(path.name for path in info.path.iterdir())
    assert names == ["adapter_config.json", "adapter_model.safetensors", "manifest.json"]
    assert adapters.list_installed() == (info,)
    assert adapters.verify(info.id) == info


def test_the_same_adapter_is_installed_once_and_another_gets_a_number(folder: Path, tmp_path: Path) -> None:
    first = adapters.install(folder, BASE)

    assert adapters.install(folder, BASE) == first
    other = write_adapter(tmp_path / "다른 곳" / "내 어댑터", lora_alpha=16)
    assert adapters.install(other, BASE).id == "내 어댑터 2"


def test_remove(folder: Path) -> None:
    info = adapters.install(folder, BASE)

    adapters.remove(info.id)

    assert adapters.list_installed() == ()
    with pytest.raises(AdapterMissing):
        adapters.remove(info.id)


@pytest.mark.parametrize("name", ["../models", "..", "", "없음"])
def test_names_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(AdapterMissing):
        adapters.remove(name)
    with pytest.raises(AdapterMissing):
        adapters.find(name)


class _Bomb:
    """A pickle that writes a file when it is opened."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


@pytest.mark.parametrize("name", ["adapter_model.bin", "adapter_model.pt", "weights.pkl", "adapter.ckpt", "x.PTH"])
def test_a_pickle_is_refused_without_being_opened(tmp_path: Path, name: str) -> None:
    folder, mark = tmp_path / "adapter", tmp_path / "opened"
    folder.mkdir()
    (folder / name).write_bytes(pickle.dumps(_Bomb(mark)))
    (folder / "adapter_config.json").write_text("{}", encoding="utf-8")

    for path in (folder, folder / name):
        with pytest.raises(AdapterUnsafe):
            adapters.inspect(path, BASE)
    assert not mark.exists()


def test_a_pickle_beside_the_weights_of_the_same_name_is_refused(folder: Path) -> None:
    (folder / "adapter_model.bin").write_bytes(b"which of the two would be meant?")

    with pytest.raises(AdapterUnsafe):
        adapters.install(folder, BASE)


def test_nothing_there(tmp_path: Path) -> None:
    for path in (tmp_path / "없음", tmp_path):
        with pytest.raises(AdapterMissing):
            adapters.inspect(path, BASE)


@pytest.mark.parametrize("length", [0, 7, 9, 60, -1])
def test_a_cut_file_is_damaged(folder: Path, length: int) -> None:
    weights = folder / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:length])

    with pytest.raises(AdapterDamaged):
        adapters.inspect(folder, BASE)


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"{}",
        b"{",
        b"\xff\xfe",
        b'{"a": 1}',
        b'{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "Q4", "shape": [1], "data_offsets": [0, 4]}}',
        b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}',
        b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": "ab"}}',
    ],
)
def test_a_header_that_lies_is_damaged(folder: Path, header: bytes) -> None:
    data = len(header).to_bytes(8, "little") + header + bytes(4)
    (folder / "adapter_model.safetensors").write_bytes(data)

    with pytest.raises(AdapterDamaged):
        adapters.inspect(folder, BASE)


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"r": 0, "lora_alpha": 1}', '{"r": true, "lora_alpha": 1}'])
def test_a_config_without_a_rank_is_damaged(folder: Path, config: str) -> None:
    (folder / "adapter_config.json").write_text(config, encoding="utf-8")

    with pytest.raises(AdapterDamaged):
        adapters.inspect(folder, BASE)


@pytest.mark.parametrize("config", [{"base_model_name_or_path": "someone/else"}, {"revision": "b" * 40}])
def test_an_adapter_for_another_base(tmp_path: Path, config: dict[str, Any]) -> None:
    folder = write_adapter(tmp_path / "adapter", **config)

    with pytest.raises(AdapterMismatch) as mismatch:
        adapters.install(folder, BASE)
    assert {"adapter", "expected", "found"} <= mismatch.value.context.keys()
    assert adapters.list_installed() == ()


@pytest.mark.parametrize(
    "config", [{"peft_type": "IA3"}, {"use_dora": True}, {"modules_to_save": ["embed"]}, {"bias": "all"}]
)
def test_what_is_no_plain_lora_is_not_supported(tmp_path: Path, config: dict[str, Any]) -> None:
    with pytest.raises(AdapterUnsupported):
        adapters.install(write_adapter(tmp_path / "adapter", **config), BASE)


def test_tensors_that_are_not_of_linear_layers_are_not_supported(tmp_path: Path) -> None:
    tensors: dict[str, tuple[int, ...]] = {"m.embed.lora_embedding_A": (4, 8), "m.embed.lora_embedding_B": (8, 4)}

    with pytest.raises(AdapterUnsupported):
        adapters.inspect(write_adapter(tmp_path / "adapter", tensors=tensors), BASE)


@pytest.mark.parametrize(
    "config",
    [
        {"base_model_name_or_path": "Someone/Tiny", "revision": "a" * 40},
        {"base_model_name_or_path": "/content/drive/내 모델", "revision": None},
        {"base_model_name_or_path": None, "revision": "main"},
    ],
)
def test_a_path_or_a_branch_says_nothing_and_the_shapes_decide(tmp_path: Path, config: dict[str, Any]) -> None:
    assert adapters.inspect(write_adapter(tmp_path / "adapter", **config), BASE).content.rank == 4


@pytest.mark.parametrize(
    "tensors",
    [
        {LAYER.format(n=1, side="A"): (4, 16), LAYER.format(n=1, side="B"): (24, 4)},
        {LAYER.format(n=1, side="A"): (4, 8), LAYER.format(n=1, side="B"): (16, 4)},
        {LAYER.format(n=2, side="A"): (4, 8), LAYER.format(n=2, side="B"): (24, 4)},
        {"m.layers.0.q_proj.lora_A.weight": (4, 8), "m.layers.0.q_proj.lora_B.weight": (8, 4)},
    ],
    ids=["inputs", "outputs", "layers", "architecture"],
)
def test_shapes_that_do_not_fit_the_model(tmp_path: Path, tensors: dict[str, tuple[int, ...]]) -> None:
    folder = write_adapter(tmp_path / "adapter", tensors=tensors, base_model_name_or_path="/somewhere")

    with pytest.raises(AdapterMismatch):
        adapters.inspect(folder, BASE)


def test_half_a_pair_is_damaged(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "adapter", tensors={LAYER.format(n=0, side="A"): (4, 8)})

    with pytest.raises(AdapterDamaged):
        adapters.inspect(folder, BASE)


def test_an_installed_adapter_that_changed_is_found(folder: Path) -> None:
    info = adapters.install(folder, BASE)
    weights = info.path / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")

    with pytest.raises(AdapterDamaged):
        adapters.verify(info.id)


def test_a_broken_manifest_hides_the_adapter_and_says_why(folder: Path) -> None:
    info = adapters.install(folder, BASE)
    (info.path / "manifest.json").write_text("{", encoding="utf-8")

    assert adapters.list_installed() == ()
    with pytest.raises(AdapterDamaged):
        adapters.find(info.id)
    adapters.remove(info.id)


def test_the_numbers_of_the_catalogue_are_those_of_the_architectures() -> None:
    catalog = load_catalog()
    neox, qwen = catalog.entry("polyglot-ko-1.3b-int4"), catalog.entry("starter-0.5b")

    assert linear_layers(neox.architecture, neox.shape) == {
        "query_key_value": (2048, 6144),
        "dense": (2048, 2048),
        "dense_h_to_4h": (2048, 8192),
        "dense_4h_to_h": (8192, 2048),
    }
    layers = linear_layers(qwen.architecture, qwen.shape)
    assert layers is not None
    assert (layers["k_proj"], layers["down_proj"]) == ((896, 128), (4864, 896))
    assert linear_layers("mamba", neox.shape) is None


def test_the_manifest_has_a_hash_of_each_file(folder: Path) -> None:
    info = adapters.install(folder, BASE)

    files = json.loads((info.path / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert files["adapter_model.safetensors"] == info.sha256
    assert len(files["adapter_config.json"]) == 64
