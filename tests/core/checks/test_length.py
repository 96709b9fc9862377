"""Blank, short and long answers, counted as the form counts."""

import pytest

from core.checks import length
from core.counting import TWO_BYTE, Limit
from tests.core.checks.told import told


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "-", "\u200b", " ○ "])
def test_an_answer_without_a_letter_is_blank(text: str) -> None:
    assert told(length.check, text, limit=Limit(500)) == [("blank", "")]


def test_less_than_three_fifths_is_short() -> None:
    assert told(length.check, "가" * 59, limit=Limit(100)) == [("length.short", "")]
    assert told(length.check, "가" * 60, limit=Limit(100)) == []


def test_the_share_is_of_the_forms_own_unit() -> None:
    assert told(length.check, "가" * 30, limit=Limit(100, TWO_BYTE)) == []
    assert told(length.check, "가" * 29, limit=Limit(100, TWO_BYTE)) == [("length.short", "")]


def test_what_is_cut_off_is_marked() -> None:
    assert told(length.check, "가나다라마바사", limit=Limit(5)) == [("length.over", "바사")]


def test_spaces_at_the_end_are_not_too_many() -> None:
    assert told(length.check, "가나다라마\n\n", limit=Limit(5)) == []


def test_without_a_limit_only_blank_is_told() -> None:
    assert told(length.check, "가") == []
