"""The Korean keyboard: strokes, what they write, and one slip of a finger."""

import pytest
from hypothesis import given
from hypothesis.strategies import characters, text

from core.proofread.keys import distance, keys, slips, typed

WORDS = text(characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=6)


@pytest.mark.parametrize(("word", "strokes"), [("값이", "ㄱㅏㅂㅅㅇㅣ"), ("의사", "ㅇㅡㅣㅅㅏ"), ("꽤", "ㄲㅗㅐ")])
def test_strokes_of_a_word(word: str, strokes: str) -> None:
    assert keys(word) == strokes


@given(WORDS)
def test_strokes_write_the_word_they_are_of(word: str) -> None:
    assert typed(keys(word)) == word


@pytest.mark.parametrize("strokes", ["ㄱ", "ㅏ", "ㄱㅏㅏ", "ㄱㄱㅏ", "ㄱㅏㅂㄱㅅ"])
def test_what_is_no_whole_syllable_is_no_word(strokes: str) -> None:
    assert typed(strokes) is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("혐업의", "협업의"),  # the key beside
        ("경허을", "경험을"),  # one too few
        ("하빈다", "합니다"),  # two exchanged
        ("가지고고", "가지고"),  # a syllable twice
        ("시스스템", "시스템"),
        ("하ㄴ다", "한다"),
        ("열졍", "열정"),
    ],
)
def test_what_was_meant_is_one_slip_away(wrong: str, right: str) -> None:
    assert right in set(slips(wrong))


def test_slips_are_words_of_korean_syllables_and_each_comes_once() -> None:
    found = list(slips("닭을"))

    assert len(found) == len(set(found))
    assert "닭을" not in found
    assert all("가" <= letter <= "힣" for word in found for letter in word)


@pytest.mark.parametrize(
    ("one", "other", "strokes"), [("협업", "협업", 0), ("협업", "혐업", 1), ("아르바트", "아르바이트", 2)]
)
def test_how_many_strokes_lie_between(one: str, other: str, strokes: int) -> None:
    assert distance(one, other) == strokes
    assert distance(other, one) == strokes
