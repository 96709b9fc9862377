"""What a critique without a model shows, and what it says of itself."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest

from core.checks.context import CheckContext
from core.corpus import Origin
from core.language.without_model import ExpertCritique, chosen_findings
from core.question_type import QuestionType
from core.remark import Level, Polarity, Remark, Source
from core.retrieval.index import EvidenceIndex
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, GREW_UP, STOCK, make_essay

TEXT = (
    "저는 화목한 가정에서 사랑을 많이 받으며 자랐습니다. 새벽 도서관에서 잘못 꽂힌 책을 찾아 돌려놓았습니다.\n\n"
    "귀사는 언제나 고객을 최우선으로 생각하는 기업입니다. 창고 재고를 날마다 세어 오차를 3퍼센트로 줄였습니다."
)


@pytest.fixture
def index(corpus: CorpusDatabase) -> Iterator[EvidenceIndex]:
    found = EvidenceIndex.open()
    with corpus:
        found.update(corpus)
        yield found


def experts(critique: ExpertCritique) -> list[Remark]:
    return [one for one in critique.remarks() if one is not None and one.source is Source.EXPERT]


def made(text: str, index: EvidenceIndex) -> tuple[list[Remark], str]:
    critique = ExpertCritique(CheckContext(text, "지원 동기를 쓰시오."), index, QuestionType.MOTIVATION)
    return experts(critique), critique.overall()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sentences_with_what_was_said_of_like_ones(index: EvidenceIndex, form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, TEXT)
    remarks, _ = made(text, index)

    assert len(remarks) == 3, "of the sentence about books nobody said anything"
    for remark, (passage, said) in zip(remarks, (GREW_UP, CUSTOMER, STOCK), strict=True):
        assert remark.span is not None
        assert text[remark.span.start : remark.span.end] == remark.quote
        assert remark.reason == f"비슷한 대목에 전문가가 남긴 말: {said}"
        assert remark.advice == "그 대목에 전문가가 권한 것: 한 일을 수치로 적으세요."
        assert remark.evidence is not None
        assert remark.evidence[0].excerpt == passage
    assert [remark.polarity for remark in remarks] == [Polarity.IMPROVE, Polarity.IMPROVE, Polarity.GOOD]


def test_the_summary_counts_and_judges_nothing(index: EvidenceIndex) -> None:
    _, overall = made(TEXT, index)

    assert "첨삭 자료 3개" in overall
    assert "문장 4개 가운데 3개" in overall
    assert "아쉬운 점을 들은 대목과 닮은 것이 2개, 좋은 점을 들은 대목과 닮은 것이 1개" in overall
    assert "닮은 다른 글을 두고 한 것" in overall
    assert "보기 글" not in overall


def test_samples_are_called_samples(corpus: CorpusDatabase) -> None:
    index = EvidenceIndex.open()
    with corpus:
        for number in (1, 2, 3):
            corpus.essays.remove(f"jobkorea:{number}")
        corpus.essays.save(make_essay(4, CUSTOMER, origin=Origin.SAMPLE))
        index.update(corpus)

    ((remark,), overall) = made(TEXT, index)

    assert remark.reason.startswith("비슷한 대목에 달린 보기 첨삭: ")
    assert remark.advice.startswith("그 대목에 보기 첨삭이 권한 것: ")
    assert "닮은 대목은 모두 이 프로그램에 들어 있는 보기 글에서 왔습니다." in overall


def test_nothing_like_it_is_said(index: EvidenceIndex) -> None:
    remarks, overall = made("토성의 고리는 얼음과 먼지로 이루어져 있다. 그 두께는 놀랄 만큼 얇다.", index)

    assert remarks == []
    assert "닮은 대목을 찾지 못했습니다." in overall


def test_without_an_index_there_are_the_checks(home: object) -> None:
    remarks, overall = made(TEXT, EvidenceIndex.open())

    assert remarks == []
    assert "첨삭 자료 0개" in overall


def test_one_expert_is_quoted_once_and_few_of_one_polarity(corpus: CorpusDatabase) -> None:
    corpus.essays.save_all(
        [
            make_essay(10 + n, (f"귀사는 {n}년째 고객을 최우선으로 생각하는 기업입니다.", f"막연합니다. {'다' * n}"))
            for n in range(8)
        ]
    )
    index = EvidenceIndex.open()
    with corpus:
        index.update(corpus)
    text = " ".join(f"귀사는 {n}년째 고객을 최우선으로 생각하는 기업입니다." for n in range(8))

    alone, _ = made(text, index)
    both, _ = made(f"{text} {STOCK[0]}", index)

    assert len(alone) == 6
    assert len({one.reason for one in alone}) == 6
    assert [one.polarity for one in both].count(Polarity.GOOD) == 1
    assert len(both) == 6
    assert [one.span.start for one in both if one.span] == sorted(one.span.start for one in both if one.span)


def test_a_remark_full_of_other_facts_gives_way(corpus: CorpusDatabase) -> None:
    with_facts = "가람유통의 2019년 매출과 ERP 이야기를 쓰세요."
    corpus.essays.save_all([make_essay(4, (CUSTOMER[0], with_facts)), make_essay(5, (CUSTOMER[0], "막연합니다."))])
    corpus.essays.remove("jobkorea:3")
    index = EvidenceIndex.open()
    with corpus:
        index.update(corpus)

    (remark,) = [one for one in made(TEXT, index)[0] if "귀사" in one.quote]

    assert remark.reason.endswith("막연합니다.")
    assert remark.evidence is not None
    assert len(remark.evidence) == 2


def test_the_most_serious_findings_and_few_of_one_rule() -> None:
    note = Remark(Source.RULE, Polarity.IMPROVE, None, "", "가", rule="cliche", level=Level.NOTE)
    check = replace(note, rule="sentence.long", level=Level.CHECK)
    violation = replace(note, rule="length.over", level=Level.VIOLATION)

    found = chosen_findings([note, note, note, check, violation, *(replace(note, rule=str(n)) for n in range(9))])

    assert [one.rule for one in found] == ["length.over", "sentence.long", "cliche", "cliche", "0", "1"]


def test_findings_are_counted_and_come_first(index: EvidenceIndex) -> None:
    critique = ExpertCritique(CheckContext("저는 시발 성실합니다. " + TEXT), index, None)

    first = next(critique.remarks())

    assert first is not None
    assert (first.source, first.level) == (Source.RULE, Level.VIOLATION)
