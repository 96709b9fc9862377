"""The log of a process: ids, codes and lengths, never what a user wrote."""

import faulthandler
import logging
import sys
import threading
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from core import paths

log = logging.getLogger(__name__)

MAX_BYTES = 1 << 20
KEPT_FILES = 3

_FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"


class ProcessLog:
    """This process's log file, and beside it the stacks of a crash in native code. Ends with `close`."""

    def __init__(self, process: str, folder: Path | None = None, level: int = logging.INFO) -> None:
        """Log to `<process>.log`, in UTC, at most 4 files of 1 MB, and to `<process>-crash.log`.

        A second process of one name needs a name of its own. Raises OSError when the folder cannot be written;
        a program goes on without a log then.
        """
        folder = folder or paths.logs_dir()
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{process}.log"
        self.crash_path = folder / f"{process}-crash.log"
        self._crash_file: TextIO = self.crash_path.open("a", encoding="utf-8")
        self._handler = RotatingFileHandler(
            self.path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
        self._handler.setFormatter(_TextlessFormatter())
        root = logging.getLogger()
        self._level_before = root.level
        root.addHandler(self._handler)
        root.setLevel(level)
        faulthandler.enable(self._crash_file)

    def close(self) -> None:
        faulthandler.disable()
        self._crash_file.close()
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level_before)
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _TextlessFormatter(logging.Formatter):
    """Times in UTC, and an exception as `describe` puts it."""

    def __init__(self) -> None:
        super().__init__(_FORMAT, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left the traceback here with all its words, and must not get ours.
        cached, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = cached

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return "" if ei[1] is None else describe(ei[1])


def describe(error: BaseException) -> str:
    """An exception and its causes as types, files, lines and functions, without any of their words."""
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None and len(lines) < 200:
        lines.append(type(current).__name__)
        trace = current.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def install_excepthook(on_error: Callable[[BaseException], None]) -> Callable[[], None]:
    """Log what nobody caught, in any thread, and hand it to `on_error`; the result takes the hooks out again.

    `on_error` is called in the thread of the error.
    """
    before, threads_before = sys.excepthook, threading.excepthook

    def caught(error: BaseException) -> None:
        log.critical("not caught", exc_info=error)
        on_error(error)

    def main_hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
        else:
            caught(error)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            caught(arguments.exc_value)

    def remove() -> None:
        sys.excepthook, threading.excepthook = before, threads_before

    sys.excepthook, threading.excepthook = main_hook, thread_hook
    return remove
