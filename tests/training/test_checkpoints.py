"""A checkpoint that was cut off anywhere is never taken for one, and the one before is found."""

import shutil
from pathlib import Path

import pytest

from training.checkpoints import MANIFEST, is_whole, mirror, newest, newest_of, prune, replace_folder, seal


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def make(folder: Path, step: int, *, sealed: bool = True) -> Path:
    path = folder / f"checkpoint-{step}"
    path.mkdir(parents=True)
    (path / "adapter_model.safetensors").write_bytes(bytes([step % 256]) * 1000)
    (path / "optimizer.pt").write_bytes(bytes([step % 7]) * 3000)
    if sealed:
        seal(path, {"step": step})
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_newest_by_number_is_found(place: Path) -> None:
    for step in (8, 100, 20):
        make(place, step)

    found = newest(place)

    assert found is not None
    assert found.step == 100


@pytest.mark.parametrize(
    "damage", ["no manifest", "half a manifest", "shorter", "longer", "a flipped bit", "a file gone"]
)
def test_a_torn_one_is_put_aside_and_the_one_before_is_taken(damage: str, place: Path) -> None:
    make(place, 10)
    torn = make(place, 20, sealed=damage != "no manifest")
    weights = torn / "adapter_model.safetensors"
    data = weights.read_bytes()
    match damage:
        case "half a manifest":
            (torn / MANIFEST).write_text((torn / MANIFEST).read_text(encoding="utf-8")[:60], encoding="utf-8")
        case "shorter":
            weights.write_bytes(data[:500])
        case "longer":
            weights.write_bytes(data + b"x")
        case "a flipped bit":
            weights.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        case "a file gone":
            (torn / "optimizer.pt").unlink()

    found = newest(place)

    assert found is not None
    assert found.step == 10
    assert names(place) == {"checkpoint-10", "broken-checkpoint-20"}


def test_one_that_breaks_twice_keeps_both(place: Path) -> None:
    for _ in range(2):
        make(place, 20, sealed=False)
        assert newest(place) is None

    assert names(place) == {"broken-checkpoint-20", "broken-checkpoint-20-2"}


def test_a_mounted_folder_gets_a_copy_and_gives_it_back(place: Path) -> None:
    local, drive = place / "local", place / "내 드라이브"
    for step in (1, 2, 3):
        assert mirror(make(local, step), drive, keep=2)
    shutil.rmtree(local)  # a new session: the disk is gone

    found = newest_of(local, drive)

    assert names(drive) == {"checkpoint-2", "checkpoint-3"}
    assert found is not None
    assert found.path == local / "checkpoint-3"
    assert is_whole(found.path)


def test_a_copy_that_was_cut_off_is_no_checkpoint(place: Path) -> None:
    local, drive = place / "local", place / "drive"
    mirror(make(local, 1), drive, keep=2)
    half = drive / "tmp-checkpoint-2"
    half.mkdir()
    (half / "adapter_model.safetensors").write_bytes(b"half")
    shutil.rmtree(local)

    found = newest_of(local, drive)

    assert found is not None
    assert found.step == 1
    mirror(make(local, 3), drive, keep=2)
    assert names(drive) == {"checkpoint-1", "checkpoint-3"}


def test_what_is_here_goes_before_an_older_copy(place: Path) -> None:
    local, drive = place / "local", place / "drive"
    mirror(make(local, 1), drive, keep=2)
    make(local, 5)

    found = newest_of(local, drive)

    assert found is not None
    assert found.path == local / "checkpoint-5"
    assert newest_of(place / "none", place / "neither") is None


def test_a_mounted_folder_that_is_gone_does_not_end_the_run(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    (place / "drive").write_text("a file where the folder was", encoding="utf-8")

    assert not mirror(make(place / "local", 1), place / "drive" / "x", keep=2)
    assert "failed" in caplog.text


def test_old_ones_go_and_torn_ones_do_not_count(place: Path) -> None:
    for step in (1, 2, 3):
        make(place, step)
    make(place, 4, sealed=False)

    prune(place, 2)

    assert names(place) == {"checkpoint-2", "checkpoint-3", "checkpoint-4"}


def test_a_folder_is_replaced_whole(place: Path) -> None:
    for name in ("fresh", "best"):
        (place / name).mkdir()
        (place / name / "which").write_text(name, encoding="utf-8")

    replace_folder(place / "fresh", place / "best")

    assert names(place) == {"best"}
    assert (place / "best" / "which").read_text(encoding="utf-8") == "fresh"
