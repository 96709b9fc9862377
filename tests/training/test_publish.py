"""A package to a folder and into a zip; and what must never leave this computer."""

import errno
import getpass
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from core.errors import AdapterUnsafe, DiskFull
from core.messages import sentence
from core.models.adapter_card import CARD
from core.models.adapter_files import CONFIG, WEIGHTS
from core.models.adapter_package import README, SUMS, TRAINING_IDS
from core.models.hashing import file_sha256
from tests.fakes.exported_package import edit, write_package
from training.__main__ import main
from training.package import open_package, seal, write_json
from training.package_errors import PackageInvalid, PublishFailed
from training.publish import publish
from training.splits import write_frozen


def told(_line: str) -> None:
    """Nobody listens."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_package(tmp_path / "꾸러미 하나").folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_folder_gets_every_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "메모리" / "받는 곳"

    assert main(["publish", str(folder), "--to", f"folder:{out}"]) == 0

    assert contents(out) == contents(folder)
    assert str(out) in capsys.readouterr().out
    with pytest.raises(PublishFailed) as caught:
        publish(folder, f"folder:{out}", told)
    assert caught.value.context["reason"] == "exists"


def test_the_same_package_gives_the_same_zip(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "copy"
    shutil.copytree(folder, again)
    for file in again.iterdir():
        os.utime(file, (1, 1))
        file.chmod(0o600)

    publish(folder, f"zip:{tmp_path / 'a.zip'}", told)
    publish(again, f"zip:{tmp_path / 'new' / 'b.zip'}", told)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "new" / "b.zip").read_bytes()
    with ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == sorted(contents(folder))
        assert {name: archive.read(name) for name in archive.namelist()} == contents(folder)
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_full_disk_leaves_nothing(kind: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(os, "fsync", full)
    before = set(tmp_path.iterdir())

    with pytest.raises(DiskFull):
        publish(folder, f"{kind}:{tmp_path / 'out'}", told)

    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("target", ["somewhere", "ftp:x", "zip:", ""])
def test_a_target_that_is_none(target: str, folder: Path) -> None:
    with pytest.raises(PublishFailed) as caught:
        publish(folder, target, told)

    assert caught.value.context["reason"] == "target"
    assert "hub:소유자/이름" in str(sentence(caught.value))


def spoiled_weights(folder: Path) -> None:
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / WEIGHTS).write_bytes(data)


def template_card(folder: Path) -> None:
    (folder / README).write_text("# Model Card for Model ID\n", encoding="utf-8")


def template_card_with_its_sum(folder: Path) -> None:
    template_card(folder)
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    lines = [line if not line.endswith(README) else f"{file_sha256(folder / README)}  {README}" for line in lines]
    (folder / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def stranger(folder: Path) -> None:
    (folder / "optimizer.pt").write_bytes(b"x")
    seal(folder)


def subfolder(folder: Path) -> None:
    (folder / "checkpoint-1").mkdir()


def without_ids(folder: Path) -> None:
    (folder / TRAINING_IDS).unlink()
    seal(folder)


def texts_as_ids(folder: Path) -> None:
    digest = write_frozen(folder / TRAINING_IDS, ["저는 어릴 때부터 성실했습니다."])
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    edit(folder / CARD, data={**card["data"], "train_ids_sha256": digest})


def other_weights(folder: Path) -> None:
    edit(folder / CARD, weights_sha256="0" * 64)


def other_base(folder: Path) -> None:
    edit(folder / CONFIG, revision="f" * 40)


def local_base(folder: Path) -> None:
    edit(folder / CONFIG, base_model_name_or_path="/content/base", revision=None)


def path_in_card(folder: Path) -> None:
    edit(folder / CARD, limits=["자료는 /home/someone/자료에 있습니다."])


def windows_path(folder: Path) -> None:
    edit(folder / CARD, limits=[r"C:\Users\someone\자료"])


def user_in_card(folder: Path) -> None:
    edit(folder / CARD, title=f"{getpass.getuser()}의 어댑터")


def an_essay(folder: Path) -> None:
    edit(folder / CARD, limits=["매장 관리 아르바이트를 하며 재고를 맞췄습니다. " * 20])


@pytest.mark.parametrize(
    ("change", "file", "reason"),
    [
        (spoiled_weights, WEIGHTS, "changed"),
        (template_card, README, "changed"),
        (template_card_with_its_sum, README, "card"),
        (stranger, "optimizer.pt", "unknown"),
        (subfolder, "checkpoint-1", "unknown"),
        (without_ids, TRAINING_IDS, "missing"),
        (texts_as_ids, TRAINING_IDS, "facts"),
        (other_weights, CARD, "facts"),
        (other_base, CARD, "facts"),
        (local_base, CARD, "facts"),
        (path_in_card, README, "private"),
        (windows_path, README, "private"),
        (user_in_card, CARD, "private"),
        (an_essay, CARD, "private"),
    ],
)
def test_what_does_not_leave(
    change: Callable[[Path], None], file: str, reason: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "hong_gildong")
    change(folder)
    out = folder.parent / "out"

    with pytest.raises(PackageInvalid) as caught:
        publish(folder, f"folder:{out}", told)

    assert (caught.value.context["file"], caught.value.context["reason"]) == (file, reason)
    assert not out.exists()


def test_a_pickle_is_called_one(folder: Path, tmp_path: Path) -> None:
    (folder / "adapter_model.bin").write_bytes(b"\x80\x04")

    with pytest.raises(AdapterUnsafe):
        publish(folder, f"folder:{tmp_path / 'out'}", told)


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    card = tmp_path / "elsewhere.json"
    (folder / CARD).rename(card)
    (folder / CARD).symlink_to(card)

    with pytest.raises(PackageInvalid):
        publish(folder, f"folder:{tmp_path / 'out'}", told)


@pytest.mark.parametrize(
    "changes", [{"run": {}}, {"base": []}, {"limits": None}, {"format": 2}, {"lora": {"rank": "many"}}], ids=str
)
def test_facts_that_are_of_another_kind(changes: dict[str, Any], folder: Path) -> None:
    before = file_sha256(folder / CARD) or ""
    write_json(folder / CARD, {**json.loads((folder / CARD).read_text(encoding="utf-8")), **changes})
    sums = (folder / SUMS).read_text(encoding="utf-8").replace(before, file_sha256(folder / CARD) or "")
    (folder / SUMS).write_text(sums, encoding="utf-8")

    with pytest.raises(PackageInvalid) as caught:
        open_package(folder)

    assert (caught.value.context["file"], caught.value.context["reason"]) == (CARD, "facts")


def test_errors_are_explained(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stranger(folder)

    assert main(["publish", str(folder), "--to", f"folder:{tmp_path / 'out'}"]) == 1

    error = capsys.readouterr().err
    assert "없어야 할 파일이 있습니다: optimizer.pt" in error
    assert "[training.package]" in error
