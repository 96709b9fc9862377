"""A bug must not cost the text, nor the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.errors import DiskFull
from desktop.theme import Theme
from desktop.top_hook import TopHook


class Keeper:
    def __init__(self) -> None:
        self.kept = 0
        self.broken = False

    def keep(self) -> None:
        self.kept += 1
        if self.broken:
            raise ZeroDivisionError


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def hook(qtbot: QtBot, theme: Theme, home: Path, keeper: Keeper) -> Iterator[TopHook]:
    import sys  # the hook under test is in there

    pytest_qt = sys.excepthook
    made = TopHook(home / "logs", keeper.keep)
    made.install()
    yield made
    made.remove()
    assert sys.excepthook is pytest_qt
    if made.dialog is not None:
        made.dialog.close()


def raise_in_slot(error: BaseException) -> None:
    import sys  # as PySide does with what escapes from a slot

    sys.excepthook(type(error), error, None)


def test_a_bug_is_said_calmly_and_the_text_is_kept(
    qtbot: QtBot, hook: TopHook, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    raise_in_slot(ValueError("secret essay text"))
    assert keeper.kept == 1
    assert hook.dialog is not None
    assert hook.dialog.isVisible()
    assert "저장되어" in hook.dialog.text()
    go_on = next(button for button in hook.dialog.findChildren(QPushButton) if button.text() == "계속")
    QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert not hook.dialog.isVisible()


def test_a_known_error_has_its_own_sentence(qtbot: QtBot, hook: TopHook) -> None:
    raise_in_slot(DiskFull("no room"))
    assert hook.dialog is not None
    assert "디스크" in hook.dialog.text()


def test_many_bugs_open_one_dialog_and_a_failing_save_does_not_hide_it(
    qtbot: QtBot, hook: TopHook, keeper: Keeper
) -> None:
    keeper.broken = True
    raise_in_slot(ValueError())
    first = hook.dialog
    raise_in_slot(ValueError())
    assert hook.dialog is first
    assert first is not None
    assert first.isVisible()
