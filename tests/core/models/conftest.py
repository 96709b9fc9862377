"""A hub on loopback for every test that asks for one; no token of the person who runs the tests is ever used."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models import adapters
from tests.fakes.stub_hub import StubHub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StubHub]:
    with StubHub().serving() as stub:
        monkeypatch.setenv("HF_ENDPOINT", stub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
        yield stub


@pytest.fixture(autouse=True)
def nothing_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the adapters that a test installs are there; what ships has a test of its own."""
    monkeypatch.setattr(adapters, "resources_dir", lambda: tmp_path / "nothing ships")
