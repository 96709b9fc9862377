"""What is promised about the blind check; `python -m tests.quality.blind` prints the numbers."""

import hashlib

import pytest

from core.checks.context import BlindProfile
from core.remark import Level
from tests.quality.blind.measure import clean, negatives, recall
from tests.quality.blind.phrases import FOLDER, phrases

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("half", "least"), [("seen", 0.98), ("held_out", 0.95), ("fresh", 0.95)])
def test_what_is_told_outright_is_found(half: str, least: float) -> None:
    rows = [row for (kind, _), row in recall(half).items() if kind == "direct"]

    assert sum(row.found for row in rows) / sum(row.phrases for row in rows) >= least
    assert sum(row.violations for row in rows) / sum(row.phrases for row in rows) >= least - 0.04


@pytest.mark.parametrize("half", ["seen", "held_out"])
def test_hints_are_found(half: str) -> None:
    rows = [row for (kind, _), row in recall(half).items() if kind == "indirect"]

    assert sum(row.found for row in rows) / sum(row.phrases for row in rows) >= 0.9


@pytest.mark.parametrize("half", ["seen", "held_out", "fresh"])
def test_harmless_sentences_are_left_alone(half: str) -> None:
    alarms = negatives(half).values()

    assert sum(one.levels[Level.VIOLATION] for one in alarms) <= 0.02 * sum(one.texts for one in alarms)


# What the samples do tell, as applicants do.
TOLD = {
    "장남",
    "장녀",
    "스무 살",
    "스물둘",
    "전라도의 작은 마을에서 태어나",
    "떡집을 하시는 부모님",
    "아버지께서는 30년 동안 한 직장에 다니시",
    "어머니의 반찬 가게",
    "부모님께서는 항구에서 작은 횟집을 하시",
    "어머니 가게",
}


@pytest.mark.parametrize("profile", [BlindProfile.PUBLIC, BlindProfile.PRIVATE])
def test_clean_answers_are_left_alone(profile: BlindProfile) -> None:
    found = clean(profile)

    alarms = [one.quote for _, one in found.remarks if one.level is Level.VIOLATION and one.quote not in TOLD]
    assert 1000 * len(alarms) / found.letters < 0.02, alarms
    assert found.per_thousand(Level.CHECK) < 0.2


def test_there_are_enough_phrases() -> None:
    direct = [phrase.family for half in ("seen", "held_out") for phrase in phrases(half) if phrase.kind == "direct"]
    traits = ("gender", "body", "marriage", "religion", "disability")

    assert min(direct.count(family) for family in ("school", "age", "region", "family", "contact")) >= 60
    assert sum(direct.count(family) for family in traits) >= 60
    assert sum(phrase.kind == "negative" for half in ("held_out", "fresh") for phrase in phrases(half)) >= 150


def test_the_frozen_phrases_are_untouched() -> None:
    for line in (FOLDER / "frozen.sha256").read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest
