"""Spaces: those that are missing, those that are too many, and those that are the writer's choice."""

import pytest

from core.proofread.passes import proofread
from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("할수있는 일을 찾았습니다.", "할 수 있는 일을 찾았습니다."),
        ("배운것을 적었습니다.", "배운 것을 적었습니다."),
        ("노력한만큼 얻었습니다.", "노력한 만큼 얻었습니다."),
        ("세명이 함께 썼습니다.", "세 명이 함께 썼습니다."),
        ("이런경험이 있습니다.", "이런 경험이 있습니다."),
        ("회사에서 배운 경험 을 썼습니다.", "회사에서 배운 경험을 썼습니다."),
        ("팀원 들과 나누었습니다.", "팀원들과 나누었습니다."),
        ("일을 시작 하였습니다.", "일을 시작하였습니다."),
        ("매우중요한 일입니다.", "매우 중요한 일입니다."),
        ("실력을 쌓고있습니다.", "실력을 쌓고 있습니다."),
    ],
)
def test_what_is_wrong_is_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "보여 주고 싶었습니다.",
        "보여주고 싶었습니다.",  # an auxiliary verb may stand by itself or not
        "적어 놓은 것을 고쳤습니다.",
        "품질 관리와 품질관리를 견주었습니다.",
        "하나뿐인 방법이었습니다.",
        "일이 많은데 사람이 적었습니다.",
        "찾는 데 오래 걸렸습니다.",
        "한번은 손님이 오셨고, 한 번도 늦지 않았습니다.",
        "제도 의무대 근무를 했습니다.",
    ],
)
def test_what_is_right_or_free_stays(right: str) -> None:
    assert corrected(right) == right


def test_all_spaces_that_a_word_lacks_come_in_one_correction() -> None:
    (found,) = proofread("끝까지 할수있는것을 찾았습니다.")

    assert (found.original, found.suggestions) == ("할수있는것을", ("할 수 있는 것을",))


@pytest.mark.parametrize(
    "right",
    [
        "실패 한 줄이 배움을 보여 줍니다.",
        "무엇을 확인해 보고 싶은지 한 문장으로 적었습니다.",
        "재원일수에 견준 값과 산식을 적었습니다.",
        "제가 대신 해 드렸습니다.",
        "무엇을 골랐는지 안다면 답할 수 있습니다.",
    ],
)
def test_what_kiwi_may_misread_stays(right: str) -> None:
    assert corrected(right) == right
