"""Settings as their user meets them: each holds at once and is there at the next start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import paths, settings
from core.storage.database import AppDatabase, open_or_recover
from desktop.checks.assembly import Checks
from desktop.confirm_dialog import ConfirmDialog
from desktop.jobs import StorageJobs
from desktop.preferences import Preferences
from desktop.settings.page import SettingsPage
from desktop.theme import Theme
from tests.desktop.reading import click, press, type_in, visible_words
from tests.fakes.proofreader import FakeProofreader


class Desk:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.jobs.start()
        self.preferences = Preferences(settings.Settings())
        self.proofreader = FakeProofreader()
        self.checks = Checks(theme, self.jobs, self.proofreader, lambda: self.preferences.now)  # type: ignore[arg-type]  # stands in
        self.page = SettingsPage(theme, self.preferences, self.jobs, self.checks)
        self.page.resize(900, 1400)
        qtbot.addWidget(self.page)
        self.page.show()

    def kept(self) -> settings.Settings:
        """As the next start would read them."""
        found, problems = settings.load()
        assert not problems
        return found


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, home: Path) -> Iterator[Desk]:
    made = Desk(qtbot, theme)
    yield made
    made.checks.close()
    made.jobs.close()


def push(where: QWidget, name: str, at: int = 0) -> None:
    buttons = [one for one in where.findChildren(QPushButton) if one.isVisible()]
    found = [one for one in buttons if name in (one.text(), one.accessibleName())]
    assert len(found) > at, f"no button {name}"
    click(found[at])


def test_the_theme_changes_at_once_and_is_kept(desk: Desk) -> None:
    push(desk.page, "어둡게")
    assert desk.preferences.now.theme == "dark"
    assert desk.kept().theme == "dark"


def test_sizes_go_in_steps(desk: Desk) -> None:
    push(desk.page, "화면 글자 크기 늘리기")
    push(desk.page, "답변 글자 크기 줄이기")
    assert (desk.kept().font_px, desk.kept().editor_font_px) == (15, 16.0)
    assert "15 px" in visible_words(desk.page)
    for _ in range(12):
        push(desk.page, "화면 글자 크기 늘리기")
    assert desk.kept().font_px == 20


def test_counting_rule_for_new_questions(desk: Desk) -> None:
    desk.page.rule.setFocus()
    press(desk.page.rule, Qt.Key.Key_Down)
    desk.page.rule.activated.emit(desk.page.rule.currentIndex())
    assert desk.kept().count_rule == "chars_no_space"
    push(desk.page, "2자")
    assert desk.kept().count_newline == 2


def test_the_advanced_ones_are_folded_away(desk: Desk) -> None:
    assert "스레드" not in visible_words(desk.page)
    push(desk.page, "첨삭 고급 설정 펼치기")
    assert "자동" in visible_words(desk.page)
    push(desk.page, "스레드 늘리기")
    push(desk.page, "첨삭 길이 늘리기")
    push(desk.page, "온도 늘리기")
    desk.page.read_ahead.button("off").click()
    kept = desk.kept()
    assert (kept.threads, kept.max_tokens, kept.temperature, kept.read_ahead) == (1, 800, 0.3, False)
    push(desk.page, "기본값으로")
    assert desk.kept() == settings.Settings()


def test_folders_are_one_click_away(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    opened: list[str] = []

    def keep(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", keep)
    push(desk.page, "열기", 0)
    push(desk.page, "열기", 1)
    assert [Path(path) for path in opened] == [home, paths.logs_dir()]


def applications(database: AppDatabase) -> list[str]:
    return [one.company for one in database.essays.list_applications()]


def test_a_backup_brings_everything_back(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    results: list[list[str]] = []
    desk.jobs.submit(lambda database: database.essays.add_application("가람유통", "영업"))
    with qtbot.waitSignal(desk.page.said, timeout=5000):
        desk.page.backup(tmp_path / "백업.db")
    desk.jobs.submit(lambda database: database.essays.add_application("나중에 더한 곳", "영업"))
    with qtbot.waitSignal(desk.page.data_replaced, timeout=5000):
        desk.page.restore(tmp_path / "백업.db")
    desk.jobs.submit(applications, results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=5000)
    assert results == [["가람유통"]]


def test_a_file_that_is_no_backup_changes_nothing(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    wrong = tmp_path / "사진.db"
    wrong.write_bytes(b"GIF89a" * 100)
    with qtbot.waitSignal(desk.page.said, timeout=5000) as told:
        desk.page.restore(wrong)
    assert told.args is not None
    assert "되돌렸습니다" not in told.args[0]


def test_erasing_needs_the_word_and_then_leaves_nothing(desk: Desk, qtbot: QtBot) -> None:
    results: list[list[str]] = []
    desk.jobs.submit(lambda database: database.essays.add_application("가람유통", "영업"))
    push(desk.page, "모두 지우기")
    dialog = next(one for one in desk.page.findChildren(ConfirmDialog) if one.isVisible())
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "모두 지우기")
    assert not button.isEnabled()
    field = dialog.field
    type_in(field, "모두 지우")
    assert not button.isEnabled()
    type_in(field, "기")
    with qtbot.waitSignal(desk.page.data_replaced, timeout=10_000):
        click(button)
    desk.jobs.submit(applications, results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=5000)
    assert results == [[]]


def test_it_says_what_it_is(desk: Desk) -> None:
    words = visible_words(desk.page)
    for part in ("Apache-2.0", "LGPL-3.0", "OFL-1.1"):
        assert part in words


def test_the_maintainers_page_is_switched_on_here(desk: Desk) -> None:
    assert not desk.kept().maintainer
    desk.page.maintainer.button("on").click()
    assert desk.preferences.now.maintainer
    assert desk.kept().maintainer
