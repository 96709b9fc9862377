import pytest

from core.counting import CHARS, CHARS_NO_SPACE, TWO_BYTE, UTF8, Limit
from desktop.workspace.question_text import propose, short_title


@pytest.mark.parametrize(
    ("pasted", "limit"),
    [
        ("지원 동기를 쓰시오. (700자 이내)", Limit(700)),
        ("성장과정 [최소 300자 이상 ~ 1,000자 이내, 공백 제외]", Limit(1000, CHARS_NO_SPACE)),
        ("협업 경험 (1000byte)", Limit(1000, TWO_BYTE)),
        ("자유롭게 (최대 2,000 Bytes, UTF-8)", Limit(2000, UTF8)),
        ("만 19세 이후 한 일 500~800자", Limit(800)),
        ("최소 500자 이상 쓰시오. 최대 700자까지", Limit(700)),
        ("직무 역량 500 글자 이내", Limit(500)),
        ("대학 4학년 때 3자 협업", None),
        ("100명 앞에서 발표한 경험", None),
        ("지원 동기", None),
        ("999999자 이내", None),
        ("", None),
    ],
)
def test_the_limit_is_read_from_a_pasted_question(pasted: str, limit: Limit | None) -> None:
    assert propose(pasted).limit == limit


def test_a_limit_that_does_not_say_how_spaces_count_takes_the_usual_profile() -> None:
    assert propose("지원 동기 (700자)", CHARS_NO_SPACE).limit == Limit(700, CHARS_NO_SPACE)
    assert propose("지원 동기 (700자)", CHARS).limit == Limit(700, CHARS)


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("1. 지원 동기", "지원 동기"),
        ("문항 2) 성장 과정", "성장 과정"),
        ("Q3. 협업", "협업"),
        ("[문항1] 포부", "포부"),
        ("2026년 하반기 목표", "2026년 하반기 목표"),
        ("1.5배 성장한 경험", "1.5배 성장한 경험"),
        ("  지원\r\n동기  ", "지원\n동기"),
    ],
)
def test_the_number_before_a_question_is_left_out(pasted: str, text: str) -> None:
    assert propose(pasted).text == text


def test_a_tab_is_named_by_the_first_words() -> None:
    assert short_title("지원 동기를 쓰시오. (700자 이내)") == "지원 동기를 쓰시오."
    assert len(short_title("가" * 100)) <= 18
