"""The table: each family finds what is wrong and leaves what only looks like it."""

import pytest
import regex

from core.proofread import rules
from tests.core.proofread.measure import corrected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("일이 잘 됬습니다.", "일이 잘 됐습니다."),
        ("늦으면 안되요.", "늦으면 안 돼요."),
        ("포기하지 안고 버텼습니다.", "포기하지 않고 버텼습니다."),
        ("일을 않 하려는 사람은 없었습니다.", "일을 안 하려는 사람은 없었습니다."),
        ("팀원으로써 책임을 다했습니다.", "팀원으로서 책임을 다했습니다."),
        ("직접 봄으로서 알게 되었습니다.", "직접 봄으로써 알게 되었습니다."),
        ("불량율이 높았습니다.", "불량률이 높았습니다."),
        ("열심이 배웠습니다.", "열심히 배웠습니다."),
        ("틈틈히 적었습니다.", "틈틈이 적었습니다."),
        ("몇일이 걸렸습니다.", "며칠이 걸렸습니다."),
        ("메뉴얼을 고쳤습니다.", "매뉴얼을 고쳤습니다."),
        ("왠만하면 직접 합니다.", "웬만하면 직접 합니다."),
        ("얼굴이 들어나는 자리입니다.", "얼굴이 드러나는 자리입니다."),
        ("주문하신 음료 나오셨습니다.", "주문하신 음료 나왔습니다."),
        ("저에 강점은 끈기입니다.", "저의 강점은 끈기입니다."),
        ("무엇이던 하겠습니다.", "무엇이든 하겠습니다."),
        ("먼저 연락할께요.", "먼저 연락할게요."),
        ("이뿐만아니라 값도 쌉니다.", "이뿐만 아니라 값도 쌉니다."),
    ],
)
def test_what_is_wrong_is_put_right(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    "right",
    [
        "그렇게 하면 안 됩니다.",
        "되도록 빨리 끝냈습니다.",
        "아이를 안고 뛰었습니다.",
        "팀원으로서 말했습니다.",
        "칼로써 잘랐습니다.",
        "비율과 확률을 구했습니다.",
        "깊이 생각하고 꾸준히 썼습니다.",
        "몇 년이 걸렸습니다.",
        "왠지 마음이 놓였습니다.",
        "창고에 들어가는 물건입니다.",
        "손님이 나오셨습니다.",
        "저에게 맡겨 주셨습니다.",
        "가던 길을 갔습니다.",
        "그는 보란 듯이 해냈습니다.",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert corrected(right) == right


def test_the_table_is_long() -> None:
    assert rules.count() > 1200


def test_a_wrong_word_is_known_as_wrong() -> None:
    assert rules.is_wrong("있읍니다")
    assert not rules.is_wrong("있습니다")


def test_a_class_of_syllables_by_their_final_consonant() -> None:
    pattern = rules.compiled("<<ㄹ>>꺼")

    assert pattern.search("할꺼야")
    assert not pattern.search("한꺼번에")


def test_every_rule_has_a_reason_and_every_pattern_changes_something() -> None:
    for name, row in rules.groups().items():
        assert row["reason"], name
        for word, put in row.get("words", {}).items():
            right = put["put"] if isinstance(put, dict) else [put]
            assert word.strip("~|") not in right, f"{name}: {word}"
        for pattern in row.get("patterns", ()):
            assert isinstance(rules.compiled(pattern["find"]), regex.Pattern)
