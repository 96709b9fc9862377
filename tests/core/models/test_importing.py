"""Models from files and folders: the catalogue's, the user's own, and what is none."""

import json
import os
import shutil
from pathlib import Path

import pytest

from core.errors import ModelDamaged, ModelMissing, ModelUnpinned, NoRoomForModel
from core.models.catalog import Catalog, ModelEntry, ModelFile
from core.models.importing import import_path
from core.models.progress import Progress, Stage
from core.models.store import InstalledModel, find_entry, installed, model_folder, user_entries
from core.paths import models_dir
from tests.fakes.model_files import GGUF, SHAPE, entry, gguf_bytes, pinned

DATA = gguf_bytes(60_000)
OTHER = gguf_bytes(70_000, seed=2)
KNOWN = entry(pinned(GGUF, DATA))
CATALOG = Catalog((KNOWN, entry(ModelFile("a.xml"), id="unpinned")))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user's, outside the program's."""
    folder = tmp_path / "받은 파일"
    folder.mkdir()
    return folder


def bring(path: Path, model_id: str | None = None) -> InstalledModel:
    model = import_path(path, CATALOG, model_id)
    assert model is not None
    return model


def test_a_known_file_becomes_the_catalogue_model_whatever_it_is_called(outside: Path) -> None:
    file = outside / "내 모델 (1).gguf"
    file.write_bytes(DATA)

    model = bring(file)

    assert (model.entry, model.source) == (KNOWN, "import")
    assert model.path == model_folder("tiny") / GGUF
    assert file.read_bytes() == DATA
    assert installed(KNOWN) == model


def test_an_unknown_file_becomes_a_model_of_the_user(outside: Path) -> None:
    file = outside / "내 모델.gguf"
    file.write_bytes(OTHER)
    told: list[Progress] = []

    model = import_path(file, CATALOG, report=told.append)

    assert model is not None
    mine = model.entry
    assert (mine.id, mine.backend, mine.prompt_format) == ("user:내 모델", "llama_cpp", "chatml")
    assert (mine.architecture, mine.context_length, mine.name) == ("qwen2", 2048, "작은 모델")
    assert mine.shape is not None
    assert (mine.shape.layers, mine.shape.hidden, mine.shape.key_value) == (SHAPE.layers, SHAPE.hidden, 4)
    assert mine.memory_bytes > len(OTHER)
    assert model.path.read_bytes() == OTHER
    assert user_entries() == (mine,)
    assert find_entry("user:내 모델", CATALOG) == mine
    assert (told[-1].stage, told[-1].done) == (Stage.COPYING, len(OTHER))


def test_a_name_can_be_chosen_and_is_never_taken_from_another_model(outside: Path) -> None:
    file = outside / "a.gguf"
    file.write_bytes(OTHER)

    ids = [bring(file, "첨삭: 시험").entry.id for _ in range(2)]

    assert ids == ["user:첨삭 시험", "user:첨삭 시험 2"]
    assert len(user_entries()) == 2


def test_the_wrong_file_for_a_catalogue_model_is_refused(outside: Path) -> None:
    file = outside / GGUF
    file.write_bytes(OTHER)

    with pytest.raises(ModelDamaged) as wrong:
        bring(file, "tiny")

    assert wrong.value.context["expected"] == KNOWN.files[0].sha256
    assert installed(KNOWN) is None
    assert not (models_dir() / "importing").exists()


def test_an_unpinned_model_cannot_be_imported_by_its_id(outside: Path) -> None:
    with pytest.raises(ModelUnpinned):
        bring(outside, "unpinned")


def test_a_link_is_followed_and_the_bytes_are_copied(outside: Path) -> None:
    real = outside / "진짜.gguf"
    real.write_bytes(DATA)
    link = outside / "link.gguf"
    link.symlink_to(real)

    model = bring(link)

    assert not model.path.is_symlink()
    real.unlink()
    assert model.path.read_bytes() == DATA


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="this system has no second volume to copy from")
def test_a_file_on_another_volume_is_copied(outside: Path) -> None:
    folder = Path("/dev/shm") / f"cheomsak-{os.getpid()}"
    folder.mkdir()
    try:
        (folder / "x.gguf").write_bytes(DATA)
        assert bring(folder / "x.gguf").path.read_bytes() == DATA
    finally:
        shutil.rmtree(folder)


def test_a_cancelled_import_leaves_nothing(outside: Path) -> None:
    (outside / "a.gguf").write_bytes(OTHER)

    assert import_path(outside / "a.gguf", CATALOG, cancelled=lambda: True) is None
    assert user_entries() == ()
    assert not (models_dir() / "importing").exists()


def test_what_an_import_that_was_killed_left_is_cleared_by_the_next(outside: Path) -> None:
    stale = models_dir() / "importing" / "half.gguf"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(OTHER[:100])
    (outside / "a.gguf").write_bytes(DATA)

    bring(outside / "a.gguf")

    assert not stale.exists()


def test_a_folder_with_one_gguf_is_that_file(outside: Path) -> None:
    (outside / "README.md").write_text("읽어 보세요", encoding="utf-8")
    (outside / "model.gguf").write_bytes(DATA)

    assert bring(outside).entry == KNOWN


def test_a_hugging_face_folder(outside: Path) -> None:
    config = {"model_type": "gpt_neox", "max_position_embeddings": 2048, "hidden_size": 8, "num_hidden_layers": 2}
    config |= {"intermediate_size": 32, "num_attention_heads": 2}
    (outside / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (outside / "tokenizer.json").write_text("{}", encoding="utf-8")
    (outside / "generation_config.json").write_text("{}", encoding="utf-8")  # same bytes as the tokenizer
    (outside / "model.safetensors").write_bytes(b"weights")
    (outside / "pytorch_model.bin").write_bytes(b"pickle")

    model = bring(outside)

    assert (model.entry.id, model.entry.backend, model.entry.prompt_format) == (
        "user:받은 파일",
        "transformers",
        "plain",
    )
    assert model.entry.shape == SHAPE
    assert (model.path / "tokenizer.json").read_bytes() == (model.path / "generation_config.json").read_bytes()
    assert not (model.path / "pytorch_model.bin").exists()


def test_an_openvino_folder(outside: Path) -> None:
    (outside / "openvino_model.xml").write_text("<net/>", encoding="utf-8")
    (outside / "openvino_model.bin").write_bytes(b"numbers")
    (outside / "config.json").write_text('{"model_type": "gpt_neox"}', encoding="utf-8")
    (outside / "tokenizer.json").write_text("{}", encoding="utf-8")

    model = bring(outside, "변환한 모델")

    assert (model.entry.id, model.entry.backend, model.entry.shape) == ("user:변환한 모델", "openvino", None)
    assert model.path == model_folder("user:변환한 모델")
    assert (model.path / "openvino_model.bin").exists()


def test_a_folder_of_a_catalogue_model(outside: Path) -> None:
    files = {"one.xml": b"<1/>", "two.json": b"{}"}
    known = entry(*(pinned(name, data) for name, data in files.items()), backend="openvino")
    for name, data in files.items():
        (outside / name).write_bytes(data)

    model = import_path(outside, Catalog((known,)))

    assert model is not None
    assert model.entry == known


@pytest.mark.parametrize("cut", [b"", b"GGU", b"GGUF\x03", DATA[:120]])
def test_what_is_no_whole_gguf_is_refused(outside: Path, cut: bytes) -> None:
    (outside / "a.gguf").write_bytes(cut)

    with pytest.raises(ModelDamaged):
        bring(outside / "a.gguf")
    assert user_entries() == ()


def test_nothing_there(outside: Path) -> None:
    with pytest.raises(ModelMissing):
        bring(outside / "없는 파일.gguf")
    with pytest.raises(ModelMissing):
        bring(outside)


def test_a_full_disk_is_seen_before_copying(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (outside / "a.gguf").write_bytes(DATA)
    usage = shutil.disk_usage(outside)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    with pytest.raises(NoRoomForModel) as full:
        bring(outside / "a.gguf")
    assert full.value.context["free"] == 10


def test_an_imported_model_takes_the_place_of_a_half_download(outside: Path) -> None:
    part = model_folder("tiny") / f"{GGUF}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(DATA[:10])
    (outside / "a.gguf").write_bytes(DATA)

    bring(outside / "a.gguf")

    assert not part.exists()


def test_a_model_of_the_user_is_an_entry_like_others(outside: Path) -> None:
    (outside / "a.gguf").write_bytes(OTHER)
    mine: ModelEntry = bring(outside / "a.gguf").entry

    assert mine.of_user
    assert not mine.available
    assert mine.size == len(OTHER)
