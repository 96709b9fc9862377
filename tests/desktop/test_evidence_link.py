"""The window's pages that the language process feeds, from the chips above the answer and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.remark import Polarity, Remark, Source, Span
from core.retrieval.matches import Match, Overlap
from core.settings import Settings
from desktop.app import Cheomsak
from desktop.critique.view import Stage
from desktop.preferences import Preferences
from desktop.sidebar import Page
from desktop.theme import Theme
from desktop.workspace.sample import read_sample
from tests.desktop.reading import click, visible_words
from tests.fakes.language_script import Script, argv

ANSWER = read_sample().answer
SENTENCE = ANSWER.split(". ")[0] + "."


def match() -> Match:
    start = ANSWER.index(SENTENCE)
    span = Span(start, start + len(SENTENCE))
    return Match(span, SENTENCE, "sample:2021s1-03", 1, Span(0, 10), SENTENCE, 1.0, "한빛물류 2021년 상반기")


def expert() -> Remark:
    span = match().span
    said = "비슷한 대목에 달린 보기 첨삭: 숫자를 더하세요."
    return Remark(Source.EXPERT, Polarity.IMPROVE, span, SENTENCE, said, evidence=())


SCRIPT = Script(overlap=Overlap(12.3, 240, (match(),)), remarks=(expert(),), overall="한 곳이 닮았습니다.")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, theme: Theme, tmp_path: Path) -> Iterator[Cheomsak]:
    cheomsak = Cheomsak(qapp, Preferences(Settings()), language_argv=argv(tmp_path / "언어.json", SCRIPT))
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.start()
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.workspace.add_sample()
    yield cheomsak
    cheomsak.window.close()
    cheomsak.window.deleteLater()


def button(where: QWidget, begins: str) -> QPushButton:
    return next(one for one in where.findChildren(QPushButton) if one.isVisible() and one.text().startswith(begins))


def page(window: Cheomsak) -> Page:
    return window.window.page


def test_the_chip_compares_at_a_click_and_keeps_the_percentage_until_the_text_changes(
    qtbot: QtBot, window: Cheomsak
) -> None:
    assert button(window.page, "유사도").text() == "유사도"
    click(button(window.page, "유사도"))
    assert page(window) is Page.OVERLAP
    qtbot.waitUntil(lambda: "12%" in visible_words(window.evidence.overlap), timeout=20_000)
    QTest.keyClick(window.evidence.overlap, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page(window) is Page.WORKSPACE
    assert button(window.page, "유사도").text() == "유사도 12%"
    window.page.editor.replace_text(ANSWER + " 더 썼습니다.")
    assert button(window.page, "유사도").text() == "유사도"


def test_a_matching_sentence_leads_to_its_place_in_the_answer(qtbot: QtBot, window: Cheomsak) -> None:
    click(button(window.page, "유사도"))
    qtbot.waitUntil(lambda: window.evidence.comparison.fresh, timeout=20_000)
    click(button(window.evidence.overlap, "글에서 보기"))
    assert window.window.page is Page.WORKSPACE
    qtbot.waitUntil(lambda: window.page.editor.textCursor().selectedText() == SENTENCE)


def test_the_intent_chip_opens_the_type_of_the_question(qtbot: QtBot, window: Cheomsak) -> None:
    click(button(window.page, "의도 보기"))
    assert window.window.page is Page.INTENT
    row = window.sidebar.row(Page.INTENT.value)
    assert row is not None
    assert row.current
    assert "지금 연 문항: 지원동기·포부" in visible_words(window.evidence.intent)


def test_an_essay_behind_a_source_is_read_whole(qtbot: QtBot, window: Cheomsak) -> None:
    essays: list[str] = []
    window.corpus_jobs.submit(lambda shelves: shelves.samples.essays.ids(), essays.extend)
    qtbot.waitUntil(lambda: bool(essays), timeout=30_000)
    window.evidence.show_essay(essays[0])
    assert window.window.page is Page.LIBRARY
    qtbot.waitUntil(lambda: window.essays.open_now is not None, timeout=10_000)
    assert window.essays.open_now is not None
    assert window.essays.open_now.id == essays[0]


def test_without_a_model_the_primary_button_gives_what_experts_said(qtbot: QtBot, window: Cheomsak) -> None:
    qtbot.waitUntil(lambda: window.library.shelf is not None, timeout=20_000)
    qtbot.waitUntil(lambda: "모델 없이도 첨삭합니다" in visible_words(window.panel), timeout=10_000)
    assert "모델 받기" in visible_words(window.panel)
    question = window.workspace.question
    assert question is not None
    question_id = question.id
    click(window.page.foot.button)
    qtbot.waitUntil(
        lambda: (view := window.controller.view(question_id)) is not None and view.stage is Stage.DONE, timeout=20_000
    )
    qtbot.waitUntil(lambda: "비슷한 대목에 달린 보기 첨삭" in visible_words(window.panel), timeout=5000)
    assert "한 곳이 닮았습니다." in visible_words(window.panel)
    assert window.page.foot.face.value == "again"
    row = window.sidebar.row(Page.HISTORY.value)
    qtbot.waitUntil(lambda: row is not None and row.badge == "1", timeout=5000)
    assert not window.engine.running
