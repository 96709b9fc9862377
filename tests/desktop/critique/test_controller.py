"""Critiques from the key to the database, with a real engine process."""

import unicodedata
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from core.errors import ModelMissing
from core.remark import RemarkStatus
from core.storage.critiques import CritiqueState
from desktop.critique.view import Empty, Stage
from tests.desktop.critique.conftest import Bench
from tests.fakes.critiques import ANSWER, FIRST, REPLY, SECOND, THIRD
from tests.fakes.fake_backend import Script

SLOW = Script(reply=REPLY, token_delay=0.004)
ENDLESS = Script(reply=REPLY + "가나다라마바사아자차카타파하" * 300, token_delay=0.004)


def test_before_anything_was_asked_the_empty_state_says_what_to_do(bench: Bench) -> None:
    question_id = bench.open()
    assert bench.controller.view(question_id) is None
    assert bench.controller.why_empty(question_id) is Empty.NOT_YET
    bench.controller.follow(question_id, "짧은 글")
    assert bench.controller.why_empty(question_id) is Empty.TOO_SHORT
    bench.controller.follow(question_id, " \n")
    assert bench.controller.why_empty(question_id) is Empty.NO_ANSWER
    bench.preparer.here = False
    assert bench.controller.why_empty(question_id) is Empty.NO_MODEL


def test_a_critique_streams_and_is_kept_with_what_it_judged(bench: Bench) -> None:
    bench.open()
    bench.start()
    view = bench.wait_stage(Stage.DONE)
    assert [one.remark.quote for one in view.remarks] == [FIRST, SECOND, THIRD]
    assert view.overall.startswith("성과는 분명하나")
    assert view.number == 1
    kept = bench.latest()
    assert kept.summary.state is CritiqueState.DONE
    assert kept.answer_text == ANSWER
    assert kept.remarks == tuple(one.remark for one in view.remarks)
    assert kept.overall == view.overall
    assert (kept.summary.model_name, kept.summary.adapter_id) == ("체험용 0.5B", "v1")
    assert kept.summary.company == "가람유통"


@pytest.mark.parametrize("bench", [SLOW], indirect=True)
def test_remarks_come_one_by_one_with_the_one_being_written(bench: Bench) -> None:
    bench.open()
    bench.start()
    bench.wait_stage(Stage.WRITING)
    bench.qtbot.waitUntil(lambda: bench.view().partial is not None, timeout=5000)
    assert bench.view().partial is not None
    assert bench.view().live
    view = bench.wait_remarks(1)
    assert view.remarks[0].span is not None
    assert bench.controller.marks(bench.questions[0].id)[0].kind == "improve"
    bench.wait_stage(Stage.DONE)


