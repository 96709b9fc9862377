"""A state on the disk: whole or not there."""

import json
import logging
from pathlib import Path

import pytest

from core.retrieval import generation, sentences
from core.retrieval.entries import analyse
from core.retrieval.generation import Generation, Unusable
from tests.core.retrieval.conftest import CUSTOMER, GREW_UP, STOCK, make_essay

ESSAYS = [make_essay(1, GREW_UP, STOCK), make_essay(2), make_essay(3, CUSTOMER)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "색인"
    found.mkdir()
    generation.publish(found, analyse(ESSAYS), {("jobkorea:1", 1): 4})
    return found


def state(folder: Path) -> Generation:
    found = generation.current(folder)
    assert found is not None
    return found


def test_every_essay_comes_back_as_it_was(folder: Path) -> None:
    found = state(folder)

    assert len(found) == 3
    assert found.answers == 3
    assert [found.essay(number).answers for number in range(3)] == [essay.answers for essay in ESSAYS]
    assert [found.essay(number).url for number in range(3)] == [essay.url for essay in ESSAYS]
    assert list(found.hashes) == [essay.id for essay in ESSAYS]
    assert found.rows["essay"].tolist() == [0, 0, 2]
    assert found.rows["cluster"].tolist() == [4, 4, -1]
    assert [found.first_row(number) for number in range(3)] == [0, 2, 2]


def test_an_entry_can_be_written_again(folder: Path, tmp_path: Path) -> None:
    found = state(folder)
    other = tmp_path / "copy"
    other.mkdir()

    generation.publish(other, [found.entry(number, essay.id) for number, essay in enumerate(ESSAYS)], {})

    again = state(other)
    assert (again.vectors.quantised == found.vectors.quantised).all()
    assert (again.sketches == found.sketches).all()
    assert again.hashes == found.hashes


def test_a_new_state_takes_the_place_of_the_old_one(folder: Path) -> None:
    before = generation.current_name(folder)

    generation.publish(folder, analyse(ESSAYS[:1]), {})

    assert len(state(folder)) == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted(["current", state(folder).folder.name])
    assert before != generation.current_name(folder)


def test_who_reads_keeps_the_old_state(folder: Path) -> None:
    old = state(folder)

    generation.publish(folder, analyse(ESSAYS[:1]), {})

    assert old.essay(2).id == "jobkorea:3"
    assert len(old.vectors.codes) == 3


FILES = ("essays.bin", "rows.bin", "codes.bin", "vectors.bin", "scales.bin", "spots.bin", "sketches.bin", "places.bin")


@pytest.mark.parametrize("name", [*FILES, "ids.json", "lexical/meta.json"])
def test_one_wrong_byte_in_any_file_is_noticed(folder: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    file = state(folder).folder / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    with caplog.at_level(logging.WARNING):
        assert generation.current(folder) is None
    assert f"{name} is damaged" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("harm", ["cut", "gone", "empty manifest", "no manifest", "folder gone"])
def test_what_is_not_whole_is_not_used(folder: Path, harm: str, caplog: pytest.LogCaptureFixture) -> None:
    target = state(folder).folder
    match harm:
        case "cut":
            (target / "vectors.bin").write_bytes((target / "vectors.bin").read_bytes()[:-1])
        case "gone":
            (target / "rows.bin").unlink()
        case "empty manifest":
            (target / "manifest.json").write_text("{}")
        case "no manifest":
            (target / "manifest.json").unlink()
        case _:
            target.rename(target.with_name("elsewhere"))

    with caplog.at_level(logging.WARNING):
        assert generation.current(folder) is None
    assert "made again" in caplog.text
    caplog.clear()


def test_another_form_is_not_used(folder: Path) -> None:
    manifest = state(folder).folder / "manifest.json"
    facts = json.loads(manifest.read_text())
    facts["form"][1] = "0 kiwi 0.1"
    manifest.write_text(json.dumps(facts))

    with pytest.raises(Unusable, match="another form"):
        Generation(manifest.parent)


@pytest.mark.parametrize("pointer", ["", "../elsewhere", "g-absent", "g-../x", "\udcff"])
def test_a_pointer_to_nowhere_is_none(tmp_path: Path, pointer: str, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "current").write_bytes(pointer.encode("utf-8", "surrogateescape"))

    with caplog.at_level(logging.ERROR):
        assert generation.current(tmp_path) is None
    caplog.clear()


def test_a_state_that_cannot_be_written_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(folder.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("core.retrieval.lexical.build", full)
    with pytest.raises(OSError, match="no space"):
        generation.publish(folder, analyse(ESSAYS), {})

    assert sorted(folder.rglob("*")) == before


def test_what_a_killed_process_left_is_cleaned(folder: Path) -> None:
    (folder / "g-half").mkdir()
    (folder / "g-half" / "rows.bin").write_bytes(b"x")
    (folder / "current.g-half").write_text("g-half")

    generation.clean(folder)

    assert sorted(path.name for path in folder.iterdir()) == sorted(["current", state(folder).folder.name])


def test_a_sketch_has_its_width(folder: Path) -> None:
    assert state(folder).sketches.shape == (3, sentences.width())
