"""The report of the structure check, and a program that cannot collect at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from tests.desktop.corpus.conftest import Bureau
from tests.desktop.corpus.test_collect import push
from tests.desktop.reading import visible_words


def report(found: int, *, ok: bool) -> dict[str, Any]:
    finding = {"name": "company", "selector": "p.tit span.titTx", "found": found, "wanted": "20", "ok": ok}
    page = {"kind": "list", "url": "https://www.jobkorea.co.kr/starter/PassAssay", "findings": [finding]}
    return {"event": "report", "ok": ok, "pages": [page]}


def checked(bureau: Bureau, event: dict[str, Any]) -> str:
    bureau.tell({"say": event})
    bureau.page.show_pane("check")
    push(bureau.page, "점검 시작")
    bureau.ended()
    return visible_words(bureau.page.check)


def test_a_site_that_is_as_expected(bureau: Bureau) -> None:
    words = checked(bureau, report(20, ok=True))
    for part in ("모두 예상과 같습니다", "목록", "회사", "20", "맞음"):
        assert part in words
    assert bureau.calls() == [["check", "--json"]]


def test_what_is_otherwise_is_named_and_what_to_do(bureau: Bureau) -> None:
    words = checked(bureau, report(0, ok=False))
    for part in ("1곳이 예상과 다릅니다", "selectors.py", "어긋남", "p.tit span.titTx"):
        assert part in words


def test_a_check_that_fails_says_why(bureau: Bureau) -> None:
    words = checked(bureau, {"event": "failed", "code": "scrape.browser_missing", "context": {"browser": "chromium"}})
    assert "필요한 것이 없습니다: chromium" in words


def test_only_one_thing_is_done_at_a_time(bureau: Bureau) -> None:
    bureau.tell({"hear": "the end"})
    bureau.page.show_pane("check")
    push(bureau.page, "점검 시작")
    bureau.page.show_pane("collect")
    bureau.page.collect.form.right.setChecked(True)
    bureau.page.collect.start()
    assert bureau.collector.verb == "check"
    assert "다른 일이 끝난 뒤에" in visible_words(bureau.page)
    bureau.page.show_pane("check")
    push(bureau.page, "멈춤")
    bureau.ended()
    assert "멈췄습니다." in visible_words(bureau.page)


@pytest.fixture
def without_browser(qtbot: QtBot, theme: Theme, home: Path, tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(qtbot, theme, tmp_path, installed=False)
    yield made
    made.close()


def test_a_program_that_cannot_collect_says_how_it_could(without_browser: Bureau) -> None:
    without_browser.page.show_pane("collect")
    words = visible_words(without_browser.page)
    assert "python3 tasks.py run --maintainer" in words
    assert "시작" not in words.splitlines()
    push(without_browser.page, "명령 복사")
    assert QGuiApplication.clipboard().text() == "python3 tasks.py run --maintainer"
