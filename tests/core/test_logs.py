import faulthandler
import logging
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.counting import Limit
from core.errors import AppError
from core.logs import KEPT_FILES, MAX_BYTES, ProcessLog, describe, install_excepthook
from core.remark import Polarity, Remark, Source, Span
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase

MARKER = "비밀스러운문장표식"


@pytest.fixture
def no_faulthandler() -> None:
    """pytest enables faulthandler for itself; the log takes it over and leaves it off."""
    faulthandler.disable()


pytestmark = pytest.mark.usefixtures("no_faulthandler")


def test_lines_carry_utc_time_level_process_and_logger(home: Path) -> None:
    before = datetime.now(UTC)
    with ProcessLog("window") as process_log:
        logging.getLogger("core.example").info("answer saved id=%s length=%d", "a1", 812)
    line = process_log.path.read_text(encoding="utf-8")
    assert process_log.path == home / "logs" / "window.log"
    moment = datetime.fromisoformat(line.split()[0])
    assert moment.utcoffset() is not None
    assert abs((moment - before).total_seconds()) < 5
    assert "INFO" in line
    assert "core.example: answer saved id=a1 length=812" in line


def test_the_log_is_rotated_and_bounded(home: Path) -> None:
    with ProcessLog("window") as process_log:
        line = "x" * 10_000
        for _ in range(MAX_BYTES * (KEPT_FILES + 3) // 10_000):
            logging.getLogger("core.example").info(line)
    files = sorted(path.name for path in (home / "logs").glob("window.log*"))
    assert files == ["window.log", "window.log.1", "window.log.2", "window.log.3"]
    assert all(path.stat().st_size <= MAX_BYTES for path in process_log.path.parent.glob("window.log*"))


def test_closing_gives_the_root_logger_back(home: Path) -> None:
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    with ProcessLog("window"):
        assert logging.getLogger().handlers != handlers
    assert logging.getLogger().handlers == handlers
    assert logging.getLogger().level == level


def test_an_exception_is_logged_without_its_words(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with ProcessLog("window") as process_log:
        try:
            try:
                int(MARKER)
            except ValueError as error:
                raise RuntimeError(MARKER) from error
        except RuntimeError:
            logging.getLogger("core.example").exception("a bug")
    text = process_log.path.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert MARKER not in text
    caplog.clear()


def test_describe_ends_on_a_cycle_of_causes() -> None:
    first, second = ValueError(MARKER), RuntimeError(MARKER)
    first.__cause__, second.__cause__ = second, first
    assert MARKER not in describe(first)
    assert describe(first).startswith("ValueError\nRuntimeError")


def test_storage_never_logs_what_the_user_wrote(home: Path) -> None:
    """Every call that takes text, and the errors it can end in."""
    limit = Limit(700)
    remark = Remark(Source.MODEL, Polarity.IMPROVE, Span(0, 2), MARKER[:2], MARKER, MARKER)
    with ProcessLog("window", level=logging.DEBUG) as process_log:
        with AppDatabase.open(home / "app.db") as database:
            essays, critiques = database.essays, database.critiques
            application = essays.add_application(MARKER, MARKER)
            essays.update_application(application.id, company=MARKER, role=MARKER, season=MARKER, deadline=None)
            question = essays.add_question(application.id, MARKER, MARKER, limit)
            essays.save_answer(question.id, MARKER)
            essays.restore_version(essays.add_version(question.id, MARKER, "manual").id)
            new = NewCritique(question.id, MARKER, MARKER, limit, "model", "Model", settings={"seed": 1})
            critique_id = critiques.start(new)
            critiques.checkpoint(critique_id, MARKER, [remark], MARKER)
            critiques.finish(critique_id, "done", MARKER, [remark], MARKER)
            critiques.rename(critique_id, MARKER)
            critiques.search(MARKER)
            essays.search(MARKER)
            errors = []
            for wrong in (
                lambda: essays.save_answer("absent", MARKER),
                lambda: critiques.finish("absent", "done", MARKER, [remark], MARKER),
                lambda: critiques.rename("absent", MARKER),
                lambda: database.restore(home / MARKER),
            ):
                with pytest.raises(AppError) as caught:
                    wrong()
                if MARKER not in str(caught.value.context.get("path", "")):
                    errors.append(str(caught.value))
        logging.getLogger("core.example").info("end")
    assert all(MARKER not in error for error in errors)
    text = process_log.path.read_text(encoding="utf-8")
    assert "end" in text
    assert MARKER not in text


def test_the_hook_logs_and_hands_over_what_nobody_caught(home: Path) -> None:
    handed: list[BaseException] = []
    done = threading.Event()

    def on_error(error: BaseException) -> None:
        handed.append(error)
        done.set()

    with ProcessLog("window") as process_log:
        remove = install_excepthook(on_error)
        try:
            thread = threading.Thread(target=lambda: int(MARKER))
            thread.start()
            thread.join()
            assert done.wait(5)
            error = RuntimeError(MARKER)
            sys.excepthook(RuntimeError, error, None)
        finally:
            remove()
    assert [type(one) for one in handed] == [ValueError, RuntimeError]
    text = process_log.path.read_text(encoding="utf-8")
    assert text.count("not caught") == 2
    assert MARKER not in text


def test_a_keyboard_interrupt_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[BaseException] = []
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: passed_on.append(kind))
    remove = install_excepthook(handed.append)
    try:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    finally:
        remove()
    assert not handed
    assert passed_on == [KeyboardInterrupt]


def test_a_crash_in_native_code_leaves_its_stack(home: Path) -> None:
    program = """
import faulthandler
from core.logs import ProcessLog
with ProcessLog("window"):
    faulthandler._sigsegv()
"""
    started = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert ended.returncode != 0
    assert time.monotonic() - started < 60
    assert "Current thread" in (home / "logs" / "window-crash.log").read_text(encoding="utf-8")
