"""What is said twice."""

import pytest

from core.checks import repetition
from tests.core.checks.told import told

SENTENCES = "저는 창고의 재고를 다시 세었습니다. 반품은 목요일마다 몰렸습니다. 그래서 배차 순서를 바꾸자고 했습니다."


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("저는 재고를 재고를 세었습니다.", "재고를"),
        ("저는 고객 고객의 말을 적었습니다.", "고객의"),
        ("다시 세는 일 다시 세는 일을 했습니다.", "다시 세는 일을"),
        ("The team team met.", "team"),
    ],
)
def test_a_doubled_word(text: str, second: str) -> None:
    assert told(repetition.check, text) == [("repetition.double", second)]


@pytest.mark.parametrize(
    "text",
    [
        "한 명 한 명에게 물었습니다.",
        "하나 하나 세었습니다.",
        "해도 해도 끝이 없었습니다.",
        "10 10 20을 더했습니다.",
        "재고를, 재고를 세었습니다.",
        "재고를\n재고를 세었습니다.",
        "사람 사람마다 달랐습니다.",
    ],
)
def test_what_korean_says_twice(text: str) -> None:
    assert told(repetition.check, text) == []


def test_the_same_sentence_once_more() -> None:
    again = "저는 창고의  재고를 다시 세었습니다!"

    assert told(repetition.check, f"{SENTENCES} {again}") == [("repetition.sentence", again)]


def test_thanks_may_stand_twice() -> None:
    assert told(repetition.check, f"감사합니다. {SENTENCES} 감사합니다.") == []


def test_a_long_passage_once_more() -> None:
    text = (
        f"{SENTENCES} 지난해의 담당자가 저는 창고의 재고를 다시 세었습니다만 그때는 아무도 "
        "그래서 배차 순서를 바꾸자고 했습니다라는 말을 보고서에 남기지 않았습니다."
    )

    found = told(repetition.check, text)

    assert [rule for rule, _ in found] == ["repetition.phrase"]
    assert "배차 순서를 바꾸자고" in found[0][1]


def test_the_same_sentence_reworded() -> None:
    text = (
        "반품 상자를 통로 옆에서 문 앞으로 옮겨 시간을 줄였습니다. "
        "그리고 반품 상자를 통로 옆에서 문 쪽으로 옮겨서 시간을 줄였습니다."
    )

    assert [rule for rule, _ in told(repetition.check, text)] == ["repetition.phrase"]
    assert told(repetition.check, f"{SENTENCES} 저는 창고의 기록을 다시 썼습니다.") == []


def test_an_empty_word_everywhere() -> None:
    text = " ".join(f"이 일에 열정을 쏟아 {n}번 상자를 옮겼습니다." for n in "가나다라마바")

    words = [remark for remark in told(repetition.check, text) if remark[0] == "repetition.word"]

    assert ("repetition.word", "열정") in words


def test_what_the_question_is_about_may_be_named_often() -> None:
    text = " ".join(
        f"안전을 지키려고 {n} 구역의 순서를 {m} 방식으로 바꾸어 보았습니다."
        for n, m in zip("가나다라마바사아", "하파타카차자아사", strict=True)
    )

    assert ("repetition.word", "안전") in told(repetition.check, text)
    assert ("repetition.word", "안전") not in told(repetition.check, text, question="안전을 지킨 경험을 쓰시오.")


def test_sentences_that_begin_alike() -> None:
    text = "저는 재고를 세었습니다. 저는 기록을 고쳤습니다. 저는 순서를 바꾸었습니다. 그 뒤로 오차가 없었습니다."

    assert told(repetition.check, text) == [("repetition.start", "저는")]
    assert told(repetition.check, text.replace("저는 기록", "그리고 기록")) == []
