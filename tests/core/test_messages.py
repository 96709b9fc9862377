"""Every error code has a sentence and a next step in both languages, and a message never fails itself."""

import tomllib

import pytest

from core import errors
from core.messages import for_code, sentence
from core.paths import resources_dir


def all_errors(root: type[errors.AppError] = errors.AppError) -> list[type[errors.AppError]]:
    # `__subclasses__` also sees errors of other packages and of tests; this tree is core's.
    found = [root] if root.__module__ == "core.errors" else []
    return found + [error for child in root.__subclasses__() for error in all_errors(child)]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("error", all_errors())
def test_every_code_has_its_own_sentence(error: type[errors.AppError], language: str) -> None:
    rows = tomllib.loads((resources_dir() / "messages.toml").read_text(encoding="utf-8"))[language]

    assert rows[error.code]["what"]
    assert rows[error.code]["next"]


def test_facts_are_shown_in_units_people_read() -> None:
    message = sentence(errors.NotEnoughMemory(needed=2_200_000_000, available=900_000_000))

    assert "2.2 GB" in message.what
    assert "900 MB" in message.what


def test_a_missing_fact_leaves_a_dash() -> None:
    assert "—" in sentence(errors.NotEnoughMemory()).what


def test_an_unknown_code_falls_back_to_its_parent() -> None:
    assert for_code("engine.something_new", {}) == for_code("engine", {})
    assert for_code("nothing.known", {}) == for_code("app", {})


def test_unknown_languages_read_korean() -> None:
    assert sentence(errors.AnswerEmpty(), "fr") == sentence(errors.AnswerEmpty(), "ko")


def test_codes_find_their_class_again() -> None:
    for error in all_errors():
        assert errors.by_code(error.code) is error
    assert errors.by_code("engine.from_the_future") is errors.EngineError
