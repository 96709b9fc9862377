"""The question in the answer."""

from core.checks import question
from tests.core.checks.told import told

QUESTION = "지원 직무에 필요한 역량과 이를 갖추기 위한 노력을 기술해 주십시오."


def test_the_question_copied_whatever_its_spacing() -> None:
    copy = "지원직무에 필요한 역량과, 이를 갖추기 위한 노력"

    assert told(question.check, f"{copy}을 말씀드리겠습니다. 저는 묻습니다.", question=QUESTION) == [
        ("question.repeated", f"{copy}을")
    ]


def test_words_in_common_are_no_copy() -> None:
    answer = "이 직무에 필요한 것은 먼저 묻는 힘입니다. 그래서 노력을 기록했습니다."

    assert told(question.check, answer, question=QUESTION) == []


def test_a_short_question_and_none() -> None:
    short = "지원 동기와 포부를 쓰시오."
    assert told(question.check, f"{short} 저는 묻습니다.", question=short) == [
        ("question.repeated", "지원 동기와 포부를 쓰시오")
    ]
    assert told(question.check, "아무 답이나 씁니다.") == []
