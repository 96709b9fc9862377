"""Telephone, mail, address and accounts of the writer; a shop's are not."""

import pytest

from core.checks.blind.contact import check
from tests.core.checks.blind.signs import signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("010-1234-5678로 주세요.", ("contact", "010-1234-5678")),
        ("+82-10-1234-5678입니다.", ("contact", "+82-10-1234-5678")),
        ("me@example.com으로 주세요.", ("contact", "me@example.com")),
        ("980512-1234567입니다.", ("contact", "980512-1234567")),
        ("주소는 마포구 합정동 123-4입니다.", ("contact.address", "마포구 합정동 123-4")),
        ("github.com/jiwoo에 있습니다.", ("contact.account", "github.com/jiwoo")),
        ("카톡 아이디 jiwoo99입니다.", ("contact.account", "jiwoo99")),
    ],
)
def test_contacts_are_found(text: str, found: tuple[str, str]) -> None:
    assert found in signs(check, text)


@pytest.mark.parametrize(
    "text",
    [
        "접수 번호 010-2023-0001을 보았습니다.",
        "대표 번호 02-123-4567로 걸려 왔습니다.",
        "1588-0000으로 안내했습니다.",
        "유튜브 Analytics를 보았습니다.",
        "강남구 테헤란로 152 매장에서 일했습니다.",
        "www.moef.go.kr의 통계를 썼습니다.",
        "@property를 썼습니다.",
    ],
)
def test_others_are_none(text: str) -> None:
    assert signs(check, text) == []
