"""A critique in steps, as the window asks for it: with a real engine process that writes one line at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.critique.guided import beginnings
from core.critique.parse import parse
from core.critique.prompt import Request
from core.settings import Settings
from core.storage.critiques import CritiqueState
from desktop.critique.recorder import stored_run
from desktop.critique.view import Stage
from tests.desktop.critique.conftest import Bench
from tests.fakes.critiques import ANSWER
from tests.fakes.fake_backend import Script

LINE = " 까닭을 말합니다. | 한 일을 쓰세요."
SLOW = LINE + "가" * 2000  # a line that goes on until somebody stops it


@pytest.fixture
def guided(qtbot: QtBot, home: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(qtbot, getattr(request, "param", None) or Script(reply=LINE + "\n다음 줄"))
    made.preparer.settings = Settings()
    yield made
    made.close()


def quotes(bench: Bench) -> list[str]:
    text = bench.questions[0].text
    return [parse(one).remarks[0].quote for one in beginnings(Request(text, ANSWER, company="가람유통"))[:-1]]


def test_the_program_chooses_and_the_model_writes(guided: Bench) -> None:
    guided.open()
    guided.start()
    view = guided.wait_stage(Stage.DONE)
    assert len(quotes(guided)) >= 2
    # The engine says the same of each; the second is not shown again.
    assert [one.remark.quote for one in view.remarks] == quotes(guided)[:1]
    assert view.unfounded == len(quotes(guided)) - 1
    assert view.remarks[0].remark.advice == "한 일을 쓰세요."
    assert view.model.guided
    kept = guided.latest()
    assert kept.summary.state is CritiqueState.DONE
    assert stored_run(kept).view().model.guided
    assert kept.raw.count("\n") == len(quotes(guided))


@pytest.mark.parametrize("guided", [Script(reply=SLOW, token_delay=0.004)], indirect=True)
def test_stop_in_the_middle_of_a_step_keeps_what_came_and_another_one_starts(guided: Bench) -> None:
    question_id = guided.open()
    guided.start()
    guided.wait_stage(Stage.WRITING)
    guided.controller.stop(question_id)
    assert guided.view().stage is Stage.CANCELLED
    guided.qtbot.waitUntil(lambda: not guided.engine.busy, timeout=4000)
    assert guided.latest().summary.state is CritiqueState.CANCELLED
    guided.start()
    assert guided.view().number == 2
    guided.wait_stage(Stage.WRITING)
    guided.controller.stop(question_id)


@pytest.mark.parametrize("guided", [Script(reply=LINE, crash="exit", at="decode", after=5)], indirect=True)
def test_a_crash_in_a_step_ends_it_with_its_reason(guided: Bench) -> None:
    guided.open()
    guided.start()
    view = guided.wait_stage(Stage.FAILED)
    assert view.error is not None
    assert view.error.code == "engine.crashed"
