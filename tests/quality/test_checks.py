"""What the checks must find of the planted defects, and how silent they must be about clean answers."""

import pytest

from core.checks.registry import check
from core.remark import Level
from tests.quality.checks import Alarms, Recall, alarms, recalls
from tests.quality.seeding import harmless

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found() -> dict[str, Recall]:
    """By family, both halves together."""
    families: dict[str, Recall] = {}
    for (family, _), one in recalls().items():
        whole = families.setdefault(family, Recall())
        whole.found += one.found
        whole.total += one.total
    return families


@pytest.fixture(scope="module")
def on_clean() -> Alarms:
    return alarms()


def test_every_family_has_sixty_cases_and_is_found(found: dict[str, Recall]) -> None:
    assert len(found) == 18
    assert {family: one.total for family, one in found.items() if one.total < 60} == {}
    assert {family: one.share for family, one in found.items() if one.share < 0.95} == {}


def test_clean_answers_are_no_violations(on_clean: Alarms) -> None:
    assert on_clean.each(Level.VIOLATION) <= 0.05
    assert on_clean.each(Level.CHECK) <= 0.2


def test_a_decent_answer_gets_few_notes(on_clean: Alarms) -> None:
    assert on_clean.levels[Level.NOTE] / on_clean.answers <= 3


def test_sentences_that_only_look_like_defects() -> None:
    sentences = harmless()
    wrong = [one for one in sentences if one.alarms(check(one.context))]

    assert len(sentences) >= 60
    assert len(wrong) <= 0.03 * len(sentences)
