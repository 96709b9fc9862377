"""The final consonant of a syllable."""

import pytest
from hypothesis import given
from hypothesis.strategies import characters, sampled_from

from core.proofread.syllables import FINALS, final, is_syllable, with_final

SYLLABLES = characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))


@pytest.mark.parametrize(("syllable", "consonant"), [("가", ""), ("값", "ㅄ"), ("했", "ㅆ"), ("힣", "ㅎ")])
def test_the_final_consonant(syllable: str, consonant: str) -> None:
    assert final(syllable) == consonant


@given(SYLLABLES, sampled_from(FINALS))
def test_another_final_consonant_keeps_the_rest(syllable: str, consonant: str) -> None:
    changed = with_final(syllable, consonant)

    assert final(changed) == consonant
    assert with_final(changed, final(syllable)) == syllable


@pytest.mark.parametrize("character", ["ㄱ", "ㅏ", "a", "1", " ", "\u1100", "漢"])
def test_only_whole_syllables_are_syllables(character: str) -> None:
    assert not is_syllable(character)
