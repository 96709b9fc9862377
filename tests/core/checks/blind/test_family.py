"""The family's work, schooling and means; a customer's mother is not the writer's."""

import pytest

from core.checks.blind.family import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("아버지는 경찰관으로 일하셨습니다.", "family"),
        ("교사이신 어머니 밑에서 자랐습니다.", "family"),
        ("부모님께서 식당을 운영하셨습니다.", "family"),
        ("동생은 의대에 다닙니다.", "family"),
        ("아버지의 사업이 부도났습니다.", "family"),
        ("가난한 집안에서 자랐습니다.", "family"),
        ("아버지께서 귀사에서 일하셨습니다.", "family.company"),
        ("1남 2녀 중 막내로 태어났습니다.", "family.relation"),
        ("조부모님 손에서 자랐습니다.", "family.relation"),
        ("어머니께 편지를 썼습니다.", "family.mention"),
    ],
)
def test_the_family_is_found(text: str, rule: str) -> None:
    assert rule in [found for found, _ in signs(check, text)]


def test_going_somewhere_together_is_no_occupation() -> None:
    together, alone = "할머니께서 끝까지 함께 다니셨습니다.", "할머니께서 끝까지 회사에 다니셨습니다."
    assert "family" not in [rule for rule, _ in signs(check, together)]
    assert "family" in [rule for rule, _ in signs(check, alone)]


@pytest.mark.parametrize(
    "text",
    [
        "고객의 어머니가 교사이셔서 교구를 권했습니다.",
        "친구의 아버지가 운영하는 공장을 보았습니다.",
        "형식적인 보고를 줄였습니다.",
        "부모 노드와 자식 노드를 나누었습니다.",
        "아버지뻘 되는 기사님과 일했습니다.",
        "어려운 가정의 아이들에게 책을 읽어 주었습니다.",
        "한 할머니께서 문을 여셨고, 할머니는 웃으셨습니다.",
        "“어머니, 잠깐만요”라고 말했습니다.",
    ],
)
def test_other_families_are_none(text: str) -> None:
    assert signs(check, text) == []
