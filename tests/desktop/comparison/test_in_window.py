"""눈가림 비교 where a maintainer finds it, and what of it survives a kill."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.comparison.pairs import Choice, Rating
from core.paths import app_db, ensure_home
from core.settings import Settings
from core.storage.database import AppDatabase
from desktop.app import Cheomsak
from desktop.preferences import Preferences
from desktop.sidebar import Page
from desktop.theme import Theme
from tests.desktop.comparison.conftest import SYSTEMS, planned
from tests.fakes import language_script as language


def keep_pairs() -> str:
    """In the home of the test; returns the comparison's id."""
    ensure_home()
    with AppDatabase.open(app_db()) as database:
        return database.comparisons.create("첨삭 비교", planned(), seed=5)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, theme: Theme, home: Path, tmp_path: Path) -> Iterator[Cheomsak]:
    keep_pairs()
    argv = language.argv(tmp_path / "언어.json")
    made = Cheomsak(qapp, Preferences(Settings(maintainer=True)), language_argv=argv)
    with qtbot.waitSignal(made.workspace.opened, timeout=20_000):
        made.start()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_a_maintainer_comes_to_it_by_a_key_and_others_do_not(qtbot: QtBot, window: Cheomsak) -> None:
    row = window.sidebar.row("comparison")
    assert row is not None
    assert row.isVisible()
    with qtbot.waitActive(window.window):
        window.window.activateWindow()
    with qtbot.waitSignal(window.comparison.read, timeout=20_000):
        QTest.keyClick(window.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.window.page.value == "comparison"
    assert window.window.focusWidget() is window.comparison.list.cards[0].rate
    assert not [system for system in SYSTEMS if system in window.window.windowTitle()]
    window.window.show_page(Page.HISTORY)
    window.preferences.change(maintainer=False)
    assert not row.isVisible()
    QTest.keyClick(window.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.window.page.value == "history"


def test_a_note_that_was_just_typed_is_stored_when_the_window_is_closed(qtbot: QtBot, window: Cheomsak) -> None:
    window.window.show_page(Page.COMPARISON)
    qtbot.waitUntil(lambda: bool(window.comparison.list.cards), timeout=20_000)
    comparison = window.comparison.list.cards[0].comparison
    with qtbot.waitSignal(window.comparison.session.moved, timeout=20_000):
        window.comparison.rate(comparison, "가람")
    view = window.comparison.rating
    view.foot.choices.choose(Choice.TIE)
    QTest.keyClicks(view.foot.note, "late")
    window.window.close()

    assert [one.note for one in stored(comparison.id)] == ["late"]


def stored(comparison_id: str) -> tuple[Rating, ...]:
    with AppDatabase.open(app_db(), read_only=True) as database:
        return database.comparisons.ratings(comparison_id)


RATER = """
import sys
from core.comparison.pairs import Choice
from core.settings import Settings
from desktop.app import Cheomsak
from desktop.preferences import Preferences
from desktop.startup import prepare_application

app = prepare_application(sys.argv[:1])
window = Cheomsak(app, Preferences(Settings(maintainer=True)))
page = window.comparison
page.read.connect(lambda: page.rate(page.list.cards[0].comparison, "가람"))
page.session.moved.connect(lambda: page.rating.foot.choices.choose(Choice.FIRST))
page.session.saved.connect(lambda: print(page.session.number, flush=True))
window.start()
page.refresh()
app.exec()
"""


@pytest.mark.slow
def test_a_killed_window_goes_on_at_the_next_pair(home: Path) -> None:
    comparison = keep_pairs()
    seen = []
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", RATER], stdout=subprocess.PIPE, text=True) as rater:
            assert rater.stdout is not None
            seen.append(rater.stdout.readline().strip())
            rater.kill()

    assert seen == ["1", "2"]
    assert [(one.pair_id, one.choice) for one in stored(comparison)] == [
        (pair.id, Choice.FIRST) for pair in planned()[:2]
    ]
