"""Sentences as they are compared."""

import unicodedata

import pytest

from core.retrieval.sentences import SHORTEST, alike, normalised, sketch, split, width

SENTENCE = "창고 재고를 매일 세어 오차를 3퍼센트로 줄였습니다."


@pytest.mark.parametrize(
    "same",
    [
        "창고재고를 매일세어 오차를 3퍼센트로 줄였습니다",
        "창고 재고를 매일 세어, 오차를 3퍼센트로 줄였다!",
        "창고 재고를 매일 세어 오차를 3퍼센트로 줄였으며",
        unicodedata.normalize("NFD", SENTENCE),
    ],
)
def test_spacing_marks_and_the_last_ending_do_not_count(same: str) -> None:
    assert normalised(same) == normalised(SENTENCE)


def test_contractions_have_one_spelling() -> None:
    assert normalised("저는 일을 하였습니다") == normalised("일을 했다")


def test_only_sentences_that_tell_something_are_compared() -> None:
    text = f"감사합니다. {SENTENCE} 네."

    (found,) = split(text)

    assert text[found.start : found.end] == SENTENCE
    assert len(found.letters) >= SHORTEST


def test_the_share_of_equal_values_tells_how_alike_two_are() -> None:
    one, same, near, other = sketch(
        [
            normalised(SENTENCE),
            normalised("창고재고를 매일 세어 오차를 3퍼센트로 줄였다."),
            normalised("물류 창고 재고를 매일 두 번 세어 오차를 3퍼센트로 크게 줄였습니다."),
            normalised("고객의 목소리에 귀를 기울이는 영업관리자가 되고 싶습니다."),
        ]
    )

    assert alike(one, same[None])[0] == 1.0
    assert 0.3 < alike(one, near[None])[0] < 1.0
    assert alike(one, other[None])[0] < 0.1


def test_nothing_has_no_sketch() -> None:
    assert sketch([]).shape == (0, width())
    assert sketch(["가"]).shape == (1, width())
