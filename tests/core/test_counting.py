"""Counting as forms do, on composed and decomposed text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.counting import CHARS, CHARS_NO_SPACE, NEIS, TWO_BYTE, UTF8, CountProfile, CountRule, Limit, count, cut_at
from core.text import graphemes

ESSAY_CHARACTERS = st.text(
    st.sampled_from("가각힣ㄱㅏ 뷁aZ9.,!?–—“”…·\n\r\u2028\u3000é́한ᆫ👍🏽👨‍👩‍👧🇰🇷️Aʏ") | st.characters(codec="utf-8")
)
PROFILES = st.builds(
    CountProfile, rule=st.sampled_from(CountRule), newline=st.sampled_from((0, 1, 2)), code_units=st.booleans()
)


@pytest.mark.parametrize(
    ("text", "counts"),  # characters, without spaces, two-byte, UTF-8, NEIS
    [
        ("", (0, 0, 0, 0, 0)),
        ("지원 동기 2가지", (9, 7, 15, 21, 21)),
        ("가\n나", (3, 2, 6, 7, 8)),
        ("가\r\n나", (3, 2, 6, 7, 8)),
        ("가\r나", (3, 2, 6, 7, 8)),
        ("뷁", (1, 1, 2, 3, 3)),  # not in EUC-KR
        ("–", (1, 1, 2, 3, 3)),  # nor is this
        ("👍🏽", (1, 1, 4, 8, 8)),
        ("👨‍👩‍👧", (1, 1, 10, 18, 18)),
        ("\u3000 가", (3, 1, 5, 7, 7)),
    ],
)
def test_counts_by_each_rule(text: str, counts: tuple[int, ...]) -> None:
    profiles = (CHARS, CHARS_NO_SPACE, TWO_BYTE, UTF8, NEIS)
    assert tuple(count(text, profile) for profile in profiles) == counts


@pytest.mark.parametrize(("newline", "expected"), [(0, 2), (1, 4), (2, 6)])
def test_a_line_break_weighs_what_the_profile_says(newline: int, expected: int) -> None:
    assert count("가\n\r\n나", CountProfile(newline=newline)) == expected  # type: ignore[arg-type]


def test_code_units_count_as_javascript_does() -> None:
    assert count("👍🏽 좋아요", CountProfile(code_units=True)) == 8
    assert count("👍", CountProfile(CountRule.TWO_BYTE, code_units=True)) == 4


def test_a_mark_at_the_start_of_a_line_does_not_join_the_line_before() -> None:
    assert count("e\n\u0301", CHARS) == 3


@given(ESSAY_CHARACTERS, PROFILES)
def test_decomposed_text_counts_as_composed(text: str, profile: CountProfile) -> None:
    assert count(unicodedata.normalize("NFD", text), profile) == count(unicodedata.normalize("NFC", text), profile)


@given(ESSAY_CHARACTERS)
def test_two_byte_rule_never_counts_less_than_the_real_korean_encoding(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    one_line = "".join(composed.splitlines())
    encodable = one_line.encode("cp949", "ignore")
    assert count(one_line, TWO_BYTE) >= len(encodable) or "\u3164" in one_line


@given(ESSAY_CHARACTERS, PROFILES, st.integers(0, 60), st.booleans())
def test_cut_is_the_longest_whole_prefix_that_fits(
    text: str, profile: CountProfile, value: int, decomposed: bool
) -> None:
    text = unicodedata.normalize("NFD" if decomposed else "NFC", text)
    cut = cut_at(text, Limit(value, profile))
    if cut is None:
        assert count(text, profile) <= value
        return
    assert count(text[:cut], profile) <= value
    following = graphemes(text[cut:])[0]
    assert count(text[: cut + len(following)], profile) > value


def test_cut_counts_in_the_text_as_typed() -> None:
    typed = unicodedata.normalize("NFD", "한글 지원")
    assert cut_at(typed, Limit(2)) == len(unicodedata.normalize("NFD", "한글"))
    assert cut_at("한글 지원", Limit(None)) is None


def test_limit_goes_through_json() -> None:
    limit = Limit(700, CountProfile(CountRule.TWO_BYTE, newline=2, code_units=True))
    assert Limit.from_dict(limit.to_dict()) == limit
    assert Limit.from_dict(Limit().to_dict()) == Limit()


def test_wrong_weights_and_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="0, 1 or 2"):
        CountProfile(newline=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="euc-kr"):
        Limit.from_dict({"value": 1, "rule": "euc-kr", "newline": 1, "code_units": False})
