"""Letters of a text, and passages that two texts share."""

from hypothesis import given
from hypothesis import strategies as st

from core.checks.folding import fold, letters, seeds, shared


def test_letters_and_where_they_stand() -> None:
    folded = fold("가, B 나!")

    assert (folded.letters, folded.offsets) == ("가b나", (0, 3, 5))
    assert letters("가, B 나!") == "가b나"
    assert folded.span(1, 3).start == 3


def test_whole_words_of_a_range() -> None:
    text = "했습니다. 저는 재고를 세었습니다."
    folded = fold(text)

    span = folded.words(text, 2, 12)

    assert text[span.start : span.end] == "저는 재고를"


def test_a_shared_passage_and_a_short_one() -> None:
    mine, other = "가나다라마바사아자차카타파하", "XY다라마바사아자차카타Z"

    assert shared(mine, seeds(mine), other, 10) == [(2, 12)]
    assert shared(mine, seeds(mine), other, 11) == []


@given(st.text("가나다", max_size=60), st.text("가나다", max_size=60))
def test_what_is_shared_is_in_both(mine: str, other: str) -> None:
    for start, end in shared(mine, seeds(mine), other, 12):
        assert end - start >= 12
        assert mine[start : start + 8] in other


@given(st.permutations([chr(ord("가") + 28 * number) for number in range(40)]), st.integers(0, 20))
def test_a_copied_passage_is_found(letters_of_it: list[str], before: int) -> None:
    passage = "".join(letters_of_it)
    mine = "x" * before + passage

    assert shared(mine, seeds(mine), f"q{passage}q", 30)
