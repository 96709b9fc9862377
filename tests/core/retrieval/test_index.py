"""The index: what is found, and in which order."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core import paths
from core.corpus import Origin
from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source
from core.retrieval.evidence import shortened
from core.retrieval.index import EvidenceIndex
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, GREW_UP, STOCK, make_essay


@pytest.fixture
def index(corpus: CorpusDatabase) -> Iterator[EvidenceIndex]:
    found = EvidenceIndex.open()
    with corpus:
        found.update(corpus)
        yield found


def test_finds_the_remark_on_a_like_passage(index: EvidenceIndex) -> None:
    first = index.nearest("재고를 날마다 세어 오차를 3퍼센트까지 낮췄습니다.")[0]

    assert first.essay_id == "jobkorea:2"
    assert first.answer == 1
    assert first.remark.reason == STOCK[1]
    assert first.remark.source is Source.EXPERT
    assert first.excerpt == STOCK[0]
    assert (first.company, first.season) == ("가람유통", "2025년 상반기")
    assert first.url == "https://example.invalid/2"
    assert first.origin is Origin.JOBKOREA
    assert first.resembles


def test_finds_a_remark_by_what_was_said(index: EvidenceIndex) -> None:
    assert index.nearest("다른 회사에도 쓸 수 있는 칭찬이라 아쉽습니다.")[0].remark.quote == CUSTOMER[0]


def test_decomposed_text_finds_the_same(index: EvidenceIndex) -> None:
    text = "화목한 가정에서 자랐습니다"

    assert index.nearest(unicodedata.normalize("NFD", text)) == index.nearest(text)


def test_only_the_wanted_type_and_polarity(index: EvidenceIndex) -> None:
    of_type = index.nearest(STOCK[0], QuestionType.VALUES)
    of_polarity = index.nearest(STOCK[0], polarity=Polarity.IMPROVE)

    assert [one.essay_id for one in of_type] == ["jobkorea:1"]
    assert {one.essay_id for one in of_polarity} == {"jobkorea:1", "jobkorea:3"}
    assert index.nearest(STOCK[0], QuestionType.VALUES, Polarity.GOOD) == ()


def test_as_many_as_asked_for_the_best_first(index: EvidenceIndex) -> None:
    found = index.nearest("고객을 최우선으로 생각합니다", limit=2)

    assert len(found) == 2
    assert found[0].score > found[1].score


@pytest.mark.parametrize("nothing", ["", "  ", "…!?", "ㆍ"])
def test_nothing_asked_nothing_found(index: EvidenceIndex, nothing: str) -> None:
    assert index.nearest(nothing) == ()


def test_what_has_nothing_to_do_with_it_is_no_evidence(index: EvidenceIndex) -> None:
    assert not any(one.resembles for one in index.nearest("토성의 고리는 얼음과 먼지로 이루어져 있다."))
    assert index.supporting("토성의 고리는 얼음과 먼지로 이루어져 있다.", QuestionType.OTHER) == ()


def test_support_of_the_same_type_comes_first(corpus: CorpusDatabase) -> None:
    corpus.essays.save(make_essay(4, GREW_UP, kind=QuestionType.MOTIVATION))
    index = EvidenceIndex.open()
    with corpus:
        index.update(corpus)

    values = index.supporting(GREW_UP[0], QuestionType.VALUES)
    motivation = index.supporting(GREW_UP[0], QuestionType.MOTIVATION)

    assert [one.essay_id for one in values] == ["jobkorea:1", "jobkorea:4"]
    assert [one.essay_id for one in motivation] == ["jobkorea:4", "jobkorea:1"]


def test_excluded_essays_and_clusters_are_not_found(corpus: CorpusDatabase) -> None:
    corpus.essays.save(make_essay(4, CUSTOMER))
    corpus.essays.set_duplicates({("jobkorea:3", 1): 7, ("jobkorea:4", 1): 7})
    index = EvidenceIndex.open()
    with corpus:
        index.update(corpus)

    ids = {one.essay_id for one in index.nearest(CUSTOMER[0])}
    assert len(ids & {"jobkorea:3", "jobkorea:4"}) == 1, "near-duplicates speak once"
    assert not ids & {one.essay_id for one in index.nearest(CUSTOMER[0], exclude_essays=ids)}
    without = {one.essay_id for one in index.nearest(CUSTOMER[0], exclude_clusters={7})}
    assert without == {"jobkorea:1", "jobkorea:2"}


def test_the_best_remark_of_an_answer_speaks_for_it(corpus: CorpusDatabase) -> None:
    corpus.essays.save(make_essay(4, GREW_UP, ("저는 화목한 가정의 장남으로 자랐습니다.", "가족 이야기입니다.")))
    index = EvidenceIndex.open()
    with corpus:
        index.update(corpus)

    found = index.nearest("화목한 가정의 장남으로 자랐습니다")

    assert [one.essay_id for one in found].count("jobkorea:4") == 1
    assert "장남" in found[0].excerpt


def test_at_equal_rank_what_is_collected_comes_first_and_samples_last(home: Path) -> None:
    # In the worst order of coming.
    origins = (Origin.SAMPLE, Origin.IMPORTED, Origin.JOBKOREA)
    index = EvidenceIndex.open()
    with CorpusDatabase.open(home / "corpus.db") as database:
        for number, origin in enumerate(origins):
            database.essays.save(make_essay(number, STOCK, origin=origin))
        index.update(database)

    assert [one.origin for one in index.nearest(STOCK[0])] == list(reversed(origins))


def test_an_index_without_anything_finds_nothing(home: Path) -> None:
    index = EvidenceIndex.open()

    assert index.nearest("재고") == ()
    assert (index.remarks, index.answers, list(index.essays())) == (0, 0, [])
    assert not (paths.cache_dir() / "retrieval").exists(), "looking makes nothing"


def test_an_empty_corpus_makes_an_empty_index(home: Path) -> None:
    index = EvidenceIndex.open()
    with CorpusDatabase.open(home / "corpus.db") as database:
        assert index.update(database).complete

    assert index.nearest("재고를 줄였습니다") == ()


def test_a_remark_on_the_whole_answer_is_found_by_what_was_said(home: Path) -> None:
    remark = Remark(Source.EXPERT, Polarity.IMPROVE, None, "", "지원 동기가 첫 문단에 보이지 않습니다.")
    essay = make_essay(1, STOCK)
    essay = replace(essay, answers=(replace(essay.answers[0], remarks=(remark,)),))
    index = EvidenceIndex.open()
    with CorpusDatabase.open(home / "corpus.db") as database:
        database.essays.save(essay)
        index.update(database)

    (found,) = index.nearest("첫 문단에 동기가 없습니다.")

    assert found.remark == remark
    assert found.excerpt == ""


def test_an_excerpt_is_short_and_on_one_line() -> None:
    assert shortened("짧은 글\n두 줄") == "짧은 글 두 줄"
    long = shortened("가나다라 " * 100)
    assert len(long) <= 120
    assert long.endswith("다라…")
