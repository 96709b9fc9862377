"""What experts ask for again and again."""

from pathlib import Path

import pytest

from core.question_type import QuestionType
from core.remark import Polarity
from core.retrieval.index import EvidenceIndex
from core.retrieval.intent import mine
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import make_essay

FIGURES = (
    "수치가 없어 성과를 알 수 없습니다.",
    "성과를 보여 주는 수치를 적어 주세요.",
    "수치로 성과를 밝히면 좋겠습니다.",
)
COMPANY = ("회사를 고른 까닭이 없습니다.", "이 회사여야 하는 까닭을 밝히세요.", "회사 이름만 바꾸면 되는 까닭입니다.")
OFTEN = 14  # remarks of each kind


@pytest.fixture
def index(home: Path) -> EvidenceIndex:
    """Two habits of experts on motivation, three lone remarks on values, and praise."""
    essays = [
        make_essay(100 * kind + number, (f"저는 {number}번째로 맡은 일을 했습니다.", said[number % 3]))
        for kind, said in enumerate((FIGURES, COMPANY), 1)
        for number in range(OFTEN)
    ]
    essays += [make_essay(50 + n, ("저는 성실합니다.", FIGURES[n]), kind=QuestionType.VALUES) for n in range(3)]
    essays += [make_essay(60 + n, ("저는 성실합니다.", FIGURES[0]), polarity=Polarity.GOOD) for n in range(5)]
    found = EvidenceIndex.open()
    with CorpusDatabase.open(home / "corpus.db") as database:
        database.essays.save_all(essays)
        found.update(database)
    return found


def test_every_remark_is_in_one_group_and_groups_are_told_by_their_words(index: EvidenceIndex) -> None:
    groups = mine(index, QuestionType.MOTIVATION)

    assert [group.count for group in groups] == [OFTEN, OFTEN]
    assert {group.total for group in groups} == {2 * OFTEN}
    assert sorted(min({"성과", "까닭"} & set(group.words)) for group in groups) == ["까닭", "성과"]


def test_examples_are_real_remarks_of_different_essays_with_their_source(index: EvidenceIndex) -> None:
    for group in mine(index, QuestionType.MOTIVATION):
        assert 1 <= len(group.examples) <= 3
        assert len({example.essay_id for example in group.examples}) == len(group.examples)
        for example in group.examples:
            assert example.text == "한 일을 수치로 적으세요."
            assert example.url == f"https://example.invalid/{example.essay_id.partition(':')[2]}"
            assert (example.company, example.season, example.answer) == ("가람유통", "2025년 상반기", 1)


def test_fewer_than_four_remarks_are_no_habit(index: EvidenceIndex) -> None:
    assert mine(index, QuestionType.VALUES) == ()
    assert mine(index, QuestionType.PROBLEM) == ()
    assert mine(EvidenceIndex(index.folder, None), QuestionType.MOTIVATION) == ()


def test_praise_is_mined_apart(index: EvidenceIndex) -> None:
    (group,) = mine(index, QuestionType.MOTIVATION, Polarity.GOOD)

    assert (group.count, group.total) == (5, 5)


def test_the_same_index_gives_the_same_groups(index: EvidenceIndex) -> None:
    assert mine(index, QuestionType.MOTIVATION) == mine(index, QuestionType.MOTIVATION)
