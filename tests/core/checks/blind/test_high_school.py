"""High schools by name and kind; what other schools a customer or a pupil goes to is left alone."""

import pytest

from core.checks.blind.high_school import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("대원외고를 졸업했습니다.", "대원외고"),
        ("과학고를 조기 졸업했습니다.", "과학고"),
        ("저는 상고 출신입니다.", "상고"),
        ("여수공고를 나와 취업했습니다.", "여수공고"),
        ("광주과학고등학교 시절이었습니다.", "광주과학고등학교"),
        ("경기여자고등학교 방송부에서 활동했습니다.", "경기여자고등학교"),
    ],
)
def test_a_school_is_found(text: str, word: str) -> None:
    assert ("school.high", word) in signs(check, text)


@pytest.mark.parametrize(
    "text",
    [
        "예고 없이 멈췄습니다.",
        "입찰 공고를 확인했습니다.",
        "채용공고에 지원했습니다.",
        "재고를 줄였습니다.",
        "외고를 받아 사보에 실었습니다.",
        "인근 고등학교에 납품했습니다.",
        "고등학교 때부터 좋아했습니다.",
        "특성화고 학생들에게 용접을 가르쳤습니다.",
        "경기고를 졸업했다는 고객을 만났습니다.",
        "검정고시를 준비하는 어르신 스무 분을 가르쳤습니다.",
    ],
)
def test_an_ordinary_word_is_none(text: str) -> None:
    assert signs(check, text) == []
