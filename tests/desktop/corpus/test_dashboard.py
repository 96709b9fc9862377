"""The corpus in numbers and plots, as the maintainer reads it."""

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from core.corpus import QualityFlag
from core.storage.corpus.records import Bin
from desktop.corpus.charts import Chart, charts
from desktop.corpus.plot_card import PlotCard
from desktop.theme import Theme, ThemeMode
from desktop.widgets.nav_row import NavRow
from tests.desktop.corpus.conftest import Bureau
from tests.desktop.corpus.test_collect import push
from tests.desktop.reading import click, visible_words
from tests.fakes.collected import fill
from tests.fakes.scraper_cli import ending


def look_again(bureau: Bureau) -> None:
    with bureau.qtbot.waitSignal(bureau.page.read, timeout=20_000):
        bureau.page.refresh()


def test_without_a_corpus_the_samples_are_shown_and_the_next_step(bureau: Bureau) -> None:
    words = visible_words(bureau.page)
    assert "아직 수집한 글이 없습니다" in words
    assert "보기로 쓴 글" in words
    push(bureau.page, "새로 고침 열기")
    assert bureau.page.collect.isVisible()


def test_numbers_and_plots_of_what_was_collected(bureau: Bureau) -> None:
    fill(40, flagged=3)
    look_again(bureau)
    words = visible_words(bureau.page)
    for part in ("40", "80", "전문가 첨삭 40편", "좋은 점 80 · 아쉬운 점 40", "글마다 2.0개"):
        assert part in words
    grades = next(plot for plot in bureau.page.dashboard.plots if plot.accessibleName() == "평점")
    assert "평균 3.0점" in grades.accessibleDescription()
    assert "5 8편" in grades.accessibleDescription()


def test_a_flag_opens_its_essays(bureau: Bureau, qtbot: QtBot) -> None:
    fill(10, flagged=3)
    look_again(bureau)
    rows = [row for row in bureau.page.dashboard.findChildren(NavRow) if row.isVisible()]
    assert [(row.name, row.badge) for row in rows] == [("글자수 불일치", "3")]
    with qtbot.waitSignal(bureau.page.flag_chosen, timeout=1000) as chosen:
        click(rows[0])
    assert chosen.args == [QualityFlag.COUNTER_MISMATCH]


def test_what_failed_is_counted_and_tried_again_after_a_yes(bureau: Bureau) -> None:
    bureau.tell({"save": 2}, {"fail": 3}, {"say": ending(stored=2, failed=3)})
    bureau.collect()
    bureau.ended()
    look_again(bureau)
    bureau.page.show_pane("dashboard")
    words = visible_words(bureau.page)
    assert "3편을 받지 못했습니다." in words
    assert "3 · 사이트에 연결하지 못함" in words
    push(bureau.page.dashboard, "다시 시도")
    assert bureau.page.collect.isVisible()
    assert not bureau.collector.verb
    bureau.page.collect.form.right.setChecked(True)
    push(bureau.page, "시작")
    bureau.ended()
    assert bureau.calls()[-1] == ["crawl", "--confirm-right", "--retry", "--budget", "5000", "--json"]


def test_plots_take_the_colours_of_the_theme(qtbot: QtBot, theme: Theme) -> None:
    card = PlotCard(theme)
    qtbot.addWidget(card)
    card.resize(400, 240)
    card.show_chart(Chart("평점", tuple("12345"), (1, 2, 3, 4, 5), "편", "평균 3.7점"))
    card.show()
    middle = card.rect().center()
    bright = card.grab().toImage().pixelColor(8, middle.y()).lightness()
    theme.set_mode(ThemeMode.DARK)
    dark = card.grab().toImage().pixelColor(8, middle.y()).lightness()
    theme.set_mode(ThemeMode.LIGHT)
    assert bright > 200
    assert dark < 100


def test_the_pointer_cannot_move_a_plot(qtbot: QtBot, theme: Theme) -> None:
    card = PlotCard(theme)
    qtbot.addWidget(card)
    card.resize(400, 240)
    card.show_chart(Chart("시기", tuple("abc"), (1, 2, 3), "편", ""))
    card.show()
    below = card.childAt(card.rect().center())
    assert below is None or below.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_charts_say_what_they_show() -> None:
    from dataclasses import replace
    from datetime import UTC, datetime

    from core.storage.corpus.records import CorpusStatistics

    nothing = CorpusStatistics(
        *(0,) * 13,
        {},
        {},
        {},
        (),
        {},
        (),
        (),
        {},
        {},
        None,  # every count, then what is counted by
    )
    assert [chart.sentence for chart in charts(nothing)][:2] == ["아직 없습니다.", "아직 없습니다."]
    some = replace(
        nothing,
        essays=3,
        by_grade={4: 2, 5: 1},
        by_season=(("2021년 상반기", 1), ("2021년 하반기", 2)),
        answer_lengths=(Bin(0, 500, 1), Bin(500, 1000, 2)),
        growth=((datetime(2026, 1, 2, tzinfo=UTC), 3),),
    )
    sentences = {chart.title: chart.sentence for chart in charts(some)}
    assert sentences["평점"] == "평균 4.3점 · 평점이 있는 글 3편"
    assert sentences["시기"] == "2021년 상반기부터 2021년 하반기까지 · 가장 많은 때는 2021년 하반기 2편"
    assert sentences["답변 길이 (자)"] == "절반이 1,000자보다 짧습니다 · 답변 3개"
    assert sentences["수집할 때마다"] == "1번 수집 · 지금 3편"


def test_plots_are_imported_when_the_first_is_drawn() -> None:
    program = "import sys, desktop.app; print('pyqtgraph' in sys.modules, 'selenium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False False"


def test_every_check_has_words(bureau: Bureau) -> None:
    bureau.page.show_pane("collect")
    assert all(check.text() for check in bureau.page.findChildren(QCheckBox))
