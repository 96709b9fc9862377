"""문항 의도 카드 and 합격자 분포 as they are read, with a language process that says what it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.corpus import Origin
from core.counting import Limit
from core.essay import Application, Question
from core.language.protocol import ComparePercentiles, MineIntent
from core.question_type import QuestionType
from core.retrieval.intent_groups import Example, IntentGroup
from core.retrieval.percentiles import Measure, Standing
from desktop.editor.answer_editor import AnswerEditor
from desktop.intent.intents import Intents
from desktop.intent.page import IntentPage
from desktop.language_process import LanguageProcess
from desktop.theme import Theme
from desktop.workspace.desk import Desk, OpenQuestion
from tests.desktop.reading import click, visible_words
from tests.fakes.critiques import ANSWER
from tests.fakes.language_script import Script, argv, requests

NOW = datetime(2026, 11, 27, tzinfo=UTC)
APPLICATION = Application("a1", "가람유통", "영업관리", "", None, 0, NOW)
QUESTION = Question("q1", "a1", 0, "지원 동기", "지원 동기를 쓰시오.", Limit(700), ANSWER, NOW)


def example(number: int, origin: Origin = Origin.SAMPLE) -> Example:
    url = "https://www.jobkorea.co.kr/1" if origin is Origin.JOBKOREA else ""
    essay_id = f"{origin.value}:{number}"
    return Example(f"{number}번 회사에서 본 것을 쓰세요.", essay_id, 1, "한빛물류", "2025년 상반기", url, origin)


GROUPS = (
    IntentGroup(("회사", "이유", "점포"), 23, 128, (example(1), example(2), example(3))),
    IntentGroup(("수치", "결과"), 12, 128, (example(4),)),
)
STANDINGS = tuple(
    Standing(measure, 8.5, 61.5, 312, tuple(float(n % 20) for n in sorted(range(312), key=lambda n: n % 20)))
    for measure in Measure
)


class Bench:
    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path, script: Script) -> None:
        self.qtbot, self.file = qtbot, folder / "언어.json"
        self.language = LanguageProcess(argv(self.file, script))
        self.editor = AnswerEditor(theme)
        self.desk = Desk(self.editor)
        self.intents = Intents(self.desk, self.language)
        self.page = IntentPage(theme, self.intents)
        qtbot.addWidget(self.editor)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 900)

    def open(self) -> None:
        self.desk.open(OpenQuestion(APPLICATION, QUESTION))

    def show(self) -> None:
        self.page.show()
        self.qtbot.waitUntil(lambda: self.intents.mined is not None, timeout=10_000)

    def words(self) -> str:
        return visible_words(self.page)

    def press(self, text: str) -> None:
        buttons = self.page.findChildren(QPushButton)
        click(next(button for button in buttons if button.isVisible() and button.text() == text))

    def asked(self, kind: type) -> list[QuestionType]:
        return [one.question_type for one in requests(self.file) if isinstance(one, kind)]  # type: ignore[union-attr]


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    script = getattr(request, "param", None) or Script(groups=GROUPS, standings=STANDINGS)
    made = Bench(qtbot, theme, tmp_path, script)
    yield made
    made.language.close()


def test_nothing_is_asked_while_nobody_looks(bench: Bench) -> None:
    bench.open()
    assert not bench.language.running


def test_what_experts_ask_for_is_shown_with_counts_words_and_sources(bench: Bench) -> None:
    bench.open()
    bench.show()
    words = bench.words()
    assert "지금 연 문항: 지원동기·포부" in words
    assert bench.page.kinds.current() == QuestionType.MOTIVATION.value
    assert "첨삭 128개 가운데 23개" in words
    for word in ("회사", "이유", "점포", "수치"):
        assert word in words
    assert "1번 회사에서 본 것을 쓰세요." in words
    assert "한빛물류 · 2025년 상반기" in words
    assert "보기 글(지어낸 것)" in words
    assert "모두 첨삭실이 보기로 쓴 글에서 나왔고" in words


def test_other_examples_unfold(bench: Bench) -> None:
    bench.open()
    bench.show()
    assert "3번 회사에서" not in bench.words()
    bench.press("2개 더 보기")
    assert "2번 회사에서" in bench.words()
    assert "3번 회사에서" in bench.words()
    bench.press("접기")
    assert "3번 회사에서" not in bench.words()


@pytest.mark.parametrize(
    "bench", [Script(groups=(IntentGroup(("회사",), 9, 30, (example(1, Origin.JOBKOREA),)),))], indirect=True
)
def test_collected_ones_are_not_called_invented(bench: Bench) -> None:
    bench.open()
    bench.show()
    assert "지어낸" not in bench.words().replace("보기로 쓴 글은 합격자", "")
    assert "원문 링크" in bench.words()
    with bench.qtbot.waitSignal(bench.page.essay_asked) as asked:
        bench.press("글 보기")
    assert asked.args == ["jobkorea:1"]


def test_every_type_can_be_chosen_and_is_asked_for_once(bench: Bench) -> None:
    bench.open()
    bench.show()
    for kind in ("도전", "지원동기·포부", "도전"):
        bench.press(kind)
        bench.qtbot.waitUntil(lambda: bench.intents.mined is not None, timeout=10_000)
    assert bench.asked(MineIntent) == [QuestionType.MOTIVATION, QuestionType.CHALLENGE]


def test_where_i_stand_is_drawn_for_my_own_type_with_how_many_there_are(bench: Bench) -> None:
    bench.open()
    bench.show()
    bench.qtbot.waitUntil(lambda: len(bench.page.standings.shown()) == 4, timeout=10_000)
    words = bench.words()
    assert "제한의 8.5%를 채웠습니다\n합격 답변 312개 가운데 62%보다 많습니다" in words
    assert "한 문장이 평균 8.5자입니다" in words
    (asked,) = [one for one in requests(bench.file) if isinstance(one, ComparePercentiles)]
    assert (asked.text, asked.limit, asked.question_type) == (ANSWER, 700, QuestionType.MOTIVATION)
    bench.press("도전")
    assert bench.page.standings.shown() == ()
    assert "지금 연 문항은 ‘지원동기·포부’입니다." in bench.words()


def test_an_edit_is_measured_anew_while_it_is_looked_at(bench: Bench) -> None:
    bench.open()
    bench.show()
    bench.qtbot.waitUntil(lambda: bench.intents.standings is not None, timeout=10_000)
    bench.editor.replace_text("짧게 고쳤습니다.")
    assert bench.intents.standings is None
    bench.qtbot.waitUntil(lambda: bench.intents.standings is not None, timeout=10_000)
    assert [one.text for one in requests(bench.file) if isinstance(one, ComparePercentiles)][-1] == "짧게 고쳤습니다."


@pytest.mark.parametrize("bench", [Script(groups=GROUPS)], indirect=True)
def test_too_few_passed_answers_are_not_drawn_and_the_page_says_why(bench: Bench) -> None:
    bench.open()
    bench.show()
    bench.qtbot.waitUntil(lambda: "30개보다 적어" in bench.words(), timeout=10_000)
    assert bench.page.standings.shown() == ()


def test_without_a_question_the_cards_are_there_all_the_same(bench: Bench) -> None:
    bench.show()
    assert "첨삭 128개 가운데 23개" in bench.words()
    assert "문항을 열고 답변을 쓰면" in bench.words()
    assert bench.asked(ComparePercentiles) == []


@pytest.mark.parametrize("bench", [Script()], indirect=True)
def test_a_type_without_habits_says_so(bench: Bench) -> None:
    bench.show()
    assert "되풀이되는 첨삭을 찾지 못했습니다" in bench.words()


@pytest.mark.parametrize("bench", [Script(groups=GROUPS, crash_on="MineIntent", crashes=2)], indirect=True)
def test_after_two_crashes_there_is_a_sentence_and_another_try(bench: Bench) -> None:
    bench.page.show()
    bench.qtbot.waitUntil(lambda: "문장을 살피던 작업이 멈췄습니다." in bench.words(), timeout=20_000)
    bench.press("다시 시도")
    bench.qtbot.waitUntil(lambda: "첨삭 128개 가운데 23개" in bench.words(), timeout=10_000)
