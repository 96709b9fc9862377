"""유사도 as it is asked for and read, with a language process that says what it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton
from pytestqt.qtbot import QtBot

from core import paths
from core.counting import Limit
from core.language.protocol import FindOverlap
from core.remark import Span
from core.retrieval.matches import Match, Overlap
from core.storage.database import open_or_recover
from desktop.jobs import StorageJobs
from desktop.language_process import LanguageProcess
from desktop.overlap.comparison import Comparison
from desktop.overlap.page import OverlapPage
from desktop.theme import Theme
from desktop.workspace.autosave import Autosave
from desktop.workspace.journal import Journal
from desktop.workspace.page import WorkspacePage
from desktop.workspace.workspace import Workspace
from tests.desktop.reading import click, visible_words
from tests.fakes.critiques import ANSWER, FIRST, SECOND
from tests.fakes.language_script import Script, argv, requests, write

THERE = "저는 어려서부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다."


def match(quote: str, there: str, source: str = "jobkorea:900001", answer: int = 1, title: str = "가람유통") -> Match:
    start = ANSWER.index(quote)
    url = "https://www.jobkorea.co.kr/1" if answer else ""
    return Match(Span(start, start + len(quote)), quote, source, answer, Span(0, len(there)), there, 0.93, title, url)


SOME = Overlap(41.4, 1241, (match(FIRST, THERE), match(SECOND, SECOND, "q9", 0, "한빛물류 · 지원 동기")))


class Bench:
    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path, script: Script) -> None:
        self.qtbot, self.file = qtbot, folder / "언어.json"
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.autosave = Autosave(self.jobs, Journal())
        self.workspace = Workspace(self.jobs, self.autosave)
        self.language = LanguageProcess(argv(self.file, script))
        self.work = WorkspacePage(theme, self.workspace, QFrame())
        self.comparison = Comparison(self.work.desk, self.jobs, self.language)
        self.page = OverlapPage(theme, self.comparison)
        for widget in (self.work, self.page):
            qtbot.addWidget(widget)
            widget.resize(1100, 700)
            widget.show()
        self.jobs.start()
        with qtbot.waitSignal(self.workspace.opened):
            self.jobs.submit(_fill, lambda _: self.workspace.load())

    def words(self) -> str:
        return visible_words(self.page)

    def press(self, text: str) -> None:
        buttons = self.page.findChildren(QPushButton)
        click(next(button for button in buttons if button.isVisible() and button.text() == text))

    def compare(self) -> None:
        self.press("견주기")
        self.qtbot.waitUntil(lambda: self.comparison.fresh, timeout=10_000)

    def close(self) -> None:
        self.autosave.flush()
        self.language.close()
        self.jobs.close()


def _fill(database: "object") -> None:
    essays = database.essays  # type: ignore[attr-defined]  # an AppDatabase
    first = essays.add_application("가람유통")
    question = essays.add_question(first.id, "지원 동기", "지원 동기를 쓰시오.", Limit(700))
    essays.save_answer(question.id, ANSWER)
    other = essays.add_application("한빛물류")
    question = essays.add_question(other.id, "성장 과정", "성장 과정을 쓰시오.", Limit(700))
    essays.save_answer(question.id, "다른 답변입니다.")
    essays.add_question(other.id, "빈 문항", "빈 문항", Limit(700))


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(qtbot, theme, tmp_path, getattr(request, "param", None) or Script(overlap=SOME))
    yield made
    made.close()


def test_nothing_is_compared_until_it_is_asked_for(bench: Bench) -> None:
    assert "다른 글과 얼마나 겹치는지 봅니다" in bench.words()
    assert not bench.language.running


def test_the_percentage_the_line_and_both_passages_are_shown(bench: Bench) -> None:
    bench.compare()
    words = bench.words()
    assert "41%" in words
    assert "기준선 30%를 넘었습니다" in words
    assert "이 컴퓨터에 있는 답변 1,241개와만 견준 값입니다." in words
    assert "겹치는 문장 2개 · 그중 1개는 내 다른 답변과 겹칩니다" in words
    first, second = bench.page.cards
    assert (first.mine.plain(), first.its.plain()) == (FIRST, THERE)
    assert first.mine.marked()[-1] == "부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다"
    assert second.its.marked() == (SECOND.rstrip("."),)
    assert "내 지원서 · 한빛물류 · 지원 동기" in words
    assert "원문 링크" in words


def test_the_users_other_answers_are_compared_too(bench: Bench) -> None:
    bench.compare()
    (asked,) = [request for request in requests(bench.file) if isinstance(request, FindOverlap)]
    assert asked.text == ANSWER
    assert [(own.text, own.title) for own in asked.own] == [("다른 답변입니다.", "한빛물류 · 성장 과정")]


@pytest.mark.parametrize("bench", [Script(overlap=Overlap(4.2, 240, ()))], indirect=True)
def test_below_the_line_it_says_so(bench: Bench) -> None:
    bench.compare()
    assert "4%" in bench.words()
    assert "기준선 30%보다 낮습니다" in bench.words()
    assert "겹치는 문장이 없습니다." in bench.words()


def test_what_was_found_is_kept_until_the_text_changes_and_is_asked_for_again(bench: Bench) -> None:
    bench.compare()
    bench.work.editor.replace_text(ANSWER + " 더 썼습니다.")
    assert "글이 바뀌었습니다." in bench.words()
    assert "41%" in bench.words()
    write(bench.file, Script(overlap=Overlap(0.0, 240, ())))
    bench.language.stop()
    bench.press("다시 견주기")
    bench.qtbot.waitUntil(lambda: bench.comparison.fresh, timeout=10_000)
    assert "글이 바뀌었습니다." not in bench.words()
    assert "0%" in bench.words()
    bench.work.editor.undo()
    assert "글이 바뀌었습니다." in bench.words()


def test_a_sentence_and_an_essay_are_a_click_away(bench: Bench) -> None:
    bench.compare()
    with bench.qtbot.waitSignal(bench.page.passage_asked) as asked:
        bench.press("글에서 보기")
    assert asked.args == [SOME.matches[0]]
    with bench.qtbot.waitSignal(bench.page.essay_asked) as essay:
        bench.press("글 보기")
    assert essay.args == ["jobkorea:900001"]


@pytest.mark.parametrize("bench", [Script(overlap=SOME, complete=False)], indirect=True)
def test_a_part_of_the_index_is_owned_up_to(bench: Bench) -> None:
    bench.compare()
    assert "일부 글과만 견주었습니다." in bench.words()


@pytest.mark.parametrize("bench", [Script(fail_on="FindOverlap")], indirect=True)
def test_a_failure_has_a_sentence_and_a_next_step(bench: Bench) -> None:
    bench.press("견주기")
    bench.qtbot.waitUntil(lambda: "문장을 살피지 못했습니다." in bench.words(), timeout=10_000)
    bench.press("다시 견주기")
    bench.qtbot.waitUntil(lambda: len(requests(bench.file)) == 2, timeout=10_000)


def test_an_empty_answer_cannot_be_compared(bench: Bench) -> None:
    bench.work.editor.replace_text("")
    bench.page.refresh()
    assert "견줄 답변이 아직 없습니다" in bench.words()


def test_in_a_narrow_window_the_passages_stand_below_each_other(bench: Bench) -> None:
    bench.compare()
    card = bench.page.cards[0]
    assert card.its.mapTo(card, card.its.rect().topLeft()).x() > card.mine.width()
    bench.page.resize(560, 700)
    bench.qtbot.waitUntil(lambda: card.mine.x() == card.its.x())
