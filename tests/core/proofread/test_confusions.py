"""Words that are right elsewhere: the sentence decides, and the user has the last word."""

import pytest

from core.proofread.passes import proofread
from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("밤을 세우며 자료를 모았습니다.", "밤을 새우며 자료를 모았습니다."),
        ("여러 어려움을 해쳐 나갔습니다.", "여러 어려움을 헤쳐 나갔습니다."),
        ("정확한 기록은 몸에 베인 습관입니다.", "정확한 기록은 몸에 밴 습관입니다."),
        ("퇴근길에 매장에 들려 재고를 확인했습니다.", "퇴근길에 매장에 들러 재고를 확인했습니다."),
        ("변화를 받아드리는 자세를 배웠습니다.", "변화를 받아들이는 자세를 배웠습니다."),
    ],
)
def test_the_other_word_is_proposed(wrong: str, right: str) -> None:
    assert corrected(wrong) == right
    assert not any(found.confident for found in proofread(wrong))


@pytest.mark.parametrize(
    "right",
    [
        "계획을 세우며 하루를 시작했습니다.",
        "산길에서 가시덤불을 헤쳐 나갔습니다.",
        "칼에 손을 베인 뒤로 장갑을 꼈습니다.",
        "멀리서 소리가 들려 뛰어갔습니다.",
        "틀린 답을 고른 이유를 적었습니다.",
        "오후에 물건을 정리하고 저녁에 손님을 맞았습니다.",
        "회의의 시작에 앞서 인사했습니다.",
    ],
)
def test_the_right_word_stays(right: str) -> None:
    assert corrected(right) == right
