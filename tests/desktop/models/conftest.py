"""A small model in a catalogue of its own, on a hub on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.models.catalog import ModelEntry
from core.settings import Settings
from desktop.models.library import ModelLibrary
from desktop.models.page import ModelsPage
from desktop.preferences import Preferences
from desktop.theme import Theme
from tests.fakes.model_files import GGUF, REPO, catalog_text, entry, gguf_bytes, pinned
from tests.fakes.models_cli import argv
from tests.fakes.stub_hub import StubHub

DATA = gguf_bytes(300_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StubHub]:
    with StubHub().serving() as stub:
        stub.files[REPO] = {GGUF: DATA}
        monkeypatch.setenv("HF_ENDPOINT", stub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield stub


class Shelves:
    """The models page over a real store, with a catalogue of one model."""

    def __init__(self, qtbot: QtBot, theme: Theme, catalog: Path, model: ModelEntry) -> None:
        self.qtbot = qtbot
        self.model = model
        self.preferences = Preferences(Settings())
        self.library = ModelLibrary(catalog=catalog)
        self.page = ModelsPage(theme, self.library, self.preferences, jobs_argv=argv("--catalog", str(catalog)))
        self.said: list[str] = []
        self.page.said.connect(self.said.append)
        self.page.resize(900, 800)
        qtbot.addWidget(self.page)
        with qtbot.waitSignal(self.library.changed, timeout=10_000):
            self.page.show()

    def refresh(self) -> None:
        with self.qtbot.waitSignal(self.library.changed, timeout=10_000):
            self.library.refresh()

    def close(self) -> None:
        self.page.close_jobs()
        self.library.close()


@pytest.fixture
def model() -> ModelEntry:
    return entry(pinned(GGUF, DATA), trial=True)


@pytest.fixture
def shelves(qtbot: QtBot, theme: Theme, tmp_path: Path, model: ModelEntry) -> Iterator[Shelves]:
    catalog = tmp_path / "models.toml"
    catalog.write_text(catalog_text(model), encoding="utf-8")
    made = Shelves(qtbot, theme, catalog, model)
    yield made
    made.close()
