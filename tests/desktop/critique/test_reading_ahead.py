"""The answer is read while it is being written: seen in what the engine is asked, never on the screen."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from core.engine.protocol import Event, Finished, FinishReason, Generate, Load, ReadAhead, Reading
from core.errors import ModelMissing
from core.settings import Settings
from desktop.critique.request import StartRequest
from desktop.critique.view import Empty, Stage
from desktop.engine_process import Request
from tests.desktop.critique.conftest import Bench
from tests.fakes.critiques import ANSWER, REPLY
from tests.fakes.fake_backend import Script

PAUSE = 0.03
SLOW_READER = Script(reply=REPLY, prompt_chunk=16, chunk_delay=0.02)
SLOW_OPENER = Script(reply=REPLY, load_delay=0.6)
ENDLESS = Script(reply=REPLY + "가나다라마바사아자차카타파하" * 300, token_delay=0.004)


class Writer:
    """Types into a question of a bench, and sees what the engine is asked and answers."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bench = bench
        self.asked: list[Request] = []
        self.answers: list[Event] = []
        send: Callable[[Request], None] = bench.engine.send

        def keep(request: Request) -> None:
            self.asked.append(request)
            send(request)

        monkeypatch.setattr(bench.engine, "send", keep)
        bench.engine.answered.connect(self.answers.append)

    def request(self, answer: str = ANSWER, number: int = 0) -> StartRequest:
        return StartRequest(self.bench.application, self.bench.questions[number], answer)

    def write(self, answer: str = ANSWER, number: int = 0) -> None:
        self.bench.controller.follow(self.bench.questions[number].id, answer)
        self.bench.controller.typed(self.request(answer, number))

    def pause(self) -> None:
        """Longer than the pause after which there is reading."""
        timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        with self.bench.qtbot.waitSignal(timer.timeout):
            timer.start(round(PAUSE * 1000) * 4)

    def kinds(self) -> list[type]:
        return [type(request) for request in self.asked]

    def wait_asked(self, *kinds: type) -> None:
        self.bench.qtbot.waitUntil(lambda: self.kinds() == list(kinds), timeout=10_000)

    def wait_read(self, request_id: str) -> Finished:
        def ends() -> list[Finished]:
            return [one for one in self.answers if isinstance(one, Finished) and one.request_id == request_id]

        self.bench.qtbot.waitUntil(lambda: bool(ends()), timeout=10_000)
        return ends()[0]

    def wait_reading(self) -> None:
        self.bench.qtbot.waitUntil(lambda: any(isinstance(one, Reading) for one in self.answers), timeout=10_000)

    def head(self, answer: str = ANSWER) -> str:
        return self.bench.preparer.prepare(self.request(answer), None).prompt.head


@pytest.fixture
def writer(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Writer]:
    bench = Bench(qtbot, getattr(request, "param", None) or Script(reply=REPLY), pause=PAUSE)
    bench.open()
    yield Writer(bench, monkeypatch)
    bench.close()


def test_a_pause_opens_the_model_and_reads_up_to_the_end_of_the_answer(writer: Writer) -> None:
    writer.write()
    assert writer.asked == []
    writer.wait_asked(Load, ReadAhead)
    ahead = writer.asked[-1]
    assert isinstance(ahead, ReadAhead)
    assert ahead.prompt == writer.head()
    assert ahead.prompt.endswith(ANSWER)
    assert writer.wait_read(ahead.request_id).reason is FinishReason.END_OF_TEXT
    question_id = writer.bench.questions[0].id
    assert writer.bench.controller.view(question_id) is None
    assert writer.bench.controller.why_empty(question_id) is Empty.NOT_YET


def test_the_critique_finds_everything_read(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load, ReadAhead)
    writer.wait_read(writer.asked[-1].request_id)
    writer.bench.start()
    writer.bench.wait_stage(Stage.DONE)
    assert writer.kinds() == [Load, ReadAhead, Generate]
    assert writer.wait_read(writer.asked[-1].request_id).timings.cached_tokens == len(writer.head())


def test_typing_on_begins_the_pause_anew(writer: Writer) -> None:
    for end in ("", " 그", " 그리고", " 그리고 또"):
        writer.write(ANSWER + end)
    writer.wait_asked(Load, ReadAhead)
    writer.pause()
    assert [one.prompt for one in writer.asked if isinstance(one, ReadAhead)] == [writer.head(ANSWER + " 그리고 또")]


@pytest.mark.parametrize("writer", [SLOW_READER], indirect=True)
def test_the_next_pause_reads_the_newer_text(writer: Writer) -> None:
    writer.write()
    writer.wait_reading()
    writer.write(ANSWER + " 더 썼습니다.")
    writer.wait_asked(Load, ReadAhead, ReadAhead)
    assert writer.wait_read(writer.asked[1].request_id).reason is FinishReason.CANCELLED
    assert writer.wait_read(writer.asked[2].request_id).reason is FinishReason.END_OF_TEXT


@pytest.mark.parametrize("writer", [SLOW_OPENER], indirect=True)
def test_what_was_typed_while_the_model_opened_is_what_is_read(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load)
    writer.write(ANSWER + " 더 썼습니다.")
    writer.wait_asked(Load, ReadAhead)
    ahead = writer.asked[-1]
    assert isinstance(ahead, ReadAhead)
    assert ahead.prompt == writer.head(ANSWER + " 더 썼습니다.")


