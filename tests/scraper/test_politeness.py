import ast
import inspect
import threading

import pytest

from scraper import politeness
from scraper.control import Control
from scraper.errors import SiteBusy
from scraper.politeness import FLOOR_S, LONGEST_DELAY_S, Pace


class Recorder(Control):
    """Waits no time and remembers how long it should have."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, seconds: float = 0.0) -> bool:
        self.waits.append(round(seconds, 3))
        return True


def test_pages_are_two_seconds_apart_however_fast_the_site_is() -> None:
    moment = [100.0]
    pace, control = Pace(clock=lambda: moment[0]), Recorder()
    for _ in range(4):
        pace.turn(control)
        moment[0] += 0.5  # the page takes that long
        pace.answered(0.01)

    assert control.waits == [0.0, 2.0, 2.0, 2.0]


def test_a_slow_site_is_given_more_time_and_a_fast_one_less_again() -> None:
    pace = Pace()
    for _ in range(8):
        pace.answered(5.0)
    slow = pace.delay
    for _ in range(12):
        pace.answered(0.1)

    assert slow > 9
    assert pace.delay == FLOOR_S


def test_the_delay_has_an_upper_end() -> None:
    pace = Pace()
    for _ in range(20):
        pace.answered(1000.0)

    assert pace.delay == LONGEST_DELAY_S


def test_robots_txt_can_raise_the_floor_and_never_lower_it() -> None:
    pace = Pace()
    pace.ask_for(7.0)
    pace.ask_for(0.5)
    for _ in range(20):
        pace.answered(0.0)

    assert pace.delay == 7.0


def test_refusals_are_answered_with_ever_longer_waits_and_then_with_an_end() -> None:
    pace = Pace()
    waits = [pace.refused(503) for _ in range(5)]

    assert waits == [10, 20, 40, 80, 160]
    with pytest.raises(SiteBusy) as caught:
        pace.refused(503)
    assert caught.value.context == {"status": 503, "attempts": 6}


def test_what_the_site_asks_for_is_waited() -> None:
    assert Pace().refused(429, 42.0) == 42.0


def test_a_site_that_wants_hours_gets_them_by_the_end_of_the_run() -> None:
    with pytest.raises(SiteBusy):
        Pace().refused(503, 7200.0)


def test_an_answer_forgives_the_refusals_but_the_pace_stays_careful() -> None:
    pace = Pace()
    for _ in range(3):
        pace.refused(503)
    pace.answered(0.1)

    assert pace.delay > FLOOR_S
    assert pace.refused(503) == 10


def test_a_cancel_ends_a_long_wait_at_once() -> None:
    pace, control = Pace(300.0), Control()
    pace.answered(0.0)
    threading.Timer(0.05, control.cancel).start()

    assert not pace.turn(control)


def test_nothing_outside_the_constructor_reaches_the_floor() -> None:
    """No file, no variable: the module cannot even look."""
    tree = ast.parse(inspect.getsource(politeness))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}

    assert imported == {"time", "collections.abc", "scraper.control", "scraper.errors"}
    assert FLOOR_S == Pace().delay == 2.0
