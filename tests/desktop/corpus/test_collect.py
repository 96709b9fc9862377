"""Collecting as the maintainer meets it: asked for, watched, paused, stopped, gone on with, and its end."""

import json

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.corpus import CompanyGroup
from core.paths import corpus_db
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import RunState
from desktop.corpus.form import CollectForm
from desktop.theme import Theme
from tests.desktop.corpus.conftest import Bureau
from tests.desktop.reading import click, press, visible_words
from tests.fakes.scraper_cli import STARTED, ending, progress


def push(where: QWidget, words: str) -> None:
    buttons = [one for one in where.findChildren(QPushButton) if one.isVisible() and one.text() == words]
    assert buttons, f"no button {words}: {[one.text() for one in where.findChildren(QPushButton) if one.isVisible()]}"
    click(buttons[0])


def until_said(bureau: Bureau, words: str) -> None:
    bureau.qtbot.waitUntil(lambda: words in visible_words(bureau.page), timeout=20_000)


def test_nothing_starts_without_the_right_to_it(bureau: Bureau) -> None:
    bureau.tell({"say": ending()})
    push(bureau.page, "새로 고침")
    pane = bureau.page.collect
    assert "권리를 확인해야 시작할 수 있습니다" in visible_words(pane)
    pane.start()
    assert bureau.calls() == []
    pane.form.right.setFocus()
    press(pane.form.right, Qt.Key.Key_Space)
    with bureau.qtbot.waitSignal(bureau.collector.began, timeout=1000):
        push(pane, "시작")
    bureau.ended()
    assert [call[:2] for call in bureau.calls()] == [["crawl", "--confirm-right"]]


def test_the_yes_is_asked_for_anew_for_each_run(bureau: Bureau) -> None:
    bureau.tell({"say": ending()})
    bureau.collect()
    bureau.ended()
    assert not bureau.page.collect.form.confirmed()
    bureau.page.collect.start()
    assert len(bureau.calls()) == 1


def test_a_group_at_least_has_to_be_chosen(qtbot: QtBot, theme: Theme) -> None:
    form = CollectForm(theme)
    qtbot.addWidget(form)
    form.right.setChecked(True)
    assert form.complete()
    for check in form.groups.values():
        check.setChecked(False)
    assert not form.complete()


def test_everything_that_was_chosen_reaches_the_scraper(bureau: Bureau) -> None:
    bureau.tell({"say": ending()})
    form = bureau.page.collect.form
    form.groups[CompanyGroup.MIDSIZE].setChecked(False)
    form.groups[CompanyGroup.TOP1000].setChecked(False)
    form.analysed.setChecked(False)
    form.jobs.setText("1000101, 1000234")
    form.career.set_current("인턴")
    form.since.setCurrentIndex(form.since.findData("2021년 하반기"))
    form.budget.set_value(300)
    form.visible.setChecked(True)
    form.dry_run.setChecked(True)
    bureau.collect()
    bureau.ended()
    ((*words,),) = bureau.calls()
    assert words == [
        *("crawl", "--confirm-right", "--group", "대기업", "--group", "외국계", "--job", "1000101"),
        *("--job", "1000234", "--career", "인턴", "--since", "2021년 하반기", "--all-essays", "--dry-run"),
        *("--budget", "300", "--visible", "--json"),
    ]


def test_a_run_shows_how_far_how_fast_and_how_long_still(bureau: Bureau) -> None:
    connected: list[bool] = []
    bureau.collector.connected.connect(connected.append)
    bureau.tell(
        {"say": STARTED},
        {"say": progress(640, 2158, stored=610, unchanged=22, failed=4)},
        {"hear": "pause"},
        {"say": {"event": "paused"}},
        {"hear": "resume"},
        {"say": {"event": "resumed"}},
        {"say": progress(641, 2158, stored=611)},
        {"hear": "the end"},
    )
    bureau.collect()
    until_said(bureau, "640 / 2,158편")
    words = visible_words(bureau.page)
    for part in ("글을 받는 중", "1분에 20.0쪽", "3분 20초 남음", "쉬는 시간 2.4초", "새로 저장 610", "실패 4"):
        assert part in words
    push(bureau.page, "일시정지")
    until_said(bureau, "잠시 멈춤")
    push(bureau.page, "계속")
    until_said(bureau, "641 / 2,158편")
    assert connected == [True]
    push(bureau.page, "멈춤")
    bureau.ended()
    assert connected == [True, False]
    assert "이어서 모읍니다" in visible_words(bureau.page.collect)


def test_a_run_goes_on_while_something_else_is_looked_at(bureau: Bureau) -> None:
    bureau.tell({"say": STARTED}, {"hear": "resume"}, {"say": ending(essays=5, stored=5)})
    bureau.collect()
    bureau.page.hide()
    bureau.collector.resume()
    bureau.ended()
    bureau.page.show()
    assert "다 모았습니다. 지금 모두 5편입니다." in visible_words(bureau.page)


