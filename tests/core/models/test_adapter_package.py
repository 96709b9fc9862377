"""Packages: every listed file whole, nothing else with weights, and no zip that does what a zip should not."""

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.errors import AdapterDamaged, AdapterMismatch, AdapterSourceFailed, AdapterUnsafe, AppError
from core.models import adapters
from core.models.adapter_package import FILES, SUMS, read_package, unpack
from tests.fakes.adapter_packages import seal, write_package
from tests.fakes.model_files import entry, pinned

BASE = entry(pinned("tiny.gguf", b"data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_package(tmp_path / "꾸러미")


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path


def test_a_package_says_what_it_is_and_what_was_found(folder: Path) -> None:
    package = read_package(folder, BASE)

    assert (package.card.title, package.card.version, package.card.trained_on) == ("작은 첨삭 어댑터", "1", 180)
    assert package.card.limits == ("합격 여부를 예측하지 못합니다.",)
    assert package.evaluation is not None
    assert package.evaluation.measures["hygiene.parses"].value == 1.0
    assert package.evaluation.against["base:tiny"]["specificity.mrr"].below == 0.002
    assert set(package.sums) == set(FILES)


def test_an_evaluation_may_be_missing(tmp_path: Path) -> None:
    assert read_package(write_package(tmp_path / "p", evaluated=False), BASE).evaluation is None


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_changed_is_found(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[-2] ^= 1
    (folder / name).write_bytes(bytes(data))

    with pytest.raises(AdapterDamaged) as damage:
        read_package(folder, BASE)
    assert damage.value.context["file"] == name


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(AppError):
        read_package(folder, BASE)


def test_a_folder_without_sums_is_no_package(folder: Path) -> None:
    (folder / SUMS).unlink()

    with pytest.raises(AdapterSourceFailed) as failure:
        read_package(folder, BASE)
    assert failure.value.context["reason"] == "no_package"


@pytest.mark.parametrize("line", ["not a line", "0" * 64 + "  ../evil", "0" * 64 + "  model.gguf", "0" * 64 + " x"])
def test_a_line_that_no_package_has(folder: Path, line: str) -> None:
    (folder / SUMS).write_text((folder / SUMS).read_text(encoding="utf-8") + line + "\n", encoding="utf-8")

    with pytest.raises(AdapterDamaged):
        read_package(folder, BASE)


@pytest.mark.parametrize("name", ["other.safetensors", "adapter_model.bin", "x.pkl", "model.gguf", "a.PT"])
def test_weights_that_are_not_listed_are_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")

    with pytest.raises(AdapterUnsafe):
        read_package(folder, BASE)


def test_other_files_are_left_alone_and_not_installed(folder: Path) -> None:
    (folder / ".gitattributes").write_text("*.safetensors filter=lfs", encoding="utf-8")

    info = adapters.install(folder, BASE)

    assert info.id == "tiny-critique-v1"
    assert sorted(each.name for each in info.path.iterdir()) == sorted([*FILES, SUMS, "manifest.json"])
    assert info.card is not None
    assert info.title == "작은 첨삭 어댑터 1"
    assert adapters.verify(info.id) == info


@pytest.mark.parametrize(
    "change",
    [{"weights_sha256": "0" * 64}, {"base": {"repo": "someone/else", "revision": "a" * 40}}, {"limits": [3]}],
)
def test_a_card_that_contradicts_the_weights(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(AdapterDamaged):
        read_package(write_package(tmp_path / "p", **change), BASE)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', '{"format": 1}', "\xff", '{"format": 1, "form": 3}'])
def test_an_evaluation_that_cannot_be_read(folder: Path, text: str) -> None:
    (folder / "eval.json").write_text(text, encoding="latin-1")
    seal(folder)

    with pytest.raises(AdapterDamaged) as damage:
        read_package(folder, BASE)
    assert damage.value.context["file"] == "eval.json"


def test_a_package_for_another_model(tmp_path: Path) -> None:
    with pytest.raises(AdapterMismatch):
        adapters.install(write_package(tmp_path / "p", made_for=("someone/else", "b" * 40)), BASE)
    assert adapters.list_installed() == ()


def test_a_new_evaluation_of_installed_weights_takes_the_place_of_the_old_one(folder: Path, tmp_path: Path) -> None:
    before = adapters.install(write_package(tmp_path / "first", evaluated=False), BASE)
    assert before.evaluation is None

    after = adapters.install(folder, BASE)

    assert (after.id, after.sha256) == (before.id, before.sha256)
    assert after.evaluation is not None
    assert adapters.verify(after.id) == after
    assert adapters.list_installed() == (after,)


def test_a_card_of_an_installed_package_that_changed_is_found(folder: Path) -> None:
    info = adapters.install(folder, BASE)
    card = json.loads((info.path / "card.json").read_text(encoding="utf-8"))
    (info.path / "card.json").write_text(json.dumps({**card, "title": "다른 이름"}), encoding="utf-8")

    with pytest.raises(AdapterDamaged):
        adapters.verify(info.id)


def test_a_zip_gives_its_files(folder: Path, tmp_path: Path) -> None:
    size = unpack(zipped(folder, tmp_path / "p.zip"), tmp_path / "out")

    assert read_package(tmp_path / "out", BASE) == read_package(folder, BASE)
    assert size == sum(each.stat().st_size for each in folder.iterdir())


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil", "a/card.json", "C:\\evil", ".hidden", "x.pkl", "run.py"])
def test_a_zip_with_a_name_that_does_not_belong_is_refused_before_anything_is_written(
    folder: Path, tmp_path: Path, name: str
) -> None:
    path = zipped(folder, tmp_path / "p.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, b"x")

    with pytest.raises(AdapterUnsafe):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_link_in_a_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md").unlink()
    path = zipped(folder, tmp_path / "p.zip")
    link = zipfile.ZipInfo("README.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(AdapterUnsafe):
        unpack(path, tmp_path / "out")


def test_a_zip_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SHA256SUMS", "")
        with archive.open("README.md", "w") as member:
            for _ in range(20):
                member.write(bytes(1 << 20))

    assert path.stat().st_size < 100_000
    with pytest.raises(AdapterDamaged):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_zip_that_announces_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    """The size in the directory is made smaller by hand, as a bomb would."""
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SHA256SUMS", "")
        archive.writestr("README.md", bytes(100_000))
    data = path.read_bytes()
    path.write_bytes(data.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    with pytest.raises(AdapterSourceFailed):
        unpack(path, tmp_path / "out")
    assert (tmp_path / "out" / "README.md").stat().st_size <= 10


def test_what_is_no_zip(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"PK\x03\x04 and then nothing")
    for path, reason in ((tmp_path / "p.zip", "no_zip"), (tmp_path / "none.zip", "missing"), (tmp_path, "missing")):
        with pytest.raises(AdapterSourceFailed) as failure:
            unpack(path, tmp_path / "out")
        assert failure.value.context["reason"] == reason


def test_an_evaluation_counts_only_for_its_weights(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", evaluation={"form": {"adapter": "0" * 64}})
    package = read_package(folder, BASE)

    assert package.evaluation is not None
    assert package.evaluation.weights_sha256 != package.sums["adapter_model.safetensors"]
