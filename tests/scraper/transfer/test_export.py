"""What is exported is read back by the libraries that trainers use, and appears whole or not at all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.corpus import CollectedAnswer, CollectedEssay, CompanyGroup, Flagged, Origin, QualityFlag
from core.errors import DiskFull, StorageError
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from scraper.transfer.export import Format, export
from scraper.transfer.importing import read_file
from scraper.transfer.rows import Row, rows

TEXT = "창고에서 오출고를 줄였습니다.\n\n그 방법을 동료와 나누었습니다."
ESSAY = CollectedEssay(
    id="jobkorea:900001",
    origin=Origin.JOBKOREA,
    company="가나다물류(주)",
    season="2023년 하반기",
    career="신입",
    job="물류관리",
    spec=("지방4년", "학점 3.8/4.5"),
    author_key="ab12",
    groups=frozenset({CompanyGroup.LARGE, CompanyGroup.TOP1000}),
    overall="근거가 분명합니다.",
    grade=4,
    url="https://www.jobkorea.co.kr/starter/PassAssay/View/900001",
    fetched_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    answers=(
        CollectedAnswer(
            "문제를 해결한 경험 (700자)",
            TEXT,
            QuestionType.PROBLEM,
            (
                Remark(Source.EXPERT, Polarity.GOOD, Span(0, 16), TEXT[:16], "무엇을 했는지 보입니다."),
                Remark(Source.EXPERT, Polarity.IMPROVE, None, "", "결과가 궁금합니다.", "몇 건에서 몇 건인지"),
            ),
            limit=700,
        ),
        CollectedAnswer("성장 과정", "짧은 답변", QuestionType.VALUES),
    ),
)
CLUSTERS = {("jobkorea:900001", 2): 7}


def some_rows() -> list[Row]:
    return list(rows(ESSAY, CLUSTERS))


def test_a_pair_is_a_row_with_all_that_splits_need() -> None:
    first, second = some_rows()

    assert first["id"] == "jobkorea:900001/1"
    assert first["answer"][first["remarks"][0]["start"] : first["remarks"][0]["end"]] == first["remarks"][0]["quote"]
    assert first["groups"] == ["대기업", "매출1000대"]
    assert (first["cluster"], second["cluster"]) == (None, 7)
    assert (first["author_key"], first["grade"], first["limit"]) == ("ab12", 4, 700)


def test_a_flagged_pair_can_be_left_out_and_its_neighbour_stays() -> None:
    essay = replace(ESSAY, flags=(Flagged(QualityFlag.COUNTER_MISMATCH, 1, "10/20"),))

    assert [row["number"] for row in rows(essay, {}, flagged=False)] == [2]
    assert [row["flags"] for row in rows(essay, {})] == [["counter_mismatch"], []]


def test_jsonl_and_parquet_hold_the_same(tmp_path: Path) -> None:
    import pyarrow.parquet

    assert export(some_rows(), tmp_path / "a.jsonl", Format.JSONL) == 2
    assert export(some_rows(), tmp_path / "a.parquet", Format.PARQUET) == 2

    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == some_rows()
    assert pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist() == some_rows()


def test_the_datasets_library_loads_the_folder(tmp_path: Path) -> None:
    import datasets

    folder = tmp_path / "자료 모음"
    export(some_rows(), folder, Format.DATASETS)

    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))

    assert [dict(row) for row in loaded] == some_rows()
    assert "2행" in (folder / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("내 파일", encoding="utf-8")

    with pytest.raises(StorageError):
        export(some_rows(), tmp_path / "out", Format.DATASETS)

    assert (tmp_path / "out" / "mine.txt").exists()


@pytest.mark.parametrize("form", list(Format))
def test_a_failure_leaves_nothing_half_written(tmp_path: Path, form: Format) -> None:
    def torn() -> Iterator[Row]:
        yield from some_rows()
        raise OSError(28, "No space left on device")

    folder = tmp_path / "내보내기"
    with pytest.raises(DiskFull):
        export(torn(), folder / "out", form)

    assert list(folder.iterdir()) == []


def test_an_exported_file_comes_back_as_it_was(tmp_path: Path) -> None:
    export(some_rows(), tmp_path / "a.jsonl", Format.JSONL)

    assert read_file(tmp_path / "a.jsonl", "a") == (ESSAY,)