@pytest.mark.parametrize("writer", [SLOW_READER], indirect=True)
def test_a_critique_does_not_wait_for_the_end_of_the_reading(writer: Writer) -> None:
    writer.write()
    writer.wait_reading()
    writer.bench.start()
    writer.bench.qtbot.waitUntil(lambda: writer.kinds() == [Load, ReadAhead, Generate], timeout=1000)
    assert writer.wait_read(writer.asked[1].request_id).reason is FinishReason.CANCELLED
    assert len(writer.bench.wait_stage(Stage.DONE).remarks) == 3


@pytest.mark.parametrize("writer", [SLOW_OPENER], indirect=True)
def test_a_critique_takes_over_the_model_that_is_being_opened(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load)
    writer.bench.start()
    assert writer.kinds() == [Load, Generate]
    assert writer.bench.view().stage is Stage.OPENING
    assert len(writer.bench.wait_stage(Stage.DONE).remarks) == 3
    writer.pause()
    assert writer.kinds() == [Load, Generate]


@pytest.mark.parametrize("writer", [Script(fail_load="model.damaged", load_delay=0.6)], indirect=True)
def test_a_critique_that_took_over_says_why_the_model_did_not_open(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load)
    writer.bench.start()
    error = writer.bench.wait_stage(Stage.FAILED).error
    assert error is not None
    assert error.code == "model.damaged"


@pytest.mark.parametrize("writer", [SLOW_OPENER], indirect=True)
def test_another_model_is_opened_for_the_critique_when_it_was_chosen_meanwhile(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load)
    writer.bench.preparer.settings = Settings(threads=2, guided=False)
    writer.bench.start()
    assert len(writer.bench.wait_stage(Stage.DONE).remarks) == 3
    assert writer.kinds() == [Load, Load, Generate]


@pytest.mark.parametrize("writer", [Script(reply=REPLY, hang="native", at="ahead")], indirect=True)
def test_a_reading_that_does_not_listen_costs_seconds_but_not_the_critique(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load, ReadAhead)
    writer.wait_reading()  # one that has not begun is withdrawn, and listens
    writer.bench.start()
    assert len(writer.bench.wait_stage(Stage.DONE).remarks) == 3
    assert writer.kinds() == [Load, ReadAhead, Load, Generate]


@pytest.mark.parametrize("case", ["off", "short", "blank", "no model"])
def test_nothing_is_asked_when_there_is_nothing_to_gain(writer: Writer, case: str) -> None:
    if case == "off":
        writer.bench.preparer.settings = Settings(read_ahead=False, guided=False)
    if case == "no model":
        writer.bench.preparer.error = ModelMissing(model="tiny")
    writer.write({"short": "짧은 글", "blank": " \n" * 40}.get(case, ANSWER))
    writer.pause()
    assert writer.asked == []
    assert not writer.bench.engine.running


def test_nothing_is_read_of_a_question_that_was_left(writer: Writer) -> None:
    writer.write()
    writer.bench.controller.open(writer.bench.questions[1].id, "")
    writer.pause()
    assert writer.asked == []


@pytest.mark.parametrize("writer", [ENDLESS], indirect=True)
def test_nothing_is_read_while_a_critique_is_written_or_waits(writer: Writer) -> None:
    writer.bench.open(1)
    writer.bench.start(0)
    writer.bench.wait_stage(Stage.WRITING)
    writer.write(ANSWER, 1)
    writer.pause()
    writer.bench.start(1)
    writer.write(ANSWER + " 더.", 1)
    writer.pause()
    assert writer.kinds() == [Load, Generate]


@pytest.mark.parametrize("writer", [Script(reply=REPLY, crash="exit", at="ahead")], indirect=True)
def test_a_crash_is_not_seen_and_not_repeated_until_a_critique_went_well(
    writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[object] = []
    caplog.set_level(logging.INFO)
    writer.write()
    writer.bench.controller.view_changed.connect(seen.append)
    writer.bench.controller.live_changed.connect(lambda: seen.append("live"))
    writer.wait_asked(Load, ReadAhead)
    writer.bench.qtbot.waitUntil(lambda: not writer.bench.engine.running, timeout=10_000)
    assert seen == []
    assert "reading ahead failed: engine.crashed" in caplog.text
    assert ANSWER[:10] not in caplog.text
    writer.write(ANSWER + " 더.")
    writer.pause()
    assert writer.kinds() == [Load, ReadAhead]
    writer.bench.start()
    writer.bench.wait_stage(Stage.DONE)
    writer.write(ANSWER + " 더.")
    writer.wait_asked(Load, ReadAhead, Load, Generate, ReadAhead)


@pytest.mark.parametrize("writer", [Script(fail_load="model.damaged")], indirect=True)
def test_a_model_that_does_not_open_is_not_tried_at_every_pause(writer: Writer) -> None:
    writer.write()
    writer.wait_asked(Load)
    writer.bench.qtbot.waitUntil(lambda: not writer.bench.engine.busy, timeout=10_000)
    writer.write(ANSWER + " 더.")
    writer.pause()
    assert writer.kinds() == [Load]
    assert writer.bench.controller.view(writer.bench.questions[0].id) is None


def test_the_engine_still_rests_when_nobody_types(qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(qtbot, Script(reply=REPLY), idle=0.05, pause=PAUSE)
    bench.open()
    writer = Writer(bench, monkeypatch)
    writer.write()
    writer.wait_asked(Load, ReadAhead)
    qtbot.waitUntil(lambda: not bench.engine.running, timeout=10_000)
    writer.pause()
    assert writer.kinds() == [Load, ReadAhead]
    bench.close()
