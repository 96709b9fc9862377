"""What counts as installed, checking again, and removing."""

import json
from pathlib import Path

import pytest

from core.errors import ModelBusy, ModelDamaged, ModelMissing
from core.models import manifest
from core.models.catalog import Catalog, ModelEntry
from core.models.lock import locked
from core.models.manifest import Manifest
from core.models.progress import Progress, Stage
from core.models.store import (
    find_entry,
    installed,
    lock_path,
    model_folder,
    model_path,
    partial_bytes,
    remove,
    verify,
)
from tests.fakes.model_files import GGUF, entry, gguf_bytes, pinned

DATA = gguf_bytes(50_000)


@pytest.fixture
def tiny() -> ModelEntry:
    """An installed model."""
    model = entry(pinned(GGUF, DATA))
    folder = model_folder(model.id)
    folder.mkdir(parents=True)
    (folder / GGUF).write_bytes(DATA)
    manifest.write(folder, Manifest(model.id, model.files, "hub", manifest.now()))
    return model


def test_a_model_lies_in_a_home_with_hangul(tiny: ModelEntry, home: Path) -> None:
    assert model_path(tiny) == home / "models" / "tiny" / GGUF


def test_files_without_a_manifest_are_no_model(tiny: ModelEntry) -> None:
    (model_folder(tiny.id) / manifest.NAME).unlink()

    assert installed(tiny) is None
    with pytest.raises(ModelMissing):
        model_path(tiny)


def test_a_shortened_file_is_damage(tiny: ModelEntry) -> None:
    (model_folder(tiny.id) / GGUF).write_bytes(DATA[:-1])

    with pytest.raises(ModelDamaged) as damaged:
        installed(tiny)
    assert damaged.value.context["found_bytes"] == len(DATA) - 1


def test_a_deleted_file_is_damage(tiny: ModelEntry) -> None:
    (model_folder(tiny.id) / GGUF).unlink()

    with pytest.raises(ModelDamaged):
        model_path(tiny)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "files": 3}'])
def test_an_unreadable_manifest_is_damage(tiny: ModelEntry, text: str) -> None:
    (model_folder(tiny.id) / manifest.NAME).write_text(text, encoding="utf-8")

    with pytest.raises(ModelDamaged):
        installed(tiny)


def test_other_files_than_the_catalogue_pins_now_are_not_this_model(tiny: ModelEntry) -> None:
    assert installed(entry(pinned(GGUF, b"newer"))) is None


def test_verify_reads_every_byte_and_tells(tiny: ModelEntry) -> None:
    told: list[Progress] = []

    assert verify(tiny, told.append) == installed(tiny)
    assert (told[-1].done, told[-1].stage) == (len(DATA), Stage.VERIFYING)


def test_verify_finds_a_flipped_byte_and_takes_the_model_out_of_use(tiny: ModelEntry) -> None:
    (model_folder(tiny.id) / GGUF).write_bytes(bytes([DATA[0] ^ 1]) + DATA[1:])
    assert installed(tiny) is not None  # a byte of the same length is seen by hashing only

    with pytest.raises(ModelDamaged) as damaged:
        verify(tiny)
    with pytest.raises(ModelDamaged):
        installed(tiny)
    assert damaged.value.context["expected"] == tiny.files[0].sha256


def test_verify_can_be_cancelled(tiny: ModelEntry) -> None:
    assert verify(tiny, cancelled=lambda: True) is None
    assert installed(tiny) is not None


def test_verify_of_what_is_not_here() -> None:
    with pytest.raises(ModelMissing):
        verify(entry(pinned(GGUF, DATA)))


def test_remove_frees_the_bytes(tiny: ModelEntry) -> None:
    assert remove(tiny) >= len(DATA)
    assert installed(tiny) is None
    with pytest.raises(ModelMissing):
        remove(tiny)


def test_remove_waits_for_nobody(tiny: ModelEntry) -> None:
    with locked(lock_path(tiny.id), tiny.id), pytest.raises(ModelBusy):
        remove(tiny)
    assert installed(tiny) is not None


def test_bytes_of_an_unfinished_download_are_counted(tiny: ModelEntry) -> None:
    assert partial_bytes(tiny) == 0
    remove(tiny)
    part = model_folder(tiny.id) / f"{GGUF}.part"
    part.parent.mkdir()
    part.write_bytes(b"12345")

    assert partial_bytes(tiny) == 5


def test_entries_are_found_by_id(tiny: ModelEntry) -> None:
    assert find_entry("tiny", Catalog((tiny,))) == tiny
    with pytest.raises(ModelMissing):
        find_entry("user:nobody", Catalog((tiny,)))


def test_the_manifest_says_what_was_checked(tiny: ModelEntry) -> None:
    data = json.loads((model_folder(tiny.id) / manifest.NAME).read_text(encoding="utf-8"))

    assert data["files"] == [{"name": GGUF, "size": len(DATA), "sha256": tiny.files[0].sha256}]
