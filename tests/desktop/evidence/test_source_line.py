"""Where a quotation comes from, as it is read and clicked."""

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.evidence.source_line import Place, SourceLine, place
from desktop.theme import Theme
from tests.desktop.reading import click, visible_words

PAGE = "https://www.jobkorea.co.kr/starter/PassAssay/View/900001"


def shown(qtbot: QtBot, where: Place) -> SourceLine:
    line = SourceLine(where)
    qtbot.addWidget(line)
    line.resize(330, 60)
    line.show()
    return line


def test_a_page_is_opened_by_a_click_and_only_then(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    line = shown(qtbot, place("가람유통", "2025년 상반기", "jobkorea:900001", PAGE))
    assert "가람유통 · 2025년 상반기" in visible_words(line)
    assert "지어낸" not in visible_words(line)
    assert opened == []
    click(next(one for one in line.findChildren(QPushButton) if one.text() == "원문 링크"))
    assert opened == [PAGE]


def test_a_sample_is_said_to_be_invented_and_has_no_page(qtbot: QtBot, theme: Theme) -> None:
    line = shown(qtbot, place("한빛물류", "", "sample:12"))
    assert "보기 글(지어낸 것)" in visible_words(line)
    assert [one.text() for one in line.findChildren(QPushButton)] == ["글 보기"]
    with qtbot.waitSignal(line.essay_asked) as asked:
        click(line.findChildren(QPushButton)[0])
    assert asked.args == ["sample:12"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", ""])
def test_only_pages_of_the_web_are_offered(qtbot: QtBot, theme: Theme, url: str) -> None:
    assert "원문 링크" not in visible_words(shown(qtbot, place("가람유통", "", "jobkorea:1", url)))
