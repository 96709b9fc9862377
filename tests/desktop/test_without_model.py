"""No model, no collected essays: the real window with the real language process over the bundled samples."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.critique.expert import MODEL_ID
from core.remark import Source
from core.settings import Settings
from core.storage.critiques import CritiqueRecord
from core.storage.database import AppDatabase
from desktop.app import Cheomsak
from desktop.critique.evidence_block import EvidenceBlock
from desktop.critique.view import CritiqueView, Stage
from desktop.preferences import Preferences
from desktop.sidebar import Page
from desktop.theme import Theme
from tests.desktop.reading import click, type_in, visible_words

pytestmark = pytest.mark.slow

TYPED = " 귀사의 발전에 이바지하는 인재가 되고 싶습니다. 저는 어릴 때부터 책임감이 강하다는 말을 들으며 자랐습니다."
MINUTES = 4 * 60_000  # the index of the samples is made on the way


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, theme: Theme) -> Iterator[Cheomsak]:
    cheomsak = Cheomsak(qapp, Preferences(Settings()))
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.start()
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.workspace.add_sample()
    qtbot.waitUntil(lambda: cheomsak.library.shelf is not None, timeout=20_000)
    with qtbot.waitActive(cheomsak.window):
        cheomsak.window.activateWindow()
    yield cheomsak
    cheomsak.window.close()
    cheomsak.window.deleteLater()


def test_what_is_typed_is_critiqued_by_experts_compared_and_kept(qtbot: QtBot, window: Cheomsak) -> None:
    question = window.workspace.question
    assert question is not None
    question_id = question.id
    editor = window.page.editor
    QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_in(editor, TYPED)
    assert editor.text().endswith(TYPED)

    def view() -> CritiqueView | None:
        return window.controller.view(question_id)

    QTest.keyClick(window.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: (now := view()) is not None and now.stage is Stage.DONE, timeout=MINUTES)
    now = view()
    assert now is not None
    experts = [one for one in now.remarks if one.remark.source is Source.EXPERT]
    assert experts
    for one in experts:
        assert one.remark.quote in editor.text()
        assert one.span is not None
        assert one.remark.evidence
    qtbot.waitUntil(lambda: experts[0].remark.reason in visible_words(window.panel), timeout=5000)
    assert "전문가 근거 첨삭 · 모델 없이" in visible_words(window.panel)
    assert now.overall in visible_words(window.panel)
    evidence = next(one for one in window.panel.findChildren(EvidenceBlock) if one.isVisible())
    click(evidence.findChildren(QPushButton)[0])
    assert "보기 글(지어낸 것)" in visible_words(evidence)
    assert not window.engine.running

    kept = latest(qtbot, window, question_id)
    assert kept.answer_text == editor.text()
    assert kept.summary.model_id == MODEL_ID
    assert kept.remarks == tuple(one.remark for one in now.remarks)
    row = window.sidebar.row(Page.HISTORY.value)
    qtbot.waitUntil(lambda: row is not None and row.badge == "1", timeout=5000)

    click(next(one for one in window.page.findChildren(QPushButton) if one.text() == "유사도"))
    qtbot.waitUntil(lambda: window.evidence.comparison.fresh, timeout=MINUTES)
    assert "이 컴퓨터에 있는 답변" in visible_words(window.evidence.overlap)
    window.window.show_page(Page.INTENT)
    qtbot.waitUntil(lambda: bool(window.evidence.intent.cards), timeout=MINUTES)
    assert "보기 글(지어낸 것)" in visible_words(window.evidence.intent)


def latest(qtbot: QtBot, window: Cheomsak, question_id: str) -> CritiqueRecord:
    found: list[CritiqueRecord | None] = []

    def read(database: AppDatabase) -> CritiqueRecord | None:
        return database.critiques.latest(question_id)

    window.jobs.submit(read, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    record = found[0]
    assert record is not None
    return record
