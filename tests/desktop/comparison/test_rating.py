"""A rater at work: what is shown, what is not, and what is stored when."""

from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.comparison.pairs import Check, Choice, Pair
from core.storage.database import AppDatabase
from desktop.comparison.rating_view import RatingView
from desktop.theme import Theme
from desktop.widgets.buttons import IconButton
from tests.desktop.comparison.conftest import FIRST, SECOND, SYSTEMS, Table, rating
from tests.desktop.reading import click, press, type_in, visible_words


def everything_said(where: QWidget) -> str:
    """All that is on the screen or told to a screen reader, and what a tooltip would say."""
    widgets = [where, *where.findChildren(QWidget)]
    hidden = [
        text
        for one in widgets
        for text in (
            one.accessibleName(),
            one.accessibleDescription(),
            one.toolTip(),
            one.whatsThis(),
            one.statusTip(),
            one.windowTitle(),
            one.objectName(),
        )
    ]
    return "\n".join([visible_words(where), *hidden])


def activate(table: Table) -> RatingView:
    """Let keys arrive."""
    with table.qtbot.waitActive(table.page):
        table.page.activateWindow()
    table.page.rating.setFocus()
    return table.page.rating


def test_nothing_tells_a_system(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = table.page.rating
    for _ in range(comparison.pairs):
        for card in (*view.sides[Choice.FIRST].cards, *view.sides[Choice.SECOND].cards):
            card.set_open(True)
        said = everything_said(table.page.window())
        assert not [system for system in SYSTEMS if system in said or "전문가" in said]
        assert all(not side.system for side in (view_pair(table).first, view_pair(table).second))
        view.foot.choices.choose(Choice.TIE)
        with table.qtbot.waitSignal(table.page.session.moved):
            view.foot.next.click()
    assert "모두 평가했습니다" in visible_words(view)


def view_pair(table: Table) -> Pair:
    """The pair that is asked."""
    pair = table.page.session.pair
    assert pair is not None
    return pair


def test_the_pair_is_shown_in_the_planned_order(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    stored = table.stored(lambda database: database.comparisons.pairs(comparison.id))
    view = table.page.rating
    words = visible_words(view)

    assert "어느 첨삭이 이 글을 고치는 데 더 쓸모 있나요?" in words
    assert stored[0].answer.question in words
    assert view.text.text() == stored[0].answer.text
    for side, candidate in ((Choice.FIRST, stored[0].first), (Choice.SECOND, stored[0].second)):
        said = view.sides[side].cards[0].accessibleName()
        assert said.endswith(f"{candidate.remarks[0].reason}. {candidate.remarks[0].advice}")


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        (Qt.Key.Key_1, Choice.FIRST),
        (Qt.Key.Key_2, Choice.TIE),
        (Qt.Key.Key_3, Choice.SECOND),
        (Qt.Key.Key_A, Choice.FIRST),
        (Qt.Key.Key_S, Choice.TIE),
        (Qt.Key.Key_D, Choice.SECOND),
    ],
)
def test_a_key_answers_and_is_stored_at_once(table: Table, key: Qt.Key, choice: Choice) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = activate(table)
    with table.qtbot.waitSignal(table.page.session.saved):
        press(view, key)

    (kept,) = table.ratings(comparison)
    assert (kept.choice, kept.rater) == (choice, "가람")
    assert view.foot.choices.value() is choice
    assert "1쌍 평가함" in visible_words(view)


