"""The search by words."""

from pathlib import Path

import pytest

from core.retrieval.lexical import LexicalIndex, build

ROWS = [
    (["재고", "줄이다", "창고"], ["values", "good"]),
    (["재고", "세다"], ["values", "improve"]),
    (["고객", "칭찬"], ["motivation", "improve"]),
    ([], ["values", "good"]),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    build(tmp_path / "lexical", iter(ROWS))
    return LexicalIndex(tmp_path / "lexical")


def test_rare_words_weigh_more_and_the_best_comes_first(index: LexicalIndex) -> None:
    found = index.search(["재고", "창고"], [], 10)

    assert [row for row, _ in found] == [0, 1]
    assert found[0][1] > found[1][1]


def test_only_rows_with_every_label(index: LexicalIndex) -> None:
    assert [row for row, _ in index.search(["재고"], ["values", "improve"], 10)] == [1]
    assert index.search(["재고"], ["motivation"], 10) == []


def test_labels_do_not_change_the_score(index: LexicalIndex) -> None:
    (plain,) = index.search(["고객"], [], 10)
    (labelled,) = index.search(["고객"], ["motivation", "improve"], 10)

    assert plain == labelled


def test_words_of_a_query_are_no_syntax(index: LexicalIndex) -> None:
    for words in (["재고:*"], ['"'], ["AND"], [" "], []):
        assert index.search(words, [], 10) == []


def test_no_more_than_asked_for(index: LexicalIndex) -> None:
    assert len(index.search(["재고"], [], 1)) == 1


def test_the_share_of_words_that_are_there_by_weight(index: LexicalIndex) -> None:
    assert index.share(["재고", "창고"], ["창고", "재고", "셋"]) == 1.0
    assert index.share(["재고", "창고"], ["창고"]) > index.share(["재고", "창고"], ["재고"]) > 0.0
    assert index.share(["재고"], []) == 0.0
    assert index.share([], ["재고"]) == 0.0


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")

    with pytest.raises(ValueError, match="meta"):
        LexicalIndex(tmp_path)


def test_an_index_of_nothing(tmp_path: Path) -> None:
    build(tmp_path / "lexical", iter(()))

    assert LexicalIndex(tmp_path / "lexical").search(["재고"], [], 5) == []