@pytest.mark.parametrize("bench", [ENDLESS], indirect=True)
def test_stop_ends_within_a_second_keeps_what_came_and_the_next_one_starts(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_remarks(2)
    bench.controller.stop(question_id)
    assert bench.view().stage is Stage.CANCELLED
    # It would write for ever, and be killed after three seconds. A second is the goal, two what a slow machine gets.
    bench.qtbot.waitUntil(lambda: not bench.engine.busy, timeout=2000)
    assert len(bench.view().remarks) >= 2
    kept = bench.latest()
    assert kept.summary.state is CritiqueState.CANCELLED
    assert len(kept.remarks) == len(bench.view().remarks)
    bench.start()
    assert bench.view().number == 2
    bench.wait_remarks(1)
    bench.controller.stop(question_id)


@pytest.mark.parametrize("bench", [Script(reply=REPLY, crash="exit", after=REPLY.index("\n") + 4)], indirect=True)
def test_a_crash_keeps_the_text_so_far_and_says_so(bench: Bench) -> None:
    bench.open()
    bench.start()
    view = bench.wait_stage(Stage.FAILED)
    assert [one.remark.quote for one in view.remarks] == [FIRST]
    assert view.error is not None
    assert view.error.code == "engine.crashed"
    kept = bench.latest()
    assert (kept.summary.state, kept.summary.error_code) == (CritiqueState.FAILED, "engine.crashed")
    assert len(kept.remarks) == 1
    assert not view.smaller_model
    bench.start()
    bench.wait_stage(Stage.FAILED)
    assert bench.view().smaller_model


@pytest.mark.parametrize("bench", [Script(fail_load="model.damaged")], indirect=True)
def test_a_model_that_cannot_be_opened_fails_with_its_reason(bench: Bench) -> None:
    bench.open()
    bench.start()
    view = bench.wait_stage(Stage.FAILED)
    assert view.error is not None
    assert view.error.code == "model.damaged"


def test_what_stands_in_the_way_is_said_beside_the_last_critique(bench: Bench) -> None:
    bench.open()
    bench.start()
    before = bench.wait_stage(Stage.DONE)
    bench.preparer.error = ModelMissing(model="tiny")
    bench.start()
    view = bench.view()
    assert view.stage is Stage.FAILED
    assert view.error is bench.preparer.error
    assert view.remarks == before.remarks
    bench.preparer.error = None
    bench.start()
    bench.wait_stage(Stage.DONE)
    assert bench.view().number == 2


@pytest.mark.parametrize("bench", [SLOW], indirect=True)
def test_editing_while_it_is_written_moves_the_marks(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_remarks(1)
    longer = "머리말입니다. " + ANSWER
    bench.controller.follow(question_id, longer)
    bench.wait_stage(Stage.DONE)
    spans = [mark.span for mark in bench.controller.marks(question_id)]
    assert [longer[span.start : span.end] for span in spans] == [FIRST, SECOND, THIRD]
    assert bench.latest().answer_text == ANSWER


def test_a_rewritten_passage_loses_its_mark_and_undo_brings_it_back(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_stage(Stage.DONE)
    bench.controller.follow(question_id, ANSWER.replace(FIRST, ""))
    assert [mark.id for mark in bench.controller.marks(question_id)] == ["1", "2"]
    assert bench.view().remarks[0].span is None
    bench.controller.follow(question_id, ANSWER)
    assert [mark.id for mark in bench.controller.marks(question_id)] == ["0", "1", "2"]


@pytest.mark.parametrize("bench", [SLOW], indirect=True)
def test_a_critique_goes_on_while_another_question_is_looked_at(bench: Bench) -> None:
    first = bench.open(0)
    bench.start(0)
    bench.wait_remarks(1)
    bench.open(1)
    assert bench.controller.live(first)
    assert bench.controller.view(bench.questions[1].id) is None
    bench.wait_stage(Stage.DONE, 0)
    bench.controller.open(first, ANSWER)
    assert len(bench.view(0).remarks) == 3


@pytest.mark.parametrize("bench", [SLOW], indirect=True)
def test_a_second_question_waits_for_its_turn(bench: Bench) -> None:
    bench.open(0)
    bench.open(1)
    bench.start(0)
    bench.start(1)
    assert bench.view(1).stage is Stage.WAITING
    bench.wait_stage(Stage.DONE, 0)
    bench.wait_stage(Stage.DONE, 1)
    assert len(bench.latest(1).remarks) == 3


@pytest.mark.parametrize("bench", [ENDLESS], indirect=True)
def test_one_that_waits_can_be_stopped(bench: Bench) -> None:
    bench.open(0)
    waiting = bench.open(1)
    bench.start(0)
    bench.start(1)
    bench.controller.stop(waiting)
    assert bench.view(1).stage is Stage.CANCELLED
    assert bench.latest(1).summary.state is CritiqueState.CANCELLED
    bench.controller.stop(bench.questions[0].id)
    bench.qtbot.waitUntil(lambda: not bench.engine.busy, timeout=2000)
    assert not bench.controller.live(waiting)


def test_the_model_is_opened_once_for_two_critiques(bench: Bench) -> None:
    bench.open()
    bench.start()
    bench.wait_stage(Stage.DONE)
    pid = bench.engine.pid
    loaded = bench.engine.loaded
    bench.start()
    bench.wait_stage(Stage.DONE)
    assert bench.engine.pid == pid
    assert bench.engine.loaded is loaded


def test_what_the_reader_chose_is_kept_and_shown_again(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_stage(Stage.DONE)
    bench.controller.set_status(question_id, 0, RemarkStatus.DISMISSED)
    bench.controller.set_status(question_id, 1, RemarkStatus.FIXED)
    assert [mark.id for mark in bench.controller.marks(question_id)] == ["2"]
    statuses = [one.status for one in bench.latest().remarks]
    assert statuses == [RemarkStatus.DISMISSED, RemarkStatus.FIXED, RemarkStatus.OPEN]
    bench.controller.set_status(question_id, 0, RemarkStatus.OPEN)
    assert bench.latest().remarks[0].status is RemarkStatus.OPEN


@pytest.mark.parametrize("bench", [ENDLESS], indirect=True)
def test_a_choice_made_while_it_is_written_is_kept(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_remarks(1)
    bench.controller.set_status(question_id, 0, RemarkStatus.DISMISSED)
    bench.wait_remarks(3)
    bench.controller.stop(question_id)
    assert bench.latest().remarks[0].status is RemarkStatus.DISMISSED


def test_a_question_opens_with_its_latest_critique(qtbot: QtBot, home: Path) -> None:
    first = Bench(qtbot, Script(reply=REPLY))
    first.open()
    first.start()
    first.wait_stage(Stage.DONE)
    first.controller.set_status(first.questions[0].id, 0, RemarkStatus.FIXED)
    questions, application = first.questions, first.application
    first.close()
    second = Bench(qtbot, Script(reply=REPLY))
    second.questions, second.application = questions, application
    changed = "새 머리말. " + ANSWER
    question_id = second.open(0, changed)
    view = second.view()
    assert view.stage is Stage.DONE
    assert [one.remark.quote for one in view.remarks] == [FIRST, SECOND, THIRD]
    assert view.remarks[0].remark.status is RemarkStatus.FIXED
    spans = [mark.span for mark in second.controller.marks(question_id)]
    assert [changed[span.start : span.end] for span in spans] == [SECOND, THIRD]
    second.start(0, changed)
    assert second.wait_stage(Stage.DONE).number == 2
    second.close()


@pytest.mark.parametrize("bench", [ENDLESS], indirect=True)
def test_what_has_arrived_is_kept_while_it_is_written(bench: Bench) -> None:
    bench.open()
    bench.start()
    bench.wait_remarks(2)
    bench.qtbot.waitUntil(lambda: len(bench.latest().remarks) >= 2, timeout=4000)
    assert bench.latest().summary.state is CritiqueState.WRITING


def test_closing_while_it_is_written_keeps_the_text_and_leaves_no_process(qtbot: QtBot, home: Path) -> None:
    bench = Bench(qtbot, ENDLESS)
    bench.open()
    bench.start()
    bench.wait_remarks(2)
    process = psutil.Process(bench.engine.pid)
    questions = bench.questions
    bench.close()
    assert not process.is_running()
    again = Bench(qtbot, Script())
    again.questions = questions
    kept = again.latest()
    assert kept.summary.state is CritiqueState.INTERRUPTED
    assert len(kept.remarks) >= 2
    again.open()
    assert again.view().stage is Stage.INTERRUPTED
    again.close()


def test_decomposed_text_is_judged_composed(bench: Bench) -> None:
    """Text pasted from macOS is NFD; spans count in what is stored, marks in what is seen."""
    typed = unicodedata.normalize("NFD", ANSWER)
    question_id = bench.open(0, typed)
    bench.start(0, typed)
    bench.wait_stage(Stage.DONE)
    marks = bench.controller.marks(question_id)
    assert [unicodedata.normalize("NFC", typed[m.span.start : m.span.end]) for m in marks] == [FIRST, SECOND, THIRD]
    assert bench.latest().answer_text == ANSWER


@pytest.mark.parametrize("bench", [Script(reply=REPLY, load_delay=0.8)], indirect=True)
def test_stopped_while_the_model_opens_and_asked_again(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_stage(Stage.OPENING)
    bench.controller.stop(question_id)
    assert bench.view().stage is Stage.CANCELLED
    bench.start()
    assert bench.view().stage is Stage.OPENING
    assert len(bench.wait_stage(Stage.DONE).remarks) == 3


@pytest.mark.parametrize("bench", [Script(hang="native", at="load")], indirect=True)
def test_a_model_that_never_opens_is_given_up_after_stopping(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_stage(Stage.OPENING)
    bench.controller.stop(question_id)
    bench.qtbot.waitUntil(lambda: not bench.engine.busy, timeout=6000)


@pytest.mark.parametrize("bench", [ENDLESS], indirect=True)
def test_another_database_is_not_mixed_with_what_was_shown(bench: Bench) -> None:
    question_id = bench.open()
    bench.start()
    bench.wait_remarks(1)
    bench.stored(lambda database: database.erase_everything())
    trouble: list[object] = []
    bench.jobs.failed.connect(trouble.append)
    with bench.qtbot.waitSignal(bench.controller.view_changed, timeout=5000):
        bench.controller.forget()
    bench.qtbot.waitUntil(lambda: bench.controller.why_empty(question_id) is Empty.NOT_YET, timeout=5000)
    assert bench.controller.view(question_id) is None
    assert not trouble


def test_the_model_is_opened_again_after_the_engine_rested(qtbot: QtBot, home: Path) -> None:
    bench = Bench(qtbot, Script(reply=REPLY), idle=0.05)
    bench.open()
    bench.start()
    bench.wait_stage(Stage.DONE)
    qtbot.waitUntil(lambda: not bench.engine.running, timeout=5000)
    bench.start()
    assert len(bench.wait_stage(Stage.DONE).remarks) == 3
    bench.close()