def test_by_keys_alone_through_every_pair(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = activate(table)
    for number in range(comparison.pairs):
        press(view, (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)[number % 3])
        with table.qtbot.waitSignal(table.page.session.moved):
            press(view, (Qt.Key.Key_4, Qt.Key.Key_F, Qt.Key.Key_Return)[number % 3])

    assert len(table.ratings(comparison)) == comparison.pairs
    assert table.page.session.pair is None
    with table.qtbot.waitSignal(table.page.session.moved):
        press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert table.page.session.number == comparison.pairs


def test_a_key_for_the_next_pair_does_not_answer_this_one(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view, session = activate(table), table.page.session
    release = Event()
    table.jobs.submit(lambda _: release.wait(30))  # a slow disk
    press(view, Qt.Key.Key_1)
    press(view, Qt.Key.Key_4)
    press(view, Qt.Key.Key_3)
    assert session.number == 1
    with table.qtbot.waitSignal(session.moved, timeout=10_000):
        release.set()

    assert session.number == 2
    assert session.draft.choice is None
    assert [one.choice for one in table.ratings(comparison)] == [Choice.FIRST]


def test_without_a_choice_one_is_asked_for(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = activate(table)
    press(view, Qt.Key.Key_Return)

    assert view.foot.said() == "먼저 어느 쪽이 나은지 골라 주세요."
    assert table.page.session.number == 1
    assert not view.foot.next.isEnabled()


def test_the_note_keeps_its_letters(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = activate(table)
    press(view, Qt.Key.Key_2)
    view.foot.note.setFocus()
    QTest.keyClicks(view.foot.note, "a1 d3")
    type_in(view.foot.note, "둘 다 길다")
    with table.qtbot.waitSignal(table.page.session.moved):
        press(view.foot.note, Qt.Key.Key_Return)

    (kept,) = table.ratings(comparison)
    assert (kept.choice, kept.note) == (Choice.TIE, "a1 d3둘 다 길다")


def test_scores_and_the_checklist_are_kept_and_can_be_taken_back(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = table.page.rating
    side = view.sides[Choice.SECOND]
    click(side.score.button(5))
    side.cards[1].set_open(True)
    checklist = side.cards[1].checklist()
    assert checklist is not None
    for check in Check:
        checklist.row(check).button(check is not Check.HARMFUL).click()
    assert table.ratings(comparison) == ()  # a rating is one with a choice
    view.foot.choices.choose(Choice.SECOND)
    table.settle()
    (kept,) = table.ratings(comparison)
    assert (kept.first_score, kept.second_score) == (None, 5)
    assert {(mark.ordinal, mark.check): mark.yes for mark in kept.marks} == {
        (1, check): check is not Check.HARMFUL for check in Check
    }
    assert "8/8" in visible_words(side)
    checklist.row(Check.TONE).button(True).click()
    click(side.score.button(5))
    (kept,) = table.ratings(comparison)
    assert len(kept.marks) == 7
    assert kept.second_score is None


def test_going_back_shows_what_was_said_and_changes_it(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    session, view = table.page.session, table.page.rating
    view.sides[Choice.FIRST].score.choose(4)
    view.foot.choices.choose(Choice.FIRST)
    with table.qtbot.waitSignal(session.moved):
        view.foot.next.click()
    assert view.foot.choices.value() is None
    with table.qtbot.waitSignal(session.moved):
        view.foot.back.click()
    assert view.foot.choices.value() is Choice.FIRST
    assert view.sides[Choice.FIRST].score.value() == 4
    view.foot.choices.choose(Choice.SECOND)
    (kept,) = table.ratings(comparison)
    assert kept.choice is Choice.SECOND


def test_what_is_skipped_is_asked_at_the_end(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    session, view = table.page.session, table.page.rating
    first = view_pair(table).id
    view.foot.skip.click()
    assert session.number == 2
    for _ in range(comparison.pairs - 1):
        view.foot.choices.choose(Choice.TIE)
        with table.qtbot.waitSignal(session.moved):
            view.foot.next.click()
    assert view_pair(table).id == first
    assert not view.foot.skip.isEnabled()


def test_the_next_start_goes_on_at_the_first_pair_without_a_rating(qtbot: QtBot, theme: Theme, table: Table) -> None:
    comparison = table.add()
    pairs = table.stored(lambda database: database.comparisons.pairs(comparison.id))
    table.stored(lambda database: database.comparisons.rate(comparison.id, [rating(pairs[1], "가람")]))
    table.rate(comparison)
    table.page.rating.foot.choices.choose(Choice.FIRST)  # and then the program is killed: nothing asked it to store
    table.settle()
    table.rate(comparison, " 가람 ")
    assert table.page.session.number == 3
    table.rate(comparison, "나래")
    assert table.page.session.number == 1
    assert [one.rater for one in table.listed().raters] == ["가람"]


def test_a_full_disk_loses_nothing_and_is_told(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    session, view = table.page.session, table.page.rating

    def fill(database: AppDatabase) -> None:
        pages = database._store.rows("PRAGMA page_count")[0][0]
        database._store.rows(f"PRAGMA max_page_count={pages}")
        database._store.rows("PRAGMA wal_autocheckpoint=0")

    table.stored(fill)
    view.foot.note.setText("길" * 2000)
    view.foot.noted.emit("길" * 2000)
    for number in range(40):
        view.foot.choices.choose(Choice.FIRST)
        table.settle()
        if view.banner.isVisible():
            break
        view.foot.next.click()
        table.settle()
        view.foot.noted.emit(str(number) * 2000)
    assert "디스크에 남은 공간이 없어" in view.banner.text()
    stuck, done = session.number, session.done
    view.foot.next.click()
    table.settle()
    assert session.number == stuck
    assert view.foot.choices.value() is Choice.FIRST
    table.stored(lambda database: database._store.rows("PRAGMA max_page_count=1000000"))
    with table.qtbot.waitSignal(session.saved, timeout=10_000):
        view.banner.action.emit()
    assert not view.banner.isVisible()
    assert session.done == done + 1


def test_a_clock_that_was_set_back_loses_no_change(table: Table) -> None:
    comparison = table.add()
    pairs = table.stored(lambda database: database.comparisons.pairs(comparison.id))
    ahead = rating(pairs[0], "가람")
    ahead = replace(ahead, rated_at=ahead.rated_at + timedelta(days=40_000))
    table.stored(lambda database: database.comparisons.rate(comparison.id, [ahead]))
    table.rate(comparison)
    with table.qtbot.waitSignal(table.page.session.moved):
        table.page.session.back()
    table.page.rating.foot.choices.choose(Choice.TIE)
    assert table.ratings(comparison)[0].choice is Choice.TIE


def test_a_remark_and_its_passage_find_each_other(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = table.page.rating
    passages = {view.text.text()[mark.span.start : mark.span.end] for mark in view.text.spans()}
    assert passages == {FIRST, SECOND}
    card = view.sides[Choice.SECOND].cards[1]
    click(card)
    (active,) = [mark for mark in view.text.spans() if mark.active]
    assert view.text.text()[active.span.start : active.span.end] == SECOND
    assert [one.active for one in view.sides[Choice.FIRST].cards] == [False, False]
    assert card.active
    view.text.span_clicked.emit(active.id)  # the same words are quoted by the other side too
    assert view.sides[Choice.FIRST].cards[1].active
    assert not card.active


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(table: Table) -> None:
    comparison = table.add()
    table.rate(comparison)
    view = activate(table)
    view.sides[Choice.FIRST].cards[0].set_open(True)
    for found in view.findChildren(QWidget):
        if found.isVisible() and found.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(found, RatingView):
            assert found.accessibleName() or getattr(found, "text", lambda: "")(), found
    reached = set()
    for _ in range(80):
        press(QApplication.focusWidget() or view, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.add(focus)
    assert {view.foot.next, view.foot.skip, view.foot.note} - reached <= {view.foot.next}  # it waits for a choice
    assert set(view.findChildren(IconButton)) <= reached
    assert view.sides[Choice.SECOND].cards[1] in reached
