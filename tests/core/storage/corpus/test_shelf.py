import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.corpus import CollectedEssay, CompanyGroup, Flagged, Origin, QualityFlag
from core.errors import DatabaseBusy, DatabaseDamaged, RecordMissing
from core.question_type import QuestionType
from core.remark import Source
from core.storage.connection import writing
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import EssayFilter, EssayOrder

Make = Callable[..., CollectedEssay]
PAGE = "<html>\r" + "<p>글입니다.</p>\r\n" * 500


def test_what_is_saved_comes_back_equal(corpus: CorpusDatabase, make: Make) -> None:
    whole = make()
    bare = CollectedEssay("imported:1", Origin.IMPORTED, "가온", ())
    assert corpus.essays.save(whole, PAGE)
    assert corpus.essays.save(bare)
    assert corpus.essays.get(whole.id) == whole
    assert corpus.essays.get("imported:1") == bare
    assert corpus.essays.html(whole.id) == PAGE
    assert corpus.essays.html("imported:1") is None
    assert corpus.essays.html("absent") is None
    with pytest.raises(RecordMissing):
        corpus.essays.get("jobkorea:1")


def test_an_essay_replaces_itself_and_keeps_its_page(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save(make(), PAGE)
    corpus.essays.set_duplicates({("jobkorea:900001", 1): 7, ("jobkorea:900001", 2): 7})
    newer = replace(make(text="다시 읽은 글입니다."), flags=(), groups=frozenset({CompanyGroup.FOREIGN}), scrubbed={})
    newer = replace(newer, answers=newer.answers[:1], parser_version=2)
    corpus.essays.save(newer)
    assert list(corpus.essays.each()) == [newer]
    assert corpus.essays.html(newer.id) == PAGE
    assert corpus.essays.duplicates() == {("jobkorea:900001", 1): 7}
    corpus.essays.save(newer, "<new>")
    assert corpus.essays.html(newer.id) == "<new>"


def test_many_are_saved_all_or_none(corpus: CorpusDatabase, make: Make) -> None:
    broken = make(3)
    remark = replace(broken.answers[0].remarks[0], source=Source.MODEL)
    broken = replace(broken, answers=(replace(broken.answers[0], remarks=(remark,)),))
    with pytest.raises(ValueError, match="expert"):
        corpus.essays.save_all([make(1), make(2), broken])
    assert corpus.essays.count() == 0
    assert corpus.essays.count("지원") == 0
    assert corpus.essays.save_all(make(number) for number in range(5)) == 5
    assert corpus.essays.count("지원") == 5


def test_each_holds_few_essays_at_once_and_no_transaction(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all(make(number, text="긴 글입니다. " * 2_000) for number in range(250))
    tracemalloc.start()
    seen = []
    for essay in corpus.essays.each():
        seen.append(essay.id)
        if len(seen) == 1:
            corpus.essays.remove("jobkorea:240")  # which a transaction left open would forbid
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == [f"jobkorea:{number}" for number in range(250) if number != 240]
    assert peak < 250 * 2_000 * 7 * 2  # what all the texts take


def test_ids_by_origin(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all([make(2), make(1), make(3, origin=Origin.SAMPLE)])
    assert corpus.essays.ids() == ["jobkorea:2", "jobkorea:1", "sample:3"]
    assert corpus.essays.ids(Origin.SAMPLE) == ["sample:3"]
    assert [essay.id for essay in corpus.essays.each(Origin.JOBKOREA)] == ["jobkorea:2", "jobkorea:1"]


def test_a_list_is_ordered_filtered_and_cut(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all(
        [
            make(9, season="2023년 상반기", grade=5, company="나래"),
            make(10, season="2023년 상반기", grade=None, company="가온", flags=()),
            make(11, season="2023년 하반기", grade=2, company="다온", groups=frozenset(CompanyGroup)),
            make(12, season="", grade=5, company="라온", origin=Origin.SAMPLE),
        ]
    )

    def found(order: EssayOrder = EssayOrder.NEWEST, limit: int = 50, offset: int = 0) -> list[str]:
        return [row.id.partition(":")[2] for row in corpus.essays.find("", EssayFilter(), order, limit, offset)]

    assert found() == ["11", "10", "9", "12"]
    assert found(limit=2, offset=1) == ["10", "9"]
    assert found(EssayOrder.GRADE) == ["9", "12", "11", "10"]
    assert found(EssayOrder.COMPANY) == ["10", "9", "11", "12"]
    assert corpus.essays.seasons() == ["2023년 하반기", "2023년 상반기"]
    for where, count in (
        (EssayFilter(group=CompanyGroup.FOREIGN), 1),
        (EssayFilter(origin=Origin.JOBKOREA), 3),
        (EssayFilter(grade=5), 2),
        (EssayFilter(season="2023년 상반기"), 2),
        (EssayFilter(question_type=QuestionType.PROBLEM), 4),
        (EssayFilter(question_type=QuestionType.VALUES), 0),
        (EssayFilter(flag=QualityFlag.COUNTER_MISMATCH), 3),
        (EssayFilter(flag=QualityFlag.COUNTER_MISMATCH, grade=5, origin=Origin.SAMPLE), 1),
    ):
        assert corpus.essays.count("", where) == count
        assert len(corpus.essays.find("지원", where)) == count


def test_a_line_of_a_list_says_what_there_is(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save(make(flags=(Flagged(QualityFlag.EMPTY_ANSWER, 1), Flagged(QualityFlag.OVERALL_MISSING))))
    (row,) = corpus.essays.find("불량률")
    assert (row.questions, row.remarks, row.company, row.grade, row.job) == (2, 2, "한빛전자", 4, "생산·품질관리")
    assert [one.flag for one in row.flags] == [QualityFlag.EMPTY_ANSWER, QualityFlag.OVERALL_MISSING]
    assert "불량률을 12%" in row.excerpt
    assert corpus.essays.find("")[0].excerpt.startswith("저는 생산관리")


def test_clusters_are_replaced_as_a_whole(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all([make(1), make(2)])
    corpus.essays.set_duplicates({("jobkorea:1", 1): 1, ("jobkorea:2", 1): 1, ("jobkorea:99", 1): 1})
    assert corpus.essays.duplicates() == {("jobkorea:1", 1): 1, ("jobkorea:2", 1): 1}
    corpus.essays.set_duplicates({("jobkorea:1", 2): 5})
    assert corpus.essays.duplicates() == {("jobkorea:1", 2): 5}


def test_a_page_that_changed_on_the_disk_is_damage(corpus: CorpusDatabase, make: Make) -> None:
    for change in ("compressed = x'00'", "sha256 = 'other'"):
        corpus.essays.save(make(), PAGE)
        with writing(corpus._store) as store:
            store.execute(f"UPDATE raw_pages SET {change}")
        with pytest.raises(DatabaseDamaged):
            corpus.essays.html("jobkorea:900001")


def test_a_reader_sees_but_does_not_write(corpus: CorpusDatabase, make: Make, path: Path) -> None:
    with CorpusDatabase.open(path, read_only=True) as reader:
        corpus.essays.save(make())
        assert reader.essays.count("지원") == 1
        for write in (lambda: reader.essays.save(make()), lambda: reader.essays.remove(make().id)):
            with pytest.raises(DatabaseBusy):
                write()
