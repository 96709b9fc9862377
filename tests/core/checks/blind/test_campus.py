"""Festivals, papers and mail addresses give a school away; a company's campus does not."""

import pytest

from core.checks.blind.campus import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("연고전에서 응원했습니다.", ("school.hint", "연고전")),
        ("연세춘추 기자였습니다.", ("school.hint", "연세춘추")),
        ("안암캠퍼스에서 축제를 열었습니다.", ("school.hint", "안암캠퍼스")),
        ("a@snu.ac.kr로 보냈습니다.", ("school.mail", "snu.ac.kr")),
        ("신촌에서 자취했습니다.", ("school.hint", "신촌에서 자취")),
        ("국제캠퍼스에서 지냈습니다.", ("school.hint", "국제캠퍼스")),
    ],
)
def test_what_gives_it_away(text: str, found: tuple[str, str]) -> None:
    assert signs(check, text) == [found]


@pytest.mark.parametrize(
    "text", ["삼성전자 수원캠퍼스에서 실습했습니다.", "캠퍼스 리크루팅에 갔습니다.", "신촌에서 열린 행사를 도왔습니다."]
)
def test_what_does_not(text: str) -> None:
    assert signs(check, text) == []
