"""Keyboard mash, filler and places left to be filled in."""

import pytest

from core.checks import meaningless
from tests.core.checks.told import told

BEFORE, AFTER = "저는 창고의 재고를 다시 세었습니다.", "그래서 오차가 줄었습니다."


@pytest.mark.parametrize(
    "text",
    [
        "ㅁㄴㅇㄹ",
        "asdf",
        "qweasd",
        "ㅋㅋㅋㅋ",
        "하하하하하하",
        "bbbbbb",
        "아무말아무말",
        "뷁쀍",
        "lorem ipsum dolor",
        "다람쥐 헌 쳇바퀴에 타고파",
        "ㅏㅏ",
        "777777777",
    ],
)
def test_letters_without_meaning(text: str) -> None:
    assert [rule for rule, _ in told(meaningless.check, f"{BEFORE}\n{text}\n{AFTER}")] == ["meaningless.text"]


@pytest.mark.parametrize(
    "text",
    [
        "저는 [회사명]의 일원입니다.",
        "(직무명)에 지원합니다.",
        "{이름}입니다.",
        "[수치 추가]",
        "(나중에 보완)",
        "여기에 경험을 쓰세요.",
        "TODO: 고치기",
        "[Your Name]",
        "${company}",
        "____",
        "내용 추가",
        "불량을 [숫자]% 줄였습니다.",
        "@@회사에 지원합니다.",
    ],
)
def test_places_left_to_be_filled_in(text: str) -> None:
    assert [rule for rule, _ in told(meaningless.check, f"{BEFORE}\n{text}\n{AFTER}")] == ["meaningless.placeholder"]


@pytest.mark.parametrize("text", ["○○은행", "OO전자", "XXX 과제", "◯◯그룹", "00명", "N%", "△△상사", "**은행"])
def test_names_that_were_left_blank(text: str) -> None:
    assert [rule for rule, _ in told(meaningless.check, f"{BEFORE} 저는 {text} 이야기를 썼습니다.")] == [
        "meaningless.circles"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ㄱㄴㄷ순으로 정리했습니다.",
        "ㄷ자 형강을 썼습니다.",
        "property 함수를 고쳤습니다.",
        "qwerty 자판을 썼습니다.",
        "AAA 등급입니다.",
        "1,000,000원입니다.",
        "두근두근했습니다.",
        "비밀번호 0000을 바꾸었습니다.",
        "[직무 역량] 저는 잘 묻습니다.",
        "print()를 지웠습니다.",
        "TODO 앱을 만들었습니다.",
        "XX염색체입니다.",
        "OOP를 배웠습니다.",
        "○ 첫째",
        "논문 작성 예정입니다.",
        "[성과] 매출이 늘었습니다.",
        "똠얌을 팔았습니다.",
        "여기에 새 선반을 놓았습니다.",
        "보고서(공동 작성)를 냈습니다.",
    ],
)
def test_what_only_looks_so(text: str) -> None:
    assert told(meaningless.check, f"{BEFORE} {text} {AFTER}") == []


def test_of_overlapping_places_one_is_told() -> None:
    assert told(meaningless.check, "[회사명 입력]에 지원합니다.") == [("meaningless.placeholder", "[회사명 입력]")]
