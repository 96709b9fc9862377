"""Trying an adapter from the models page: the open answer is judged with it, or the sample where none is open."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.settings import Settings
from desktop.app import Cheomsak
from desktop.critique.request import StartRequest
from desktop.preferences import Preferences
from desktop.sidebar import Page
from desktop.theme import Theme
from tests.fakes.critiques import ADAPTER


@pytest.fixture
def cheomsak(qtbot: QtBot, qapp: QApplication, theme: Theme) -> Iterator[Cheomsak]:
    made = Cheomsak(qapp, Preferences(Settings()))
    with qtbot.waitSignal(made.workspace.opened, timeout=30_000):
        made.start()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_the_open_answer_or_the_sample_is_judged_with_it(
    cheomsak: Cheomsak, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[StartRequest] = []
    monkeypatch.setattr(cheomsak.controller, "start", started.append)
    cheomsak.window.show_page(Page.MODELS)

    cheomsak.models.try_asked.emit(ADAPTER)
    qtbot.waitUntil(lambda: bool(started), timeout=30_000)

    assert started[0].adapter == "v1"
    assert len(started[0].answer) > 300
    assert cheomsak.window.page is Page.WORKSPACE
    cheomsak.models.try_asked.emit(replace(ADAPTER, id="v2"))
    assert [one.adapter for one in started] == ["v1", "v2"]
    assert started[1].question == started[0].question
    cheomsak.link.start()
    assert started[2].adapter == ""
    cheomsak.panel.without_model_requested.emit()
    assert [one.without_model for one in started] == [False, False, False, True]
