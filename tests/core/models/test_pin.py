"""Pinning reads what the hub has and writes it where it belongs, and nothing when something is missing."""

import hashlib
from pathlib import Path

import pytest

from core.errors import CatalogError, DownloadFailed
from core.models.catalog import ModelEntry, load_catalog
from core.models.download import download
from core.models.pin import pin, rewrite
from core.paths import resources_dir
from tests.fakes.model_files import REPO, catalog_text, entry, pinned
from tests.fakes.stub_hub import Fault, StubHub

FILES = {"config.json": b'{"small": 1}', "sub/model.safetensors": bytes(range(256)) * 40}


@pytest.fixture
def model(hub: StubHub) -> ModelEntry:
    hub.files[REPO] = dict(FILES)
    return entry(*(pinned(name, data) for name, data in FILES.items()), backend="transformers")


@pytest.fixture
def path(tmp_path: Path, model: ModelEntry) -> Path:
    """A catalogue with nothing pinned."""
    file = tmp_path / "목록.toml"
    file.write_text(catalog_text(model, pins=False), encoding="utf-8")
    return file


def test_every_file_is_pinned_and_comments_stay(hub: StubHub, path: Path, model: ModelEntry) -> None:
    before = load_catalog(path).entry("tiny")
    assert not before.available

    found = pin(before, path)

    after = load_catalog(path).entry("tiny")
    assert after.files == model.files
    assert after.available
    assert all(each.changed for each in found)
    assert path.read_text(encoding="utf-8").count("# 파일 하나") == 2
    # The small file was fetched and hashed; the large one's SHA-256 came from the API.
    assert [each.path.rpartition("/")[2] for each in hub.gets] == ["config.json"]
    assert download(after) is not None


def test_pinning_twice_changes_nothing(path: Path) -> None:
    pin(load_catalog(path).entry("tiny"), path)
    text = path.read_text(encoding="utf-8")

    found = pin(load_catalog(path).entry("tiny"), path)

    assert path.read_text(encoding="utf-8") == text
    assert not any(each.changed for each in found)


def test_offline_switches_do_not_break_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    assert len(pin(load_catalog(path).entry("tiny"), path)) == 2


def test_a_file_that_the_hub_does_not_have_stops_it(hub: StubHub, path: Path) -> None:
    del hub.files[REPO]["config.json"]
    text = path.read_text(encoding="utf-8")

    with pytest.raises(DownloadFailed) as failed:
        pin(load_catalog(path).entry("tiny"), path)

    assert failed.value.context["file"] == "config.json"
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("fault", "reason"), [(Fault(cut_after=3), "hub: cut"), (Fault(status=503), "hub: http_503")])
def test_a_small_file_that_does_not_arrive_stops_it(hub: StubHub, path: Path, fault: Fault, reason: str) -> None:
    hub.faults.append(fault)

    with pytest.raises(DownloadFailed) as failed:
        pin(load_catalog(path).entry("tiny"), path)
    assert failed.value.context["reasons"] == reason


def test_an_unknown_revision_is_said(hub: StubHub, path: Path) -> None:
    hub.revision = "f" * 40

    with pytest.raises(DownloadFailed) as failed:
        pin(load_catalog(path).entry("tiny"), path)
    assert failed.value.context["reasons"] == "hub: http_404"


def test_without_a_hub_source_there_is_nothing_to_read(path: Path) -> None:
    with pytest.raises(CatalogError):
        pin(load_catalog().entry("polyglot-ko-1.3b-int4"), path)


def test_the_shipped_catalogue_can_be_rewritten_in_one_entry_only() -> None:
    text = (resources_dir() / "models.toml").read_text(encoding="utf-8")
    base = load_catalog().entry("polyglot-ko-1.3b")
    files = {file.name: pinned(file.name, file.name.encode()) for file in base.files}

    edited = rewrite(text, "polyglot-ko-1.3b", files)

    assert edited.count("sha256 =") == text.count("sha256 =") + len(files) - 1  # the tokenizer's was there
    assert hashlib.sha256(b"tokenizer.json").hexdigest() in edited
    assert [line for line in edited.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    assert rewrite(text, "nobody", files) == text
