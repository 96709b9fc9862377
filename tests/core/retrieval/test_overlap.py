"""What stands in other answers too."""

import unicodedata
from collections.abc import Iterator

import pytest

from core.remark import Span
from core.retrieval.index import EvidenceIndex
from core.retrieval.matches import LINE, OwnAnswer
from core.retrieval.overlap import SIMILAR, likeness, overlap
from core.storage.corpus.database import CorpusDatabase
from tests.core.retrieval.conftest import CUSTOMER, GREW_UP, STOCK

OWN_SENTENCE = "동아리 회계를 맡아 영수증 삼백 장을 항목별로 다시 정리했습니다."
NEW_SENTENCE = "새벽마다 도서관 서가를 돌며 잘못 꽂힌 책을 제자리에 돌려놓았습니다."


@pytest.fixture
def index(corpus: CorpusDatabase) -> Iterator[EvidenceIndex]:
    found = EvidenceIndex.open()
    with corpus:
        found.update(corpus)
        yield found


@pytest.mark.parametrize(
    "copied",
    [
        STOCK[0],
        "창고재고를 매일세어 오차를 3퍼센트로 줄였습니다",  # spacing
        "창고 재고를 매일 세어 오차를 3퍼센트로 줄였으며,",  # ending
        "창고 재고를 매일 세어 오차를 3퍼센트로 줄인 바 있습니다.",
        "작년에 창고 재고를 매일 세어 오차를 3퍼센트로 줄였습니다.",  # a word more
        unicodedata.normalize("NFD", STOCK[0]),
    ],
)
def test_a_sentence_that_was_copied_and_changed_a_little_is_found(index: EvidenceIndex, copied: str) -> None:
    text = f"{NEW_SENTENCE} {copied}"

    (match,) = overlap(text, index).matches

    assert match.source == "jobkorea:2"
    assert match.answer == 1
    assert text[match.span.start : match.span.end] == match.text == copied
    assert match.text_there == STOCK[0][match.there.start : match.there.end] == STOCK[0]
    assert (match.title, match.url) == ("가람유통 2025년 상반기", "https://example.invalid/2")
    assert SIMILAR <= match.similarity <= 1.0


def test_a_sentence_of_ones_own_is_found_in_its_place(index: EvidenceIndex) -> None:
    own = OwnAnswer("q7", f"{NEW_SENTENCE[:10]}. {OWN_SENTENCE}", "나래상사 · 1번")

    (match,) = overlap(f"{OWN_SENTENCE} {CUSTOMER[0][:5]}", index, [own]).matches

    assert (match.source, match.answer, match.title) == ("q7", 0, "나래상사 · 1번")
    assert own.text[match.there.start : match.there.end] == match.text_there == OWN_SENTENCE


def test_the_nearest_of_several_is_shown(index: EvidenceIndex) -> None:
    near = OwnAnswer("near", STOCK[0].replace("매일", "가끔"))
    same = OwnAnswer("same", STOCK[0])

    for own in ([near, same], [same, near]):
        (match,) = overlap(STOCK[0], EvidenceIndex(index.folder, None), own).matches
        assert (match.source, match.similarity) == ("same", 1.0)


def test_the_percentage_is_of_letters_and_the_line_is_met(index: EvidenceIndex) -> None:
    half = "가" * 15 + "나" * 15
    text = f"{half}. {STOCK[0]}"
    letters = sum(map(str.isalnum, STOCK[0]))

    found = overlap(text, index)

    assert found.percent == round(100 * letters / (30 + letters), 1)
    assert found.over_the_line is (found.percent >= LINE)
    assert found.over_the_line
    assert found.compared == 3
    assert overlap(text, index, [OwnAnswer("q", "다른 글")]).compared == 4


def test_of_one_own_nothing_is_found(index: EvidenceIndex) -> None:
    found = overlap(f"{NEW_SENTENCE}\n{OWN_SENTENCE} 감사합니다.", index)

    assert (found.percent, found.matches, found.over_the_line) == (0.0, (), False)
    assert overlap("", index).percent == 0.0
    assert overlap("…!", index).percent == 0.0


def test_an_essay_can_be_left_out(index: EvidenceIndex) -> None:
    assert not overlap(STOCK[0], index, exclude_essays={"jobkorea:2"}).matches


def test_without_an_index_ones_own_are_compared() -> None:
    found = overlap(OWN_SENTENCE, EvidenceIndex.open(), [OwnAnswer("q", OWN_SENTENCE)])

    assert (found.percent, found.compared) == (100.0, 1)
    assert found.matches[0].there == Span(0, len(OWN_SENTENCE))


def test_a_piece_of_a_long_sentence_is_no_copy_and_a_short_one_within_is() -> None:
    short, long = "창고재고를매일세어", "창고재고를매일세어오차를삼퍼센트로줄이고그방법을후임에게물려주었"

    assert likeness(short, long) == 1.0
    assert likeness(long, short) < SIMILAR
    assert likeness("가나다라마바사", "아자차카타파하") == 0.0


def test_what_everybody_writes_of_his_family_is_a_copy_only_when_it_is(index: EvidenceIndex) -> None:
    assert overlap(GREW_UP[0], index).percent == 100.0
    assert overlap("저는 엄격한 부모님 밑에서 절약을 배우며 어린 시절을 보냈습니다.", index).percent == 0.0
