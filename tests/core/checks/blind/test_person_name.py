"""The name of the settings, and names that introduce themselves."""

import pytest

from core.checks.blind.person_name import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("지원자 한지우입니다.", "한지우"),
        ("한 지 우, 세 글자를 걸겠습니다.", "한 지 우"),
        ("모두가 지우야라고 불렀습니다.", "지우"),
        ("저는 박민준이라고 합니다.", "박민준"),
        ("제 이름은 이서연입니다.", "이서연"),
        ("이름: 강민서", "강민서"),
    ],
)
def test_a_name_is_found(text: str, word: str) -> None:
    assert ("name", word) in signs(check, text, "한지우")


@pytest.mark.parametrize(
    "text",
    [
        "실수를 지우고 다시 했습니다.",
        "저는 신중한 사람입니다.",
        "저는 성장형입니다.",
        "제 이름을 걸겠습니다.",
        "저는 조장이라고 생각합니다.",
    ],
)
def test_words_are_no_names(text: str) -> None:
    assert signs(check, text, "한지우") == []


def test_a_latin_name_of_the_settings() -> None:
    assert signs(check, "저는 jiwoo han입니다.", "Jiwoo Han") == [("name", "jiwoo han")]
