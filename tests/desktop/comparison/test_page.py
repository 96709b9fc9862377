"""The list: what is taken in and handed out, what is refused, and when a result is shown."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.comparison.pairs import Choice
from core.storage.comparisons import Comparison
from core.storage.database import AppDatabase
from desktop.confirm_dialog import ConfirmDialog
from tests.desktop.comparison.conftest import SYSTEMS, Table, planned, rating
from tests.desktop.reading import click, visible_words


def button(where: QWidget, words: str) -> QPushButton:
    return next(one for one in where.findChildren(QPushButton) if one.text() == words and one.isVisible())


def dialog(table: Table) -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


def refused(table: Table, act: Callable[[], None]) -> str:
    """What is said about something that was not done."""
    act()
    table.qtbot.waitUntil(table.page.list.banner.isVisible, timeout=10_000)
    return table.page.list.banner.text()


def handed_back(of: Comparison, table: Table, rater: str = "나래", **other: object) -> Path:
    pairs = table.stored(lambda database: database.comparisons.pairs(of.id))
    rows = [{"pair": one.id, "choice": "second", "at": "2026-11-28T00:00:00Z", "note": "메모"} for one in pairs]
    whole = {"kind": "cheomsak-ratings", "form": 1, "comparison": of.id, "rater": rater, "ratings": rows}
    path = table.folder / f"{rater}.json"
    path.write_text(json.dumps({**whole, **other}, ensure_ascii=False), encoding="utf-8")
    return path


def test_without_comparisons_it_says_what_this_is(table: Table) -> None:
    words = visible_words(table.page)
    assert "아직 비교가 없습니다" in words
    assert "python -m training pairs" in words
    assert sum(one.text() == "비교 들이기" and one.isVisible() for one in table.page.findChildren(QPushButton)) == 1


def test_planned_pairs_are_listed(table: Table) -> None:
    comparison = table.add()
    words = visible_words(table.page)

    assert table.said == ["비교를 들였습니다."]
    assert (comparison.title, comparison.pairs, comparison.margin) == ("첨삭 비교", 12, 0.2)
    assert "12쌍 · 아직 평가가 없습니다" in words
    assert not button(table.page, "결과 보기").isEnabled()


def test_the_same_comparison_twice_is_refused(table: Table) -> None:
    table.add()
    words = refused(table, lambda: table.page.add(table.file()))

    assert words.startswith("이미 들인 비교입니다: 첨삭 비교")
    assert len(table.page.list.cards) == 1
    table.add(planned(8))
    assert len(table.page.list.cards) == 2
    assert not table.page.list.banner.isVisible()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00\x01\x02", b"\xff\xfe\xff", b'{"kind": "cheomsak-pairs", "form": 2, "pairs": []}']
)
def test_a_damaged_or_other_file_is_refused(table: Table, content: bytes) -> None:
    path = table.folder / "다른 파일.json"
    path.write_bytes(content)

    assert refused(table, lambda: table.page.add(path)).startswith("비교할 쌍을 담은 파일이 아니거나")
    assert "파일을 열 수 없습니다" in refused(table, lambda: table.page.add(table.folder / "없음.json"))


def test_a_packet_goes_out_and_its_ratings_come_back(table: Table) -> None:
    comparison = table.add()
    target = table.folder / "평가지.html"
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        table.page.write_packet(comparison, target)
    page = target.read_text(encoding="utf-8")
    assert comparison.id in page
    assert not re.search("|".join(SYSTEMS), page)
    path = handed_back(comparison, table)
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        table.page.take(comparison, path)
    assert table.said[-1] == "나래.json: 새 평가 12건을 가져왔습니다."
    assert [one.note for one in table.ratings(comparison)] == ["메모"] * 12
    assert table.listed().complete
    assert "나래 12/12" in visible_words(table.page)
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        table.page.take(comparison, path)
    assert "새로운 평가가 없습니다" in table.said[-1]


def test_ratings_of_another_comparison_and_what_is_none_are_refused(table: Table) -> None:
    comparison = table.add()
    other = handed_back(comparison, table, comparison="other")
    assert refused(table, lambda: table.page.take(comparison, other)).startswith("다른 비교의 평가 결과입니다.")
    pairs = table.file()
    assert "평가 결과 파일이 아니거나" in refused(table, lambda: table.page.take(comparison, pairs))
    half = table.folder / "반쪽.json"
    half.write_text(handed_back(comparison, table).read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert "온전하지 않습니다" in refused(table, lambda: table.page.take(comparison, half))
    assert table.ratings(comparison) == ()


def test_what_cannot_be_written_is_told_and_leaves_the_old_file(table: Table) -> None:
    comparison = table.add()
    target = table.folder / "평가지.html"
    target.mkdir()
    (target / "안에").write_text("", encoding="utf-8")

    words = refused(table, lambda: table.page.write_packet(comparison, target))
    assert words.startswith("파일을 저장하지 못했습니다")
    assert (target / "안에").exists()
    assert not target.with_name("평가지.html.new").exists()


def test_a_full_disk_keeps_a_comparison_out_as_a_whole(table: Table) -> None:
    def fill(database: AppDatabase) -> None:
        pages = database._store.rows("PRAGMA page_count")[0][0]
        database._store.rows(f"PRAGMA max_page_count={pages}")

    table.stored(fill)
    words = refused(table, lambda: table.page.add(table.file(planned(200))))
    assert "디스크에 남은 공간이 없어" in words
    assert table.page.list.cards == []


def test_the_rater_gives_a_name_first(table: Table) -> None:
    comparison = table.add()
    click(button(table.page, "평가하기"))
    form = dialog(table)
    field = form.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert not button(form, "시작").isEnabled()
    field.setText("가람")
    with table.qtbot.waitSignal(table.page.session.moved):
        click(button(form, "시작"))
    table.page.rating.foot.choices.choose(Choice.FIRST)
    table.settle()
    with table.qtbot.waitSignal(table.page.read):
        table.page.rating.back.emit()
    assert "가람 1/12" in visible_words(table.page)
    click(button(table.page, "이어서 평가"))
    form = dialog(table)
    field = form.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.text() == "가람"
    form.reject()
    assert comparison.id == table.listed().id


def rate_some(table: Table, comparison: Comparison, count: int, rater: str = "가람") -> Comparison:
    pairs = table.stored(lambda database: database.comparisons.pairs(comparison.id))
    table.stored(
        lambda database: database.comparisons.rate(comparison.id, [rating(one, rater) for one in pairs[:count]])
    )
    return table.listed()


def shown(table: Table) -> str:
    table.qtbot.waitUntil(lambda: table.page.result.report is not None, timeout=30_000)
    return visible_words(table.page.result)


def test_an_early_result_is_shown_after_a_yes_only(table: Table) -> None:
    rate_some(table, table.add(), 5)
    click(button(table.page, "결과 보기"))
    warning = dialog(table)
    assert isinstance(warning, ConfirmDialog)
    words = visible_words(warning)
    assert "아직 다 평가하지 않았습니다" in words
    assert "지금 보면 눈가림이 깨집니다" in words
    warning.reject()
    assert not table.page.result.isVisible()
    assert "tuned" not in visible_words(table.page)
    click(button(table.page, "결과 보기"))
    click(button(dialog(table), "그래도 보기"))
    assert "5쌍을 1명이 평가했습니다." in shown(table)


def test_a_whole_result_is_words_with_their_figures(table: Table) -> None:
    comparison = rate_some(table, table.add(), 12)
    comparison = rate_some(table, comparison, 12, "나래")
    click(button(table.page, "결과 보기"))
    words = shown(table)

    for part in (
        "‘tuned’ 쪽이 ‘전문가’ 쪽보다 쓸모 있었습니다. 우연으로 보기 어렵습니다.",
        "12승 0패 0무 · 승률 1.00 (0.76~1.00) · 부호 검정 p = 0.0005",
        "‘tuned’의 첨삭은 전문가 첨삭에 뒤지지 않는다고 말할 수 있습니다.",
        "1위 tuned",
        "왜 그런지 말하나요?",
        "어느 쪽이 나은지: 잘 맞습니다.",
        "크리펜도르프 알파 1.00",
        "210쌍",
    ):
        assert part in words
    target = table.folder / "결과.txt"
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        table.page.save_report(target)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("첨삭 비교\n12쌍을 2명이 평가했습니다.\n")
    assert "12승 0패 0무" in text
    click(button(table.page, "글로 복사"))
    assert QApplication.clipboard().text() == text
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        table.page.save_report(table.folder / "없는 폴더" / "결과.txt")
    assert "파일을 저장하지 못했습니다" in table.said[-1]
    assert table.page.result.isVisible()


def test_the_window_is_there_while_the_result_is_reckoned(table: Table, qtbot: QtBot) -> None:
    comparison = rate_some(table, table.add(), 12)
    table.page.show_outcome(comparison)

    assert "결과를 셈하는 중입니다" in visible_words(table.page)
    assert not button(table.page, "글로 저장").isEnabled()
    table.page.show_list()
    assert table.page.list.isVisible()


def test_deleting_ratings_asks_for_a_word(table: Table) -> None:
    comparison = rate_some(table, table.add(), 3)
    table.page._ask_delete(comparison)
    form = dialog(table)
    field = form.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert not button(form, "지우기").isEnabled()
    field.setText("지우기")
    with table.qtbot.waitSignal(table.page.said, timeout=10_000):
        click(button(form, "지우기"))
    assert table.stored(lambda database: database.comparisons.list()) == ()


def test_a_second_window_can_only_look(table: Table) -> None:
    rate_some(table, table.add(), 3)
    table.page.set_read_only(True)

    assert not button(table.page, "이어서 평가").isEnabled()
    assert not button(table.page, "평가 가져오기").isEnabled()
    assert not button(table.page, "비교 들이기").isEnabled()
    assert button(table.page, "평가지 내보내기").isEnabled()


@pytest.mark.parametrize("size", [(728, 560), (1048, 800), (1688, 1080)])
def test_everything_fits(table: Table, size: tuple[int, int]) -> None:
    comparison = table.add()
    table.page.resize(*size)
    table.rate(comparison)
    QApplication.processEvents()
    view = table.page.rating
    for widget in (*view.foot.findChildren(QPushButton), *view.sides[Choice.SECOND].score.findChildren(QPushButton)):
        corner = widget.mapTo(view, widget.rect().bottomRight())
        assert view.rect().contains(corner), widget.text()
    for side in view.sides.values():
        inside = side.area.widget()
        assert inside is not None
        assert inside.width() <= side.area.viewport().width()
        assert side.area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
