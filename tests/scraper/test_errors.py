"""Every way in which collecting can fail has a sentence and a next step of its own, in both languages."""

import tomllib

import pytest

from core.messages import for_code, sentence
from core.paths import resources_dir
from scraper.errors import RobotsForbid, ScrapeError, SiteUnreachable


def all_errors(root: type[ScrapeError] = ScrapeError) -> list[type[ScrapeError]]:
    return [root, *(error for child in root.__subclasses__() for error in all_errors(child))]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("error", all_errors())
def test_every_code_has_its_own_sentence(error: type[ScrapeError], language: str) -> None:
    rows = tomllib.loads((resources_dir() / "messages.toml").read_text(encoding="utf-8"))[language]

    assert rows[error.code]["what"]
    assert rows[error.code]["next"]


def test_a_reason_that_has_words_of_its_own_is_told_with_them() -> None:
    assert "주소를 찾지 못했습니다" in sentence(SiteUnreachable(host="example.test", reason="dns")).what
    assert "연결하지 못했습니다" in sentence(SiteUnreachable(host="example.test", reason="something_new")).what
    assert sentence(RobotsForbid(path="/x", reason="unreadable")) != sentence(RobotsForbid(path="/x"))


def test_the_window_finds_the_same_words_by_code_alone() -> None:
    context: dict[str, str | int | float] = {"host": "example.test", "reason": "offline"}

    assert for_code("scrape.unreachable", context) == sentence(SiteUnreachable("", **context))
