"""The history as its user meets it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from core.remark import RemarkStatus
from desktop.critique.card import RemarkCard
from desktop.history.row_delegate import star_area
from desktop.workspace.form import FormDialog
from tests.desktop.history.conftest import Archive
from tests.desktop.reading import click, type_in, visible_words
from tests.fakes.critiques import ANSWER, FIRST


@pytest.mark.parametrize("archive", [False], indirect=True)
def test_an_empty_history_says_how_it_fills(archive: Archive) -> None:
    assert "아직 첨삭 기록이 없습니다" in visible_words(archive.page)


def test_all_critiques_are_listed_newest_first(archive: Archive) -> None:
    rows = archive.rows()
    assert ["직무" in row for row in rows] == [True, False, False]
    assert "가람유통 · 영업관리" in rows[0]
    assert "멈춤" in rows[1]
    assert "지적 2개" in rows[2]


@pytest.mark.parametrize(
    ("text", "count"), [("지원", 2), ("역량", 2), ("경험이 구체적", 1), ("가람", 3), ("없는낱말", 0)]
)
def test_two_syllables_are_found_in_everything_that_was_said(archive: Archive, text: str, count: int) -> None:
    search = archive.page.findChild(QLineEdit)
    assert search is not None
    with archive.qtbot.waitSignal(archive.page.counted, timeout=5000):
        type_in(search, text)
    archive.qtbot.waitUntil(lambda: len(archive.rows()) == count, timeout=5000)
    if not count:
        assert "찾는 기록이 없습니다" in visible_words(archive.page)


def test_filters_narrow_the_list(archive: Archive, qtbot: QtBot) -> None:
    page = archive.page
    page.filters.models.setCurrentIndex(page.filters.models.findText("체험용 1.5B"))
    page.filters.models.activated.emit(page.filters.models.currentIndex())
    qtbot.waitUntil(lambda: len(archive.rows()) == 1, timeout=5000)
    page.filters.models.setCurrentIndex(0)
    page.filters.models.activated.emit(0)
    qtbot.waitUntil(lambda: len(archive.rows()) == 3, timeout=5000)
    page.filters.questions.setCurrentIndex(page.filters.questions.findText("직무 역량을 쓰시오."))
    page.filters.questions.activated.emit(page.filters.questions.currentIndex())
    qtbot.waitUntil(lambda: len(archive.rows()) == 1, timeout=5000)


def test_a_star_is_set_by_a_click_and_kept(archive: Archive, qtbot: QtBot) -> None:
    view = archive.page.view
    area = view.visualRect(view.model().index(2, 0)).adjusted(0, 0, 0, -8)
    click(view.viewport(), star_area(area).center())
    push(archive, "별표")
    qtbot.waitUntil(lambda: len(archive.rows()) == 1, timeout=5000)
    assert archive.page.detail is None
    assert len([one for one in archive.stored(lambda database: database.critiques.list()) if one.starred]) == 1


def test_one_is_opened_beside_the_exact_text_it_judged(archive: Archive) -> None:
    archive.open(2)
    detail = archive.page.detail
    assert detail is not None
    assert detail.text().text() == ANSWER
    assert detail.text().isReadOnly()
    words = visible_words(detail)
    for part in ("총평입니다.", "역량이 보입니다.", FIRST, "끝 · 8.4초"):
        assert part in words
    assert "무시" not in words
    assert [mark.kind for mark in detail.text().spans()] == ["improve", "improve"]
    cards = [card for card in detail.findChildren(RemarkCard) if card.isVisible()]
    click(cards[0])
    assert [mark.active for mark in detail.text().spans()] == [True, False]
    detail.text().span_clicked.emit("1")
    assert cards[1].active


def test_what_was_dismissed_stays_to_be_read(archive: Archive) -> None:
    found = archive.stored(lambda database: database.critiques.list())[0]
    archive.stored(lambda database: database.critiques.set_remark_status(found.id, 0, RemarkStatus.DISMISSED))
    archive.open(0)
    assert "무시함" in visible_words(archive.page)


def test_deleting_offers_the_way_back(archive: Archive, qtbot: QtBot) -> None:
    archive.open(0)
    with qtbot.waitSignal(archive.page.undo_offered, timeout=5000) as offered:
        push(archive, "삭제")
    qtbot.waitUntil(lambda: len(archive.rows()) == 2, timeout=5000)
    assert archive.page.detail is None
    assert offered.args is not None
    undo: Callable[[], None] = offered.args[1]
    undo()
    qtbot.waitUntil(lambda: len(archive.rows()) == 3, timeout=5000)


def test_a_new_name_is_shown_and_found(archive: Archive, qtbot: QtBot) -> None:
    archive.open(0)
    push(archive, "이름 바꾸기")
    dialog = archive.page.window().findChild(FormDialog)
    assert dialog is not None
    field = dialog.findChild(QLineEdit)
    assert field is not None
    type_in(field, "마지막 손질")
    dialog.accept()
    qtbot.waitUntil(lambda: "마지막 손질" in archive.rows()[0], timeout=5000)


def test_a_critique_is_copied_as_text(archive: Archive) -> None:
    archive.open(2)
    push(archive, "글로 복사")
    copied = QGuiApplication.clipboard().text()
    for part in ("지원한 동기를 쓰시오.", ANSWER, "총평입니다.", f"“{FIRST}”", "→ 줄인 결과를"):
        assert part in copied


def test_a_critique_is_saved_as_markdown(archive: Archive, tmp_path: Path) -> None:
    archive.open(2)
    detail = archive.page.detail
    assert detail is not None
    assert detail.record is not None
    target = tmp_path / "첨삭.md"
    archive.page.save_markdown(detail.record, target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# 가람유통 · 영업관리")
    assert f"> {FIRST}" in text


def test_a_folder_that_cannot_be_written_is_said(archive: Archive, tmp_path: Path, qtbot: QtBot) -> None:
    archive.open(0)
    detail = archive.page.detail
    assert detail is not None
    assert detail.record is not None
    with qtbot.waitSignal(archive.page.said, timeout=1000) as told:
        archive.page.save_markdown(detail.record, tmp_path / "없는 폴더" / "첨삭.md")
    assert told.args == ["저장하지 못했습니다. 다른 폴더를 골라 주세요."]


def test_the_question_of_a_critique_is_one_click_away(archive: Archive, qtbot: QtBot) -> None:
    archive.open(0)
    with qtbot.waitSignal(archive.page.question_asked, timeout=1000):
        push(archive, "이 문항 열기")


def push(archive: Archive, name: str) -> None:
    """The visible button of this name: its words, or what a screen reader calls it."""
    buttons = [one for one in archive.page.findChildren(QAbstractButton) if one.isVisible()]
    button = next(one for one in buttons if name in (one.text(), one.accessibleName()))
    click(button)