def test_counting_says_how_many_there_would_be(bureau: Bureau) -> None:
    bureau.tell({"say": {**STARTED, "dry_run": True}}, {"say": {**ending(unchanged=4), "pending": 1_213}})
    bureau.collect()
    bureau.ended()
    assert "새로 받을 글은 1,213편입니다. 아무것도 저장하지 않았습니다." in bureau.page.collect.run_card.ending()


def test_waiting_for_the_site_and_for_a_login_is_said(bureau: Bureau) -> None:
    bureau.tell(
        {"say": STARTED},
        {"say": {"event": "waiting", "reason": "backoff", "seconds": 90, "status": 503}},
        {"hear": "resume"},
        {"say": {"event": "waiting", "reason": "login", "seconds": None, "status": None}},
        {"hear": "the end"},
    )
    bureau.collect()
    until_said(bureau, "1분 30초 뒤에 다시 시도합니다. (503)")
    bureau.collector.resume()
    until_said(bureau, "직접 로그인해 주세요")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ending("stopped", "budget", 3), "정해 둔 쪽수까지 모음. 다시 시작하면"),
        (
            {"event": "failed", "code": "scrape.blocked", "context": {"sign": "captcha"}},
            "막았습니다(captcha)",
        ),
        ({"event": "failed", "code": "scrape.unreachable", "context": {"host": "a", "reason": "dns"}}, "주소를 찾지"),
        ({"event": "failed", "code": "storage.busy", "context": {}}, "자료를 쓰고 있습니다"),
    ],
)
def test_the_end_says_what_happened(bureau: Bureau, event: dict[str, object], words: str) -> None:
    bureau.tell({"say": STARTED}, {"say": event})
    bureau.collect()
    bureau.ended()
    assert words in bureau.page.collect.run_card.ending()
    assert words in bureau.said[-1]


def test_a_scraper_that_dies_without_a_word_is_a_failure(bureau: Bureau) -> None:
    bureau.tell({"say": STARTED}, {"die": 9})
    bureau.collect()
    bureau.ended()
    assert "문제가 생겼습니다" in visible_words(bureau.page)


def test_what_was_collected_is_shown_when_the_run_ends(bureau: Bureau) -> None:
    bureau.tell({"say": STARTED}, {"save": 12}, {"say": ending(essays=12, stored=12)})
    assert "아직 수집한 글이 없습니다" in visible_words(bureau.page)
    bureau.collect()
    with bureau.qtbot.waitSignal(bureau.page.read, timeout=20_000):
        bureau.ended()
    bureau.page.show_pane("dashboard")
    assert "전문가 첨삭 12편" in visible_words(bureau.page.dashboard)


def test_a_run_that_was_cut_short_is_offered_again_with_its_filters(bureau: Bureau) -> None:
    filters = {"analysed_only": True, "career": "신입", "groups": ["13"], "jobs": ["7"]}
    with CorpusDatabase.open(corpus_db()) as database:
        run = database.crawl.begin(json.dumps({**filters, "since": "2021년 하반기", "until": ""}))
        database.crawl.end(run.id, RunState.CANCELLED)
    with bureau.qtbot.waitSignal(bureau.page.read, timeout=20_000):
        bureau.page.refresh()
    bureau.tell({"say": ending()})
    bureau.page.show_pane("collect")
    push(bureau.page, "이어서")
    assert not bureau.collector.verb
    assert "권리가 있음을 확인하고" in bureau.said[-1]
    bureau.page.collect.form.right.setChecked(True)
    push(bureau.page, "시작")
    bureau.ended()
    ((*words,),) = bureau.calls()
    for part in (["--group", "대기업"], ["--job", "7"], ["--career", "신입"], ["--since", "2021년 하반기"]):
        assert words[words.index(part[0]) + 1] == part[1]
    assert words.count("--group") == 1


def test_trying_again_what_failed_can_be_gone_on_with_too(bureau: Bureau) -> None:
    with CorpusDatabase.open(corpus_db()) as database:
        run = database.crawl.begin('{"retry": true}')
        database.crawl.end(run.id, RunState.STOPPED, "scrape.busy")
    with bureau.qtbot.waitSignal(bureau.page.read, timeout=20_000):
        bureau.page.refresh()
    bureau.tell({"say": ending()})
    bureau.page.show_pane("collect")
    assert "사이트가 붐빔" in visible_words(bureau.page)
    bureau.page.collect.form.right.setChecked(True)
    push(bureau.page, "이어서")
    bureau.ended()
    assert "--retry" in bureau.calls()[0]


def test_closing_ends_the_scraper_and_all_it_started(bureau: Bureau, qtbot: QtBot) -> None:
    bureau.tell({"say": STARTED}, {"deaf": True})
    bureau.collect()
    me = psutil.Process()
    qtbot.waitUntil(lambda: len(me.children(recursive=True)) >= 2, timeout=20_000)
    started = me.children(recursive=True)
    bureau.collector.close()
    gone, alive = psutil.wait_procs(started, timeout=5)
    assert gone
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]
