"""Sentences of the rules, from their resources."""

import re

import pytest

from core.checks.context import BlindProfile
from core.checks.wording import finding, level_label, profile_label, rules
from core.remark import Level, Polarity, Source, Span


def test_a_finding_is_a_remark_of_a_rule() -> None:
    remark = finding("company.other", "기아에 지원합니다.", Span(0, 2), name="기아", company="가람")

    assert (remark.source, remark.polarity, remark.rule) == (Source.RULE, Polarity.IMPROVE, "company.other")
    assert (remark.quote, remark.level) == ("기아", Level.VIOLATION)
    assert "‘기아’" in remark.reason
    assert "(가람)" in remark.reason


def test_the_level_of_a_rule_may_be_another_once() -> None:
    assert finding("company.other", "기아", None, level=Level.NOTE, name="기아", company="가람").level is Level.NOTE


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_has_words(rule: str) -> None:
    row = rules()[rule]

    assert row.label
    assert len(row.label) <= 16
    assert row.reason
    assert row.advice
    assert re.search(r"[다요까][.?]$|\}$", row.reason)


def test_words_of_levels_and_profiles() -> None:
    assert [level_label(level) for level in Level] == ["위반", "확인 필요", "참고"]
    assert [profile_label(profile) for profile in BlindProfile] == ["공공", "민간", "끄기"]
