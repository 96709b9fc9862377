import os
import signal
import subprocess
import sys
import threading

import pytest

from scraper.control import Control, obeying

LISTENER = """
import sys
from scraper.control import Control, obeying
control = Control(lambda paused: print("paused" if paused else "resumed", flush=True))
with obeying(control, lambda: None, watch_stdin=True):
    print("ready", flush=True)
    print("waited" if control.wait(60) else "cancelled", flush=True)
"""


def listener() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", LISTENER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def test_waiting_ends_by_itself() -> None:
    assert Control().wait(0.01)


def test_a_pause_holds_until_it_is_resumed_and_both_are_told() -> None:
    told: list[bool] = []
    control = Control(told.append)
    control.pause()
    threading.Timer(0.05, control.resume).start()

    assert control.wait(0.0)
    assert told == [True, False]


def test_a_pause_can_be_cancelled() -> None:
    control = Control()
    control.pause()
    threading.Timer(0.05, control.cancel).start()

    assert not control.wait(0.0)


def test_lines_at_standard_input_steer() -> None:
    with listener() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("pause\nnonsense\n")
        process.stdin.flush()
        assert process.stdout.readline() == "paused\n"
        process.stdin.write("resume\n")
        process.stdin.flush()
        assert process.stdout.readline() == "resumed\n"
        process.stdin.write("cancel\n")
        process.stdin.flush()
        assert process.stdout.readline() == "cancelled\n"


def test_the_end_of_standard_input_cancels_because_the_window_is_gone() -> None:
    with listener() as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert process.stdin is not None
        process.stdin.close()
        assert process.stdout.readline() == "cancelled\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_cancel(number: signal.Signals) -> None:
    with listener() as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        assert process.stdout.readline() == "cancelled\n"


def test_without_an_owner_standard_input_says_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTENER.replace("60", "0.3")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["ready", "waited"]


def test_what_hangs_after_a_cancel_is_ended() -> None:
    control, aborted = Control(), threading.Event()
    with obeying(control, aborted.set, watch_stdin=False):
        os.kill(os.getpid(), signal.SIGTERM)
        assert aborted.wait(10)


def test_what_ends_in_time_is_left_alone() -> None:
    control, aborted = Control(), threading.Event()
    with obeying(control, aborted.set, watch_stdin=False):
        control.cancel()

    assert not aborted.is_set()
