"""Which adapter a critique in the terminal uses: the recommended one, the user's choice, one that is named, or none."""

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from core import settings
from core.cli import critique, critique_input
from core.errors import AdapterMismatch, AdapterMissing
from core.models import adapter_promotion, adapters, catalog
from core.models.adapter_promotion import NO_ADAPTER
from core.models.adapters import AdapterInfo
from core.models.importing import import_path
from tests.fakes.adapter_packages import write_package
from tests.fakes.model_files import GGUF, catalog_text, entry, gguf_bytes, pinned

DATA = gguf_bytes(20_000)
MODEL = entry(pinned(GGUF, DATA))


@pytest.fixture
def essay(tmp_path: Path) -> Path:
    path = tmp_path / "글.txt"
    path.write_text("재고를 주 12개로 줄였습니다. 매사에 최선을 다했습니다.", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny model, installed from a catalogue of its own."""
    path = tmp_path / "models.toml"
    path.write_text(catalog_text(MODEL), encoding="utf-8")
    monkeypatch.setattr(catalog, "catalog_path", lambda: path)
    (tmp_path / GGUF).write_bytes(DATA)
    assert import_path(tmp_path / GGUF, catalog.load_catalog()) is not None


@pytest.fixture
def first(tmp_path: Path) -> AdapterInfo:
    return adapters.install(write_package(tmp_path / "first"), MODEL)


def used(essay: Path, *words: str) -> str | None:
    """The name of the adapter that `critique` would use."""
    parser = argparse.ArgumentParser()
    critique.add_parser(parser.add_subparsers())
    job = critique_input.read_job(parser.parse_args(["critique", str(essay), *words]))
    return job.adapter.id if job.adapter else None


def test_the_recommended_one_unless_the_user_chose(essay: Path, first: AdapterInfo, tmp_path: Path) -> None:
    second = adapters.install(write_package(tmp_path / "second", rows=2, version="2"), MODEL)
    assert used(essay) is None

    adapter_promotion.promote(first)
    assert used(essay) == first.id
    assert used(essay, "--model", "tiny") == first.id
    assert used(essay, "--no-adapter") is None
    assert used(essay, "--adapter", second.id) == second.id

    settings.save(replace(settings.load()[0], adapter_id=second.id))
    assert used(essay) == second.id
    settings.save(replace(settings.load()[0], adapter_id=NO_ADAPTER))
    assert used(essay) is None
    assert used(essay, "--adapter", first.id) == first.id


def test_a_name_that_is_not_there_or_an_adapter_of_another_model(essay: Path, tmp_path: Path) -> None:
    other = write_package(tmp_path / "other", made_for=("someone/other", "b" * 40))

    with pytest.raises(AdapterMissing):
        used(essay, "--adapter", "none")
    with pytest.raises(AdapterMismatch):
        used(essay, "--adapter", str(other))


def test_an_adapter_and_none_cannot_both_be_asked_for(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        used(essay, "--adapter", "x", "--no-adapter")
    assert "--no-adapter" in capsys.readouterr().err
