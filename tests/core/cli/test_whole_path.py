"""From a hub folder to a critique in the history, through the commands that people type."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.paths import app_db
from core.storage.database import AppDatabase
from tests.fakes.tiny_models import write_tiny_adapter, write_tiny_gguf
from tests.fakes.tiny_neox import TinyNeox, tiny_neox

__all__ = ["tiny_neox"]

ANSWER = "폐기 상품을 주 40개에서 12개로 줄였습니다. 그 경험을 살리겠습니다."


@pytest.fixture
def essay(tmp_path: Path) -> Path:
    path = tmp_path / "내 답변.txt"
    path.write_text(ANSWER, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ), timeout=250)
    assert done.returncode == 0, done.stderr
    return done.stdout


def replies() -> list[tuple[str | None, str]]:
    """(adapter, reply as the model wrote it), the oldest first."""
    with AppDatabase.open(app_db(), read_only=True) as database:
        ids = [summary.id for summary in reversed(database.critiques.list())]
        return [(record.summary.adapter_id, record.raw) for record in map(database.critiques.get, ids)]


def test_an_adapter_changes_what_the_same_model_says(essay: Path, tmp_path: Path) -> None:
    model = write_tiny_gguf(tmp_path / "작은 모델.gguf", context=8192)
    adapter = write_tiny_adapter(tmp_path / "내 어댑터")

    for chosen in ((), ("--adapter", adapter)):
        run("core", "critique", essay, "--model", model, "--json", *chosen)

    (off, without), (on, with_adapter) = replies()
    assert (off, on) == (None, "내 어댑터")
    assert without
    assert with_adapter != without


@pytest.mark.slow
@pytest.mark.needs_torch
def test_a_hub_folder_is_converted_imported_and_critiques_with_its_adapter(
    tiny_neox: TinyNeox, essay: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "변환한 모델"
    run("training", "convert", tiny_neox.base, "--to", "openvino", "--out", folder)
    run("core", "models", "import", folder)
    essay.write_text("폐기를 줄였습니다.", encoding="utf-8")

    said = run("core", "critique", essay, "--model", "user:변환한 모델", "--adapter", tiny_neox.adapter, "--json")

    told = json.loads(said)
    assert told["settings"]["backend"] == "openvino"
    assert told["adapter"] == "adapter"
    assert told["state"] == "done"
    assert replies()[0][0] == "adapter"
