"""Every way in which training can fail has a sentence and a next step of its own, in both languages."""

import tomllib

import pytest

from core.messages import sentence
from core.paths import resources_dir
from training.errors import CannotFit, DatasetInvalid, TrainingError


def all_errors(root: type[TrainingError] = TrainingError) -> list[type[TrainingError]]:
    # Other files of the package may have errors of their own: each package tests its own.
    return [root, *(error for child in root.__subclasses__() for error in all_errors(child))]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("error", all_errors())
def test_every_code_has_its_own_sentence(error: type[TrainingError], language: str) -> None:
    rows = tomllib.loads((resources_dir() / "messages.toml").read_text(encoding="utf-8"))[language]

    assert rows[error.code]["what"]
    assert rows[error.code]["next"]


def test_facts_are_in_the_sentence() -> None:
    invalid = DatasetInvalid(path="/자료/내 글.jsonl", line=3, reason="json")
    large = CannotFit(
        reason="gpu", needed=20_000_000_000, available=14_000_000_000, setting="batch.micro_tokens = 2048"
    )

    assert "/자료/내 글.jsonl, 3번째 줄" in str(sentence(invalid))
    assert "20.0 GB" in str(sentence(large))
    assert "batch.micro_tokens = 2048" in str(sentence(large))
