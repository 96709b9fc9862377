"""What the notebook's cells are made of: a base fetched and checked, values set in a config, losses drawn."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.errors import DownloadFailed, ModelDamaged
from tests.fakes.stub_hub import StubHub
from training.colab.fetching import fetch_base
from training.colab.losses import losses_svg, read_metrics
from training.colab.settings import rewritten
from training.config import parse_config
from training.presets import preset_names, read_preset

REPO = "test/base"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubHub]:
    """With a base in two shards, and a pickle that nobody may fetch."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    shards = {"model-00001-of-00002.safetensors": b"a" * 3000, "model-00002-of-00002.safetensors": b"b" * 3000}
    index = {"metadata": {}, "weight_map": {"one": min(shards), "two": max(shards), "three": max(shards)}}
    files = {
        "config.json": b"{}",
        "tokenizer.json": b"{}",
        "model.safetensors.index.json": json.dumps(index).encode(),
        "pytorch_model.bin": b"pickle",
        **shards,
    }
    with StubHub(files={REPO: files}).serving() as stub:
        monkeypatch.setenv("HF_ENDPOINT", stub.url)
        yield stub


def fetched(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_a_base_is_fetched_whole_and_nothing_else(hub: StubHub, tmp_path: Path) -> None:
    said: list[str] = []

    folder = fetch_base(REPO, hub.revision, tmp_path / "base", said.append)

    assert fetched(folder) == hub.files[REPO].keys() - {"pytorch_model.bin"}
    assert (folder / "model-00002-of-00002.safetensors").read_bytes() == b"b" * 3000
    assert len(said) == 5
    asked = len(hub.gets)
    fetch_base(REPO, hub.revision, folder, said.append)
    assert len(hub.gets) == asked, "what is there is not fetched again"


def test_a_flipped_byte_is_found_and_fetched_anew(hub: StubHub, tmp_path: Path) -> None:
    name = "model-00002-of-00002.safetensors"
    whole = hub.files[REPO][name]
    folder = tmp_path / "base"
    fetch_base(REPO, hub.revision, folder, lambda _line: None)
    (folder / name).write_bytes(whole[:7] + b"X" + whole[8:])

    with pytest.raises(ModelDamaged) as caught:
        fetch_base(REPO, hub.revision, folder, lambda _line: None)

    assert caught.value.context["file"] == name
    assert name not in fetched(folder)
    fetch_base(REPO, hub.revision, folder, lambda _line: None)
    assert (folder / name).read_bytes() == whole


@pytest.mark.parametrize("revision", ["1" * 40, "main"])
def test_a_commit_that_is_not_there(hub: StubHub, tmp_path: Path, revision: str) -> None:
    with pytest.raises(DownloadFailed) as caught:
        fetch_base(REPO, revision, tmp_path / "base", lambda _line: None)

    assert caught.value.context["reasons"] == "hub: http_404"


def test_no_hub(hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    with pytest.raises(DownloadFailed) as caught:
        fetch_base(REPO, hub.revision, tmp_path / "base", lambda _line: None)

    assert caught.value.context["reasons"] == "hub: no_connection"


@pytest.mark.parametrize("preset", preset_names())
def test_values_of_every_preset_can_be_set(preset: str) -> None:
    text = read_preset(preset)
    values = {"base.repo": "a/b", "base.path": '이름 "둘"', "data.folder": "/자료", "saving.mirror": "/드라이브"}

    config = parse_config(rewritten(text, values), preset)

    assert (config.base.repo, config.base.path) == ("a/b", '이름 "둘"')
    assert (config.data.folder, config.saving.mirror) == ("/자료", "/드라이브")
    assert config.batch == parse_config(text, preset).batch
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in rewritten(text, values).splitlines() if line.startswith("#")
    ]


def test_a_value_that_is_not_there_yet_is_added() -> None:
    assert rewritten("[base]\nrank = 1\n[lora]\n", {"base.path": "a"}) == '[base]\npath = "a"\nrank = 1\n[lora]\n'
    assert rewritten('note = "path = 1"\n', {"saving.mirror": ""}) == 'note = "path = 1"\n[saving]\nmirror = ""\n'


def test_losses_are_drawn_where_they_belong(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    rows = [{"step": step, "loss": 4.0 - step / 10} for step in range(1, 21)] + [{"step": 20, "eval_loss": 1.5}]
    rows.insert(5, {"step": 5, "loss": float("nan")})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"step": 21, "lo', encoding="utf-8")

    found = read_metrics(path)
    drawn = ElementTree.fromstring(losses_svg(found))

    space = "{http://www.w3.org/2000/svg}"
    train = next(one for one in drawn.iter(f"{space}polyline") if one.get("class") == "train")
    places = [tuple(map(float, point.split(","))) for point in (train.get("points") or "").split()]
    assert len(found) == 22
    assert len(places) == 20
    assert places == sorted(places), "to the right, and down as the loss falls"
    held = [one for one in drawn.iter(f"{space}circle") if float(one.get("cy") or 0) > 20]
    assert [float(one.get("cy") or 0) > places[-1][1] for one in held] == [True]


def test_nothing_to_draw_yet(tmp_path: Path) -> None:
    assert read_metrics(tmp_path / "none.jsonl") == []
    assert "아직" in losses_svg([])
    ElementTree.fromstring(losses_svg([{"step": 1, "loss": 2.0}]))
