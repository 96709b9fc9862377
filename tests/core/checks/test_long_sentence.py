"""Sentences that are too long."""

from core.checks import long_sentence
from tests.core.checks.told import told


def test_more_than_120_characters() -> None:
    long = "저는 " + "가" * 117 + "다."

    assert told(long_sentence.check, f"짧습니다. {long}") == [("sentence.long", long)]
    assert told(long_sentence.check, "가" * 119 + ".") == []
