"""Telling another page from the one asked for."""

import pytest

from scraper.pages.signs import looks_blocked, looks_deleted, looks_like_login
from tests.scraper.pages.by_hand import page, question
from tests.scraper.site import defects
from tests.scraper.site.essays import generate
from tests.scraper.site.render import detail_html, list_html

ESSAYS = generate(13, pages=20, pairs=60)
REAL = [*map(detail_html, ESSAYS), list_html(ESSAYS, 20, 1, 1)]
NOTICES = [defects.DELETED, defects.BLOCKED, defects.CAPTCHA, defects.CHALLENGE, defects.LOGIN, defects.ERROR]


def test_real_pages_bear_no_sign() -> None:
    for html in REAL:
        assert not looks_deleted(html)
        assert looks_blocked(html, "합격자소서", "https://www.jobkorea.co.kr/starter/PassAssay") == ""
        assert not looks_like_login(html, "https://www.jobkorea.co.kr/starter/PassAssay/View/1")


def test_an_essay_may_speak_of_a_captcha_or_a_login() -> None:
    html = page(question("CAPTCHA를 우회하는 비정상적인 접근이 차단되었습니다. 합격자소서 정보가 없습니다."))

    assert looks_blocked(html) == ""
    assert not looks_deleted(html)
    assert not looks_like_login(html)


def test_only_the_deleted_page_is_deleted() -> None:
    assert [looks_deleted(html) for html in NOTICES] == [True, False, False, False, False, False]


def test_blocks_are_told_by_their_sign() -> None:
    assert [looks_blocked(html) for html in NOTICES] == ["", "denied", "captcha", "challenge", "", ""]


def test_a_login_is_told_by_its_form_or_its_address() -> None:
    assert [looks_like_login(html) for html in NOTICES] == [False, False, False, False, True, False]
    assert looks_like_login(defects.ERROR, "https://www.jobkorea.co.kr/Login/Login_Tot.asp?re_url=/starter")
    assert not looks_like_login(defects.ERROR, "https://www.jobkorea.co.kr/starter?next=/Login/")


def test_a_long_page_that_mentions_a_block_is_none() -> None:
    article = f"<html><body><p>{'긴 기사입니다. ' * 500}접근이 차단되었습니다.</p></body></html>"

    assert looks_blocked(article) == ""


@pytest.mark.parametrize("name", defects.HOSTILE)
def test_hostile_pages_bear_no_sign_and_take_no_time(name: str) -> None:
    html = defects.HOSTILE[name]()

    assert (looks_deleted(html), looks_blocked(html), looks_like_login(html)) == (False, "", False)
