"""Where the words of a search stand in a text."""

import pytest

from desktop.library.search import hits


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("지원", ["지원", "지 원"]),
        ("지원 동기", ["지원", "동기", "지 원"]),
        ("dev", ["Dev"]),
        ("(", ["("]),
        ("원동 지원", ["지원 동", "지 원"]),
        ("없음", []),
        ("", []),
    ],
)
def test_every_word_is_marked_whatever_its_case_and_spaces(query: str, marked: list[str]) -> None:
    text = "지원 동기: (Dev) 지 원"
    assert [text[start:end] for start, end in hits(text, query)] == marked
