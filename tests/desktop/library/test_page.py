"""Essays as their reader meets them: found, narrowed, opened, and taken out by a maintainer."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.corpus import QualityFlag
from core.paths import corpus_db
from core.storage.corpus.database import CorpusDatabase
from desktop.confirm_dialog import ConfirmDialog
from desktop.critique.card import RemarkCard
from desktop.library.search import Shelf
from tests.desktop.library.conftest import Stacks
from tests.desktop.reading import click, press, visible_words
from tests.fakes.collected import GOOD_SENTENCE, fill
from tests.fakes.scraper_cli import write_script

COLLECTED = 70


def push(where: QWidget, name: str) -> None:
    """The visible button of this name: its words, or what a screen reader calls it."""
    buttons = [one for one in where.findChildren(QAbstractButton) if one.isVisible()]
    click(next(one for one in buttons if name in (one.text(), one.accessibleName())))


def test_a_fresh_home_has_the_samples_and_says_that_they_are_invented(stacks: Stacks) -> None:
    assert stacks.counts[-1] > 100
    assert all(row.startswith("보기로 쓴 글") for row in stacks.rows())
    assert "사람과 회사는 모두 지어낸 것입니다" in visible_words(stacks.page)
    assert not stacks.page.filters.shelf.isVisible()
    stacks.open()
    words = visible_words(stacks.page.reader)
    assert "보기로 쓴 글" in words.splitlines()
    assert "사람과 회사는 모두 지어낸 것입니다" in words
    assert "원본을 브라우저에서 열기" not in [
        one.accessibleName() for one in stacks.page.reader.findChildren(QAbstractButton) if one.isVisible()
    ]


@pytest.mark.parametrize("stacks", [COLLECTED], indirect=True)
def test_collected_essays_come_before_the_samples(stacks: Stacks, qtbot: QtBot) -> None:
    whole = stacks.counts[-1]
    while len(stacks.rows()) < whole:
        before = len(stacks.rows())
        stacks.page.view.scrollToBottom()
        qtbot.waitUntil(lambda before=before: len(stacks.rows()) > before, timeout=10_000)  # type: ignore[misc]
    invented = [row.startswith("보기로 쓴 글") for row in stacks.rows()]
    assert invented == [False] * COLLECTED + [True] * (whole - COLLECTED)
    assert len(set(stacks.ids())) == whole


@pytest.mark.parametrize("stacks", [COLLECTED], indirect=True)
def test_the_segments_show_one_kind_with_its_count(stacks: Stacks, qtbot: QtBot) -> None:
    shelf = stacks.page.filters.shelf
    assert shelf.button(Shelf.COLLECTED.value).text() == f"수집한 글 {COLLECTED}"
    with qtbot.waitSignal(stacks.page.counted, timeout=10_000):
        click(shelf.button(Shelf.SAMPLES.value))
    assert all(row.startswith("보기로 쓴 글") for row in stacks.rows())
    with qtbot.waitSignal(stacks.page.counted, timeout=10_000):
        click(shelf.button(Shelf.COLLECTED.value))
    assert not any(row.startswith("보기로 쓴 글") for row in stacks.rows())
    assert stacks.counts[-1] == COLLECTED


@pytest.mark.parametrize("stacks", [COLLECTED], indirect=True)
def test_words_of_two_syllables_are_found_and_nothing_says_so(stacks: Stacks) -> None:
    stacks.search("폐기")
    assert stacks.counts[-1] >= COLLECTED
    stacks.search("한빛물류")
    assert stacks.counts[-1] == COLLECTED / 5
    stacks.search("세상에없는낱말")
    assert stacks.counts[-1] == 0
    assert "찾는 글이 없습니다" in visible_words(stacks.page)
    with stacks.qtbot.waitSignal(stacks.page.counted, timeout=10_000):
        push(stacks.page, "거르기 풀기")
    assert stacks.counts[-1] > COLLECTED


@pytest.mark.parametrize("stacks", [COLLECTED], indirect=True)
def test_filters_narrow_the_list(stacks: Stacks) -> None:
    click(stacks.page.filters.shelf.button(Shelf.COLLECTED.value))
    stacks.refresh()
    for name, words, count in (
        ("평점으로 거르기", "평점 5", 14),
        ("평점으로 거르기", "모든 평점", COLLECTED),
        ("시기로 거르기", "2018년 하반기", 9),
        ("시기로 거르기", "모든 시기", COLLECTED),
        ("차례", "회사순", COLLECTED),
    ):
        stacks.choose(name, words)
        assert stacks.counts[-1] == count, (name, words)
    companies = [row.split(". ")[0] for row in stacks.rows()]
    assert companies == sorted(companies)


@pytest.mark.parametrize("stacks", [COLLECTED], indirect=True)
def test_only_a_maintainer_narrows_by_quality(stacks: Stacks) -> None:
    assert not stacks.page.filters.flags.isVisible()
    stacks.page.set_maintainer(True)
    with stacks.qtbot.waitSignal(stacks.page.counted, timeout=10_000):
        stacks.page.show_flagged(QualityFlag.COUNTER_MISMATCH)
    assert stacks.counts[-1] == 3
    stacks.open()
    assert "글자수 불일치(문항 1, 1054/1050)" in visible_words(stacks.page.reader)


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_a_sentence_and_its_remark_show_each_other(stacks: Stacks) -> None:
    stacks.open()
    reader = stacks.page.reader
    words = visible_words(reader)
    for part in ("총평", "좋은 점", "아쉬운 점", "학점", "원본 표시", "토익"):
        assert part in words
    assert "모델" not in words
    assert reader.text().isReadOnly()
    spans = reader.text().spans()
    assert [(mark.kind, mark.active) for mark in spans] == [("good", False), ("improve", False)]
    assert reader.text().text()[spans[0].span.start : spans[0].span.end] == GOOD_SENTENCE
    cards = [card for card in reader.findChildren(RemarkCard) if card.isVisible()]
    click(cards[1])
    assert [mark.active for mark in reader.text().spans()] == [False, True]
    reader.text().span_clicked.emit("0")
    assert [card.active for card in cards] == [True, False]
    press(reader, Qt.Key.Key_F8)
    assert [card.active for card in cards] == [False, True]


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_the_other_question_is_a_tab_away(stacks: Stacks) -> None:
    stacks.open()
    reader = stacks.page.reader
    assert "지원 동기를 쓰시오." in visible_words(reader)
    tab = [one for one in reader.findChildren(QAbstractButton) if one.accessibleName().startswith("2 ")]
    click(tab[0])
    assert "어려움을 이겨 낸 경험" in visible_words(reader)
    assert len(reader.text().spans()) == 1
    assert len([card for card in reader.findChildren(RemarkCard) if card.isVisible()]) == 1


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_the_source_opens_in_the_browser(stacks: Stacks, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def keep(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", keep)
    stacks.open()
    assert stacks.page.open_now is not None
    push(stacks.page.reader, "원본을 브라우저에서 열기")
    assert opened == [stacks.page.open_now.url]


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_the_list_is_one_key_back_and_keeps_its_place(stacks: Stacks) -> None:
    stacks.open(1)
    press(stacks.page.reader, Qt.Key.Key_Backspace)
    assert stacks.page.open_now is None
    assert stacks.page.view.isVisible()


def test_a_corpus_that_comes_later_is_found(stacks: Stacks) -> None:
    fill(4)
    stacks.refresh()
    assert stacks.page.filters.shelf.button(Shelf.COLLECTED.value).text() == "수집한 글 4"


def test_a_corpus_that_cannot_be_opened_leaves_the_samples(stacks: Stacks) -> None:
    corpus_db().write_bytes(b"not a database, and long enough to be looked at" * 100)
    stacks.refresh()
    assert "자료 파일이 손상되었습니다" in visible_words(stacks.page)
    assert stacks.counts[-1] > 100


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_only_a_maintainer_takes_an_essay_out_and_only_after_a_yes(stacks: Stacks, qtbot: QtBot) -> None:
    write_script(stacks.script)
    stacks.page.set_maintainer(True)
    stacks.open()
    gone = stacks.page.open_now
    assert gone is not None
    push(stacks.page.reader, "이 글 지우기")
    dialog = stacks.page.window().findChild(ConfirmDialog)
    assert dialog is not None
    assert "다시 수집하지 않습니다" in visible_words(dialog)
    push(dialog, "취소")
    push(stacks.page.reader, "이 글 지우기")
    again = [one for one in stacks.page.window().findChildren(ConfirmDialog) if one.isVisible()]
    push(again[0], "지우기")
    qtbot.waitUntil(lambda: bool(stacks.said), timeout=20_000)
    assert stacks.said == ["글을 지웠습니다. 다시 수집하지 않습니다."]
    qtbot.waitUntil(lambda: not any(gone.company in row for row in stacks.rows()), timeout=10_000)
    with CorpusDatabase.open(corpus_db(), read_only=True) as database:
        assert gone.id in database.essays.removed()


@pytest.mark.parametrize("stacks", [3], indirect=True)
def test_nothing_is_taken_out_during_a_run(stacks: Stacks) -> None:
    write_script(stacks.script, {"hear": "the end"})
    stacks.page.set_maintainer(True)
    stacks.collector.start(["crawl"])
    stacks.open()
    push(stacks.page.reader, "이 글 지우기")
    assert "끝난 뒤에 지워 주세요" in stacks.said[-1]
    assert stacks.page.window().findChild(ConfirmDialog) is None


def test_everyone_else_sees_no_way_to_take_one_out(stacks: Stacks) -> None:
    stacks.open()
    names = [one.accessibleName() for one in stacks.page.reader.findChildren(QAbstractButton) if one.isVisible()]
    assert "이 글 지우기" not in names
    assert "목록으로 돌아가기" in names
