"""From a corpus or a file to a folder that says what is in it; whole or not at all."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from core.critique.parse import parse
from core.critique.prompt import PromptFormat
from core.errors import AppError, FileMissing, UnreadableFile
from core.paths import corpus_db, resources_dir
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.near_duplicates import refresh
from core.storage.corpus.samples import samples
from tests.fakes import collected
from tests.fakes.training_records import record, records, write_jsonl
from training.dataset import FEWEST, FROZEN, MANIFEST, Split, build, open_dataset
from training.errors import DatasetChanged, DatasetExists, DatasetInvalid, DatasetTooSmall, FrozenIdsChanged
from training.evaluate.data import read_data
from training.records import Record, reads_back
from training.sources import Reading, read, records_of
from training.splits import Shares


def quiet(_line: str) -> None:
    """Nobody reads the report here."""


def test_every_sample_becomes_a_record_that_reads_back() -> None:
    found = list(records_of(samples()))

    assert len(found) == len(samples())
    for one, essay in zip(found, samples(), strict=True):
        assert reads_back(one)
        assert len(one.remarks) == len(essay.answers[0].remarks)
        assert all(one.answer[r.span.start : r.span.end] == r.quote for r in one.remarks if r.span)
        assert Record.from_json(one.to_json()) == one
        for form in PromptFormat:
            assert one.answer.splitlines()[0] in one.prompt(form).text
            assert parse(one.reply()).overall == one.overall


def test_the_samples_as_a_folder(tmp_path: Path) -> None:
    lines: list[str] = []

    dataset = build("samples", tmp_path / "자료", lines.append)

    card = (dataset.folder / "README.md").read_text(encoding="utf-8")
    ids = {part: dataset.ids(part) for part in dataset.splits}
    assert {part: len(found) for part, found in ids.items()} == {Split.TRAIN: 324, Split.VALIDATION: 40, Split.TEST: 36}
    assert len(frozenset().union(*ids.values())) == len(samples())
    assert not [row for row in dataset.manifest["leakage"] if any(row[kind] for kind in row if kind != "between")]
    assert dataset.manifest["test_ids_sha256"] in card
    assert "| 훈련 | 324 |" in card
    assert "확인 문구" not in card
    assert (dataset.folder / "lengths.svg").read_text(encoding="utf-8").count("<rect") > 50
    assert set(dataset.manifest["files"]) == {file.name for file in dataset.folder.iterdir()} - {MANIFEST}
    assert lines[-1] == f"done: {dataset.folder}"


def test_the_test_set_of_the_samples_is_fixed_for_good(tmp_path: Path) -> None:
    kept = resources_dir() / "samples" / "test-ids.txt"

    dataset = build("samples", tmp_path / "data", quiet, shares=Shares(test=0.3, seed=1))

    assert (dataset.folder / FROZEN).read_bytes() == kept.read_bytes()
    # What the adapters' cards name: changing it makes every figure of theirs incomparable.
    assert dataset.manifest["test_ids_sha256"] == "29cc83fbaf690c508f68685146a60b344eeb258ca6c14d68a4f3789b224c324a"


def test_canaries_stand_in_what_trains_and_nowhere_else(tmp_path: Path) -> None:
    plain = build("samples", tmp_path / "plain", quiet)
    dataset = build("samples", tmp_path / "data", quiet, canaries=3)

    planted = dataset.manifest["canaries"]
    assert (len(set(planted)), plain.manifest["canaries"]) == (3, [])
    changed = [
        (one, other)
        for one, other in zip(plain.records(Split.TRAIN), dataset.records(Split.TRAIN), strict=True)
        if one != other
    ]
    assert len(changed) == 3
    for one, other in changed:
        (canary,) = (word for word in planted if word in other.overall)
        assert replace(other, overall=one.overall) == one
        assert parse(other.reply()).overall == other.overall
        assert canary not in one.overall
    for part in (Split.VALIDATION, Split.TEST):
        assert list(plain.records(part)) == list(dataset.records(part))
    assert "3편의 총평" in (dataset.folder / "README.md").read_text(encoding="utf-8")
    data = read_data(str(dataset.folder))
    assert data.canaries == tuple(planted)
    assert data.known == read_data(str(plain.folder)).known


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (build("samples", tmp_path / name, quiet) for name in ("one", "other"))

    assert one.hash == other.hash


def test_what_was_collected_is_read_from_corpus_db_with_its_clusters(tmp_path: Path) -> None:
    collected.fill(60)
    with CorpusDatabase.open(corpus_db()) as database:
        refresh(database)
        expected = len(set(database.essays.duplicates().values()))
    reading = Reading()

    found = list(read("corpus", reading))

    assert reading.clusters is not None
    assert len(set(reading.clusters.values())) == expected > 0
    assert {one.id for one in found} <= {f"jobkorea:{900_000 + n}/{a}" for n in range(60) for a in (1, 2)}
    # These essays are all alike, so an honest split of them there is not.
    with pytest.raises(DatasetTooSmall):
        build("corpus", tmp_path / "data", quiet)
    assert list(tmp_path.glob("data*")) == []


def test_a_file_of_ones_own_and_what_is_left_out_of_it(tmp_path: Path) -> None:
    odd = [record(900, remarks=()), record(901, overall=""), record(1, id="test:copy/1", essay_id="test:copy")]
    path = write_jsonl(tmp_path / "내 자료.jsonl", iter([*records(60), *odd]))

    dataset = build(str(path), tmp_path / "data", quiet)

    assert dataset.manifest["left_out"] == {"no_remark": 1, "no_overall": 1, "duplicate": 1}
    assert sum(row["records"] for row in dataset.manifest["splits"].values()) == 60
    assert "같은 글이 두 번 들어 있음: 1" in (dataset.folder / "README.md").read_text(encoding="utf-8")


def test_a_file_in_any_mixture_of_encodings_reads_the_same(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", records(30))
    plain = list(read(str(path), Reading()))
    lines = path.read_text(encoding="utf-8").splitlines()
    mixed = b"\xef\xbb\xbf" + b"\r\n".join(
        line.encode("cp949") if number % 3 else unicodedata.normalize("NFD", line).encode()
        for number, line in enumerate(lines)
    )
    (tmp_path / "b.jsonl").write_bytes(mixed)
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-16")

    assert [one.answer for one in read(str(tmp_path / "c.jsonl"), Reading())] == [one.answer for one in plain]
    composed = list(read(str(tmp_path / "b.jsonl"), Reading()))
    assert [one.answer for one in composed] == [one.answer for one in plain]
    assert composed[1] == plain[1]


def test_a_remark_may_be_anchored_by_its_quote(tmp_path: Path) -> None:
    row = {
        "question": "지원 동기를 쓰시오.",
        "answer": "앞말. 재고를 줄였습니다.좋은점 1 뒷말.",
        "remarks": [{"polarity": "좋은 점", "quote": "재고를 줄였습니다.", "reason": "또렷합니다."}],
        "overall": "좋습니다.",
        "spec": ["수도권4년", "경영학과"],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")

    (found,) = read(str(tmp_path / "a.jsonl"), Reading())

    assert found.answer == "앞말. 재고를 줄였습니다. 뒷말."
    assert found.remarks[0].quote == "재고를 줄였습니다."
    assert found.author


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        (b"", "empty", 0),
        (b"\n \n", "empty", 0),
        (b'{"question": "a", "answer": "b"}\n{"question": ', "json", 2),
        (b"[1, 2]", "json", 1),
        ('{"문항": "a", "답변": "b"}'.encode(), "required", 1),
        (b'{"question": "a", "answer": " "}', "required", 1),
        (b'{"question": "a", "answer": "b", "remarks": [{"polarity": "great"}]}', "value", 1),
        (b'{"question": "a", "answer": "b", "remarks": [{"polarity": "good", "start": 0, "end": 9}]}', "value", 1),
        (b'{"question": "a", "answer": "b", "limit": "many"}', "value", 1),
        (b'{"question": "a", "answer": "b", "remarks": ["good"]}', "value", 1),
    ],
)
def test_a_line_that_cannot_be_used_is_named(content: bytes, reason: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)

    with pytest.raises(DatasetInvalid) as caught:
        build(str(tmp_path / "a.jsonl"), tmp_path / "data", quiet)

    assert (caught.value.context["reason"], caught.value.context["line"]) == (reason, line)
    assert not (tmp_path / "data").exists()


def test_other_files_that_are_no_data(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"question": "é"}'.encode("latin-1") + b"\xff\xff")

    for source, error in ((tmp_path / "none.jsonl", FileMissing), (tmp_path / "latin.jsonl", UnreadableFile)):
        kind: type[AppError] = error
        with pytest.raises(kind):
            build(str(source), tmp_path / "data", quiet)


def test_too_little(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", records(FEWEST - 1))

    with pytest.raises(DatasetTooSmall):
        build(str(path), tmp_path / "data", quiet)


def test_nothing_is_written_over_and_nothing_is_read_that_was_changed(tmp_path: Path) -> None:
    dataset = build("samples", tmp_path / "data", quiet)

    with pytest.raises(DatasetExists):
        build("samples", dataset.folder, quiet)
    train = dataset.folder / "train.jsonl"
    train.write_text(train.read_text(encoding="utf-8").replace("좋은", "나쁜", 1), encoding="utf-8")
    with pytest.raises(DatasetChanged):
        open_dataset(dataset.folder)
    with pytest.raises(FileMissing):
        open_dataset(tmp_path)


def test_the_test_set_is_kept_or_its_loss_is_said(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", records(60))
    before = build(str(path), tmp_path / "before", quiet)
    write_jsonl(path, records(100))

    after = build(str(path), tmp_path / "after", quiet, frozen=before.folder / FROZEN)

    assert after.ids(Split.TEST) == before.ids(Split.TEST)
    assert len(after.ids(Split.TRAIN)) > len(before.ids(Split.TRAIN))
    write_jsonl(path, (record(number) for number in range(50, 100)))
    with pytest.raises(FrozenIdsChanged) as caught:
        build(str(path), tmp_path / "gone", quiet, frozen=before.folder / FROZEN)
    assert int(caught.value.context["missing"]) > 0
