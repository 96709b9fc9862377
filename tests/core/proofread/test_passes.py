"""Proofreading as a whole: offsets, what stays as it is, and texts that are no prose."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis.strategies import sampled_from, text

from core.proofread.passes import proofread
from tests.core.proofread.measure import corrected

SYLLABLES = "가나다습니다했됬되돼안않을를은는이의에 할수있것때몇일, .\n1aㄱㅏ😀"


def test_several_mistakes_of_a_text_in_its_order() -> None:
    whole = "몇일 동안 업무을 배웠습니다.\n그 결과 할수있는 일이 늘었습니다."

    found = proofread(whole)

    assert [(c.original, c.suggestions[0], c.confident) for c in found] == [
        ("몇일", "며칠", True),
        ("업무을", "업무를", True),
        ("할수있는", "할 수 있는", True),
    ]
    assert all(whole[c.span.start : c.span.end] == c.original for c in found)
    assert all(c.reason and c.rule for c in found)


def test_decomposed_text_has_offsets_of_its_own() -> None:
    typed = unicodedata.normalize("NFD", "오늘도 몇일 뒤를 생각합니다. 업무을 배웠습니다.")

    found = proofread(typed)

    assert [c.suggestions[0] for c in found] == ["며칠", "업무를"]
    assert [typed[c.span.start : c.span.end] for c in found] == [c.original for c in found]
    assert [unicodedata.normalize("NFC", c.original) for c in found] == ["몇일", "업무을"]


def test_an_emoji_before_moves_nothing() -> None:
    whole = "👨‍👩‍👧‍👦 가족과 😀 몇일을 보냈습니다."

    (found,) = proofread(whole)

    assert whole[found.span.start : found.span.end] == "몇일을"


@pytest.mark.parametrize(
    "right",
    [
        "GitHub에 올린 React 코드를 v1.2로 고쳤습니다.",
        "dev.kim@example.com으로 보내고 https://example.com/a에 올렸습니다.",
        "C++과 Node.js를 배우고 AutoCAD로 그렸습니다.",
        "TOEIC 900점과 OPIc IH를 받았습니다.",
        "3.5%에서 1,200원으로, 2024년 3월에 바꾸었습니다.",
        "이수진 선배와 김가람 대리님, 최하늘 팀장께 배웠습니다.",
    ],
)
def test_foreign_words_figures_and_names_stay(right: str) -> None:
    assert corrected(right) == right


def test_words_of_the_dictionary_stay_wherever_they_stand() -> None:
    whole = "메뉴얼랩에서 몇일을 보냈습니다."
    assert [c.original for c in proofread(whole)] == ["메뉴얼랩에서", "몇일을"]

    assert [c.original for c in proofread(whole, dictionary=frozenset({"메뉴얼랩"}))] == ["몇일을"]
    assert not proofread(whole, dictionary=frozenset({unicodedata.normalize("NFD", "메뉴얼랩"), "몇일", ""}))


@pytest.mark.parametrize(
    "nothing", ["", " ", "\n\n\t", "…", "\x00", "\ud83d", "😀" * 50, "ㅋㅋㅋㅋ", "ㅁㄴㅇㄹ " * 200, "a" * 3000]
)
def test_what_is_no_prose_has_no_mistakes(nothing: str) -> None:
    assert proofread(nothing) == ()


@pytest.mark.parametrize(
    "strange",
    ["가나다라" * 300, "뷁쉛 " * 300, "할수있는" * 100, "있엇습니다 " * 100, "\u200b몇일\u200b", "몇\u0301일"],
)
def test_strange_texts_are_survived(strange: str) -> None:
    for found in proofread(strange):
        assert strange[found.span.start : found.span.end] == found.original


@settings(max_examples=150)
@given(text(sampled_from(SYLLABLES), max_size=40), sampled_from(["NFC", "NFD"]))
def test_corrections_are_apart_in_order_and_change_what_they_name(letters: str, form: str) -> None:
    whole = unicodedata.normalize("NFC" if form == "NFC" else "NFD", letters)

    found = proofread(whole)

    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    for correction in found:
        assert whole[correction.span.start : correction.span.end] == correction.original
        assert correction.suggestions
        assert correction.suggestions[0] != unicodedata.normalize("NFC", correction.original)
