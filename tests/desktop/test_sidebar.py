"""The sidebar as it is looked at and clicked."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.essay import Application
from desktop.sidebar import SLIM, WIDE, Page, Sidebar
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from desktop.widgets.nav_row import NavRow
from tests.desktop.reading import visible_words

TODAY = date(2026, 11, 23)


def application(key: str, company: str, deadline: date | None) -> Application:
    return Application(key, company, "영업관리", "", deadline, 0, datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def sidebar(qtbot: QtBot, theme: Theme) -> Sidebar:
    widget = Sidebar(theme)
    qtbot.addWidget(widget)
    widget.resize(WIDE, 800)
    widget.set_applications(
        [
            application("a", "가람유통", date(2026, 11, 25)),
            application("b", "한빛물류", date(2026, 12, 2)),
            application("c", "새론전자", None),
        ],
        "a",
        TODAY,
    )
    widget.show()
    return widget


def row(sidebar: Sidebar, key: str) -> NavRow:
    found = sidebar.row(key)
    assert found is not None
    return found


def test_deadlines_are_red_within_three_days(sidebar: Sidebar) -> None:
    badges = {key: (row(sidebar, key).badge, row(sidebar, key).urgent) for key in "abc"}
    assert badges == {"a": ("D-2", True), "b": ("D-9", False), "c": ("상시", False)}


def test_clicking_an_application_or_a_page_says_which(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignal(sidebar.application_chosen) as chosen:
        QTest.mouseClick(row(sidebar, "b"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["b"]
    with qtbot.waitSignal(sidebar.page_chosen) as page:
        QTest.keyClick(row(sidebar, "history"), Qt.Key.Key_Space)
    assert page.args == [Page.HISTORY]


def test_one_row_is_current_the_page_or_the_application(sidebar: Sidebar) -> None:
    def current() -> list[str]:
        listed = [page.value for page in Page if page not in (Page.WORKSPACE, Page.OVERLAP)]
        keys = ["a", "b", "c", *listed]
        return [key for key in keys if row(sidebar, key).current]

    assert current() == ["a"]
    sidebar.set_page(Page.HISTORY)
    assert current() == ["history"]
    sidebar.set_page(Page.INTENT)
    assert current() == ["intent"]
    sidebar.set_page(Page.OVERLAP)  # it is about the application's answer
    assert current() == ["a"]
    sidebar.set_page(Page.WORKSPACE)
    sidebar.set_current("c")
    assert current() == ["c"]


def test_slim_keeps_every_row_and_its_name_for_screen_readers(sidebar: Sidebar) -> None:
    sidebar.set_slim(True)
    assert sidebar.width() == SLIM
    first = row(sidebar, "a")
    assert first.isVisible()
    assert first.accessibleName() == "가람유통 · 영업관리 D-2"
    assert first.toolTip() == "가람유통 · 영업관리 D-2"
    sidebar.set_slim(False)
    assert sidebar.width() == WIDE


def test_many_applications_scroll_and_leave_the_pages_in_view(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.set_applications([application(str(n), f"회사{n}", None) for n in range(40)], "0", TODAY)
    qtbot.waitUntil(lambda: sidebar.row("39") is not None)
    for page in ("history", "models", "settings"):
        found = row(sidebar, page)
        assert sidebar.rect().contains(found.mapTo(sidebar, found.rect().bottomRight()))


def test_a_second_window_offers_nothing_new(sidebar: Sidebar) -> None:
    add = next(
        found for found in sidebar.findChildren(IconButton) if found.accessibleName().startswith("지원서 만들기")
    )
    assert add.isVisible()
    sidebar.set_read_only(True)
    assert not add.isVisible()


def test_only_a_maintainer_has_a_row_for_the_corpus(sidebar: Sidebar) -> None:
    assert row(sidebar, "library").isVisible()
    assert not row(sidebar, "corpus").isVisible()
    sidebar.set_maintainer(True)
    assert row(sidebar, "corpus").isVisible()
    sidebar.set_maintainer(False)
    assert not row(sidebar, "corpus").isVisible()


def test_the_network_line_owns_up_to_collecting(sidebar: Sidebar) -> None:
    sidebar.show_downloading(True)
    sidebar.show_collecting(True)
    assert "자료를 모으는 중 · 글은 나가지 않음" in visible_words(sidebar)
    assert row(sidebar, "corpus").badge == "모으는 중"
    sidebar.show_collecting(False)
    assert "모델을 받는 중" in visible_words(sidebar)
    sidebar.show_downloading(False)
    assert "네트워크 연결 0" in visible_words(sidebar)
    assert row(sidebar, "corpus").badge == ""


def test_the_network_line_owns_up_to_a_download(sidebar: Sidebar) -> None:
    assert "네트워크 연결 0" in visible_words(sidebar)
    sidebar.show_downloading(True)
    assert "네트워크 연결 0" not in visible_words(sidebar)
    assert "모델을 받는 중" in visible_words(sidebar)
    sidebar.show_downloading(False)
    assert "네트워크 연결 0" in visible_words(sidebar)
