"""How long the window's thread computes at once while a critique streams: the goal is a frame, 16 ms.

    python -m pytest tests/benchmarks/window.py -s

Thirty cards at 180 tokens a second, three times what any model here writes. Run by hand; it asserts no time.
"""

import time
from collections.abc import Iterator
from statistics import median

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot
from pytestqt.qtbot import QtBot

from core.settings import Settings
from desktop.critique.panel import CritiquePanel
from desktop.critique.view import Stage
from desktop.theme import Theme
from tests.desktop.critique.conftest import Bench
from tests.fakes.fake_backend import Script

CARDS = 30
OBJECTS, TASKS = ("재고", "발주", "매장", "고객"), ("관리", "조사", "안내", "점검", "기록")
SUBJECTS = tuple(f"{what} {task}" for what in OBJECTS for task in TASKS)
PLACES = ("봄에", "가을에")
SENTENCES = [
    f"저는 {place} {subject} 업무를 맡아 스스로 기준을 세웠습니다." for place in PLACES for subject in SUBJECTS
][:CARDS]
ANSWER = " ".join(SENTENCES)
ENDINGS = (
    "분명합니다",
    "흐립니다",
    "약합니다",
    "좋습니다",
    "새롭습니다",
    "깁니다",
    "짧습니다",
    "큽니다",
    "고릅니다",
    "작습니다",
)
REPLY = "\n".join(
    f'{"좋은" if number % 2 else "아쉬운"} 점 | "{quote}" | {SUBJECTS[number % 20]} 이야기의 '
    f"{PLACES[number // 20]} 한 일이 {ENDINGS[number % 10]}. | {SUBJECTS[number % 20]}부터 앞에 두고 짧게 이으세요."
    for number, quote in enumerate(SENTENCES)
)
FRAME_MS = 16.0


class LoopMeter(QObject):
    """Measures what each turn of the event loop computes, in milliseconds of its thread's processor time.

    Wall time would measure the other programs of the machine as well, and would count waiting as work. Dispatchers
    differ in whether they work before or after these signals, so every pair of them bounds a turn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[float] = []
        self._since = time.thread_time()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._turned)
        dispatcher.aboutToBlock.connect(self._turned)

    @Slot()
    def _turned(self) -> None:
        now = time.thread_time()
        self.turns.append((now - self._since) * 1000)
        self._since = now


@pytest.fixture
def streaming(qtbot: QtBot, home: object) -> Iterator[Bench]:
    """Sixty tokens a second would take half a minute; three times as many show the same and more."""
    made = Bench(qtbot, Script(reply=REPLY, token_delay=1 / 180))
    made.preparer.settings = Settings(max_tokens=8000)
    yield made
    made.close()


def test_turns_of_the_loop_while_a_critique_streams(streaming: Bench, qtbot: QtBot) -> None:
    theme = Theme()
    theme.apply()
    panel = CritiquePanel(theme, streaming.controller)
    qtbot.addWidget(panel)
    panel.resize(404, 900)
    panel.show()
    qtbot.waitExposed(panel)
    question_id = streaming.open(0, ANSWER)
    panel.show_question(question_id)
    streaming.start(0, ANSWER)
    streaming.wait_remarks(2)
    meter = LoopMeter()
    view = streaming.wait_stage(Stage.DONE, timeout=60_000)
    meter.deleteLater()
    assert len(view.remarks) >= CARDS - 2
    turns = sorted(meter.turns)
    print(f"\n{len(turns)} turns: median {median(turns):.1f} ms, 99 % under {turns[len(turns) * 99 // 100]:.1f} ms")
    verdict = "reached" if turns[-1] < FRAME_MS else "MISSED"
    print(f"longest {turns[-1]:.1f} ms of thread time: goal {FRAME_MS:.0f} ms {verdict}")
