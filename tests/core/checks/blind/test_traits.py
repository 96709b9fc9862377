"""Body, marriage, religion, disability and military service of the writer, not of customers, goods and machines."""

import pytest

from core.checks.blind import body, disability, marriage, military, religion
from tests.core.checks.blind.signs import Class, signs


@pytest.mark.parametrize(
    ("find", "text", "found"),
    [
        (body.check, "키 185cm입니다.", ("body", "키 185cm")),
        (body.check, "왜소한 체격이었습니다.", ("body", "왜소한 체격")),
        (marriage.check, "기혼이지만 괜찮습니다.", ("marriage", "기혼")),
        (marriage.check, "두 아이의 엄마입니다.", ("marriage", "두 아이의 엄마")),
        (religion.check, "교회 청년부에서 일했습니다.", ("religion", "교회")),
        (religion.check, "종교 동아리 회장이었습니다.", ("religion.hint", "종교 동아리")),
        (disability.check, "청각장애 2급입니다.", ("disability", "청각장애 2급")),
        (disability.check, "우울증을 앓았습니다.", ("disability", "우울증")),
        (military.check, "행정병으로 복무했습니다.", ("military.branch", "행정병")),
        (military.check, "전역 후 복학했습니다.", ("military", "전역")),
    ],
)
def test_the_writer_is_told(find: Class, text: str, found: tuple[str, str]) -> None:
    assert signs(find, text) == [found]


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (body.check, "키 170cm 마네킹을 놓았습니다."),
        (body.check, "비밀번호 키를 발급했습니다."),
        (marriage.check, "결혼을 앞둔 고객을 도왔습니다."),
        (marriage.check, "육아용품 매장에서 일했습니다."),
        (religion.check, "교회 건축 프로젝트를 맡았습니다."),
        (religion.check, "절차에 따랐습니다."),
        (disability.check, "서버 장애를 복구했습니다."),
        (disability.check, "우울증 환자를 도왔습니다."),
        (military.check, "수도권 전역을 맡았습니다."),
        (military.check, "제대로 만들었습니다."),
        (military.check, "공익을 생각합니다."),
    ],
)
def test_others_are_none(find: Class, text: str) -> None:
    assert signs(find, text) == []
