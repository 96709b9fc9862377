"""Evidence for what is said of a passage."""

from collections.abc import Iterator

import pytest

from core.corpus import Origin
from core.question_type import QuestionType
from core.remark import Polarity
from core.retrieval.citing import cited
from core.retrieval.index import EvidenceIndex
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, make_essay

PRAISE = "귀사는 고객을 언제나 최우선으로 생각하는 회사입니다."
ANY = QuestionType.OTHER


@pytest.fixture
def index(corpus: CorpusDatabase) -> Iterator[EvidenceIndex]:
    """Three experts on like passages: one praises, one finds the praise empty, one finds the sentence too long."""
    corpus.essays.save(make_essay(4, (CUSTOMER[0], "고객을 먼저 말해 좋습니다."), polarity=Polarity.GOOD))
    corpus.essays.save(make_essay(5, (CUSTOMER[0], "문장이 길어 숨이 찹니다. " * 30), origin=Origin.SAMPLE))
    found = EvidenceIndex.open()
    with corpus:
        found.update(corpus)
        yield found


def test_only_what_was_said_in_the_same_sense(index: EvidenceIndex) -> None:
    improve = cited(index, PRAISE, "막연합니다.", Polarity.IMPROVE, ANY)
    good = cited(index, PRAISE, "막연합니다.", Polarity.GOOD, ANY)

    assert {one.essay_id for one in improve} == {"jobkorea:3", "sample:5"}
    assert [one.essay_id for one in good] == ["jobkorea:4"]
    assert {one.polarity for one in cited(index, PRAISE, "", None, ANY)} == set(Polarity)


@pytest.mark.parametrize(
    ("reason", "first"),
    [("다른 회사에도 할 수 있는 칭찬뿐입니다.", "jobkorea:3"), ("문장이 너무 길어서 읽기 힘듭니다.", "sample:5")],
)
def test_who_said_the_like_comes_first(index: EvidenceIndex, reason: str, first: str) -> None:
    assert cited(index, PRAISE, reason, Polarity.IMPROVE, ANY)[0].essay_id == first


def test_a_like_reason_on_another_passage_is_no_evidence(index: EvidenceIndex) -> None:
    assert cited(index, "토성의 고리는 얼음과 먼지입니다.", CUSTOMER[1], Polarity.IMPROVE, ANY) == ()


def test_a_citation_is_no_longer_than_a_quotation_and_says_where_it_is_from(index: EvidenceIndex) -> None:
    long = next(one for one in cited(index, PRAISE, "", Polarity.IMPROVE, ANY) if one.essay_id == "sample:5")
    short = next(one for one in cited(index, PRAISE, "", Polarity.IMPROVE, ANY) if one.essay_id == "jobkorea:3")

    assert len(long.said) <= 200
    assert long.said.endswith("…")
    assert long.origin == "sample"
    assert (short.excerpt, short.said, short.advice) == (*CUSTOMER, "한 일을 수치로 적으세요.")
    assert (short.company, short.season, short.url) == ("가람유통", "2025년 상반기", "https://example.invalid/3")
    assert 0.325 <= short.likeness <= 1.0


def test_no_more_than_three(index: EvidenceIndex) -> None:
    assert len(cited(index, PRAISE, "", None, ANY)) == 3
    assert len(cited(index, PRAISE, "", None, ANY, limit=1)) == 1
    assert cited(index, PRAISE, "", None, ANY, exclude_essays={"jobkorea:3", "jobkorea:4", "sample:5"}) == ()
