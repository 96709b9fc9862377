"""점검 in the settings, over a real database."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import paths
from core.proofread import dictionary
from core.storage.ignored import Ignored, IgnoreScope
from tests.desktop.reading import press, type_in, visible_words
from tests.desktop.settings.test_page import Desk, desk, push

__all__ = ["desk"]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
RULE = Ignored("1", IgnoreScope.RULE, "sentence.long", NOW)
EXPRESSION = Ignored("2", IgnoreScope.EXPRESSION, "company.earlier", NOW, "새론\n전자")
PLACE = Ignored("3", IgnoreScope.PLACE, "cliche", NOW, "최선을 다", None, "저는", "했습니다")


def test_the_profile_of_blind_recruitment_holds_at_once(desk: Desk) -> None:
    assert desk.kept().blind_profile == "private"
    push(desk.page, "공공")
    assert desk.kept().blind_profile == "public"
    push(desk.page, "끄기")
    assert desk.kept().blind_profile == "off"


def test_the_own_name_is_kept_when_it_is_written(desk: Desk) -> None:
    field = desk.page.checks.own_name
    field.setFocus()
    type_in(field, " 홍길동 ")
    assert desk.kept().own_name == ""
    press(field, Qt.Key.Key_Return)
    assert desk.kept().own_name == "홍길동"


def test_spelling_can_be_switched_off(desk: Desk) -> None:
    assert "0.5 GB" in visible_words(desk.page)
    desk.page.checks.spelling.button("off").click()
    assert not desk.kept().proofread


def test_nothing_is_ignored_at_first(desk: Desk) -> None:
    assert "없음" in visible_words(desk.page.checks.ignored)


def test_what_is_ignored_everywhere_is_listed_and_taken_back(desk: Desk, qtbot: QtBot) -> None:
    for entry in (RULE, EXPRESSION, PLACE):
        desk.checks.ignored.add(entry)
    qtbot.waitUntil(lambda: "규칙 ‘긴 문장’" in visible_words(desk.page.checks.ignored), timeout=20_000)
    words = visible_words(desk.page.checks.ignored)
    assert "‘새론 전자’ · 전에 지원한 회사" in words
    assert "최선을 다" not in words, "a place is undone where it is"
    push(desk.page, "규칙 ‘긴 문장’ 다시 살피기")
    assert "긴 문장" not in visible_words(desk.page.checks.ignored)
    results: list[tuple[Ignored, ...]] = []
    desk.jobs.submit(lambda database: database.ignored.list(), results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=5000)
    assert [one.id for one in results[0]] == ["3", "2"]


def test_own_words_are_listed_and_go_with_everything_else(desk: Desk, qtbot: QtBot) -> None:
    desk.checks.words.add("느루마트")
    desk.checks.words.add("발주표")
    assert "느루마트" in visible_words(desk.page.checks.words)
    push(desk.page, "느루마트 빼기")
    assert "느루마트" not in visible_words(desk.page.checks.words)
    qtbot.waitUntil(lambda: dictionary.words() == {"발주표"}, timeout=5000)
    with qtbot.waitSignal(desk.page.data_replaced, timeout=10_000):
        desk.page._erase()
    qtbot.waitUntil(lambda: not paths.dictionary_file().exists(), timeout=5000)
