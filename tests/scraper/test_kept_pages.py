from pathlib import Path

import pytest

from core import paths
from scraper.kept_pages import MOST, keep


def test_a_copy_is_masked_and_says_what_it_was() -> None:
    kept = Path(keep("<p>제 번호는 010-1234-5678, 메일은 hong@example.com 입니다</p>", "detail_9/../1"))

    assert kept.parent == paths.logs_dir() / "pages"
    assert kept.name.endswith("-detail_9____1.html")
    text = kept.read_text(encoding="utf-8")
    assert "1234" not in text
    assert "hong@" not in text
    assert "번호는" in text


def test_only_the_latest_are_kept() -> None:
    names = [keep(f"<p>{number}</p>", f"page_{number}") for number in range(MOST + 5)]

    kept = sorted((paths.logs_dir() / "pages").iterdir())
    assert [str(path) for path in kept] == names[5:]


def test_nothing_is_kept_of_nothing() -> None:
    assert keep("", "blocked") == ""
    assert not (paths.logs_dir() / "pages").exists()


def test_a_disk_that_takes_no_copy_does_not_hide_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)

    assert keep("<p>글</p>", "detail_1") == ""
