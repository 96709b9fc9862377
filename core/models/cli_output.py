"""What `models` prints: a progress bar on a terminal, JSON lines for a program; and how it is interrupted."""

import argparse
import json
import os
import select
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import Any, TextIO

from core.errors import AppError
from core.models.adapters import AdapterInfo
from core.models.progress import Progress, Stage
from core.models.store import InstalledModel

CANCELLED = 130

_BAR = 24
_GRACE_S = 1.0

_STAGES = {Stage.DOWNLOADING: "받는 중", Stage.COPYING: "가져오는 중", Stage.VERIFYING: "확인하는 중"}
_SOURCES = {"hub": "허브", "registry": "패키지 저장소", "import": "파일"}
_STATES = {
    "installed": "설치됨",
    "available": "받을 수 있음",
    "not_published": "아직 받을 수 없음",
    "damaged": "손상됨 — 다시 받으면 고쳐집니다",
}
_FITS = {"yes": "이 컴퓨터에 맞음", "after_closing": "다른 프로그램을 닫으면 맞음", "no": "이 컴퓨터에는 큼"}


def megabytes(size: int | None) -> str:
    """`491 MB`, `1.1 GB`; a dash when it is not known."""
    if size is None:
        return "—"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def entry_lines(row: dict[str, Any]) -> list[str]:
    """One model of the list, for people."""
    title = f"{row['name']}  [{row['id']}]  {_STATES[row['state']]}"
    if row["partial"]:
        title += f" ({megabytes(row['partial'])} 받아 둠)"
    facts = [f"크기 {megabytes(row['size'])}", f"메모리 {megabytes(row['memory'])}"]
    facts += [f"라이선스 {row['licence']}"] if row["licence"] else []
    facts += [_FITS[row["fit"]]] if row["fit"] else []
    lines = [title, "  " + " · ".join(facts)]
    return [*lines, f"  {row['description']}"] if row["description"] else lines


class ProgressOutput:
    """Progress and one outcome. Words go to a terminal or a file, JSON lines to a program."""

    def __init__(self, stream: TextIO, *, as_json: bool) -> None:
        self._stream = stream
        self._json = as_json
        self._bar = not as_json and stream.isatty()
        self._lock = threading.Lock()
        self._ended = False

    def progress(self, progress: Progress) -> None:
        if self._json:
            self._line({"event": "progress", **asdict(progress)})
        elif self._bar:
            self._write(f"\r\x1b[2K{bar(progress)}")

    def done(self, found: InstalledModel | AdapterInfo) -> None:
        if isinstance(found, AdapterInfo):
            facts: dict[str, Any] = {"adapter": found.id, "model": found.model_id, "path": str(found.path)}
            self._end({"event": "done", **facts}, f"{found.title} [{found.id}]: 준비되었습니다.")
            return
        facts = {"model": found.entry.id, "path": str(found.path), "size": found.size, "source": found.source}
        self._end({"event": "done", **facts}, f"{found.entry.name} [{found.entry.id}]: 준비되었습니다.")

    def cancelled(self) -> None:
        self._end({"event": "cancelled"}, "멈추었습니다. 받은 부분은 남아 있어 이어서 받습니다.")

    def failed(self, error: AppError) -> None:
        """In JSON the code and its facts; for people the main command line says it."""
        self._end({"event": "failed", "code": error.code, "context": error.context}, "")

    def _end(self, row: dict[str, Any], words: str) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
        if self._json:
            self._line(row, last=True)
        else:
            self._write(("\n" if self._bar else "") + (f"{words}\n" if words else ""))

    def _line(self, row: dict[str, Any], *, last: bool = False) -> None:
        if last or not self._ended:
            self._write(json.dumps(row, ensure_ascii=False) + "\n")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError:
            # The reader has gone. What was asked for is still wanted until a signal or the end of stdin says otherwise.
            self._stream = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 — lives as long as the process


def bar(progress: Progress) -> str:
    """`받는 중 [#####.....] 41 %  201 MB / 491 MB  12 MB/s  24초 남음 (허브)`"""
    part = progress.done / progress.total if progress.total else 0.0
    filled = int(part * _BAR)
    words = [_STAGES[progress.stage], f"[{'#' * filled}{'.' * (_BAR - filled)}]", f"{part:4.0%}"]
    words.append(f"{megabytes(progress.done)} / {megabytes(progress.total)}")
    if progress.bytes_per_second:
        words.append(f"{progress.bytes_per_second / 1e6:.1f} MB/s")
    if progress.seconds_left is not None:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        words.append(f"{minutes}분 {seconds}초 남음" if minutes else f"{seconds}초 남음")
    if progress.source:
        words.append(f"({_SOURCES.get(progress.source, progress.source)})")
    return " ".join(words)


def run_long(
    args: argparse.Namespace,
    work: Callable[[ProgressOutput, Callable[[], bool]], InstalledModel | AdapterInfo | None],
) -> int:
    """Do something long: progress, then one outcome. Errors are told in the JSON too, and then raised."""
    output = ProgressOutput(sys.stdout, as_json=args.json)
    with interruptible(output, watch_stdin=args.json) as cancelled:
        try:
            found = work(output, cancelled)
        except AppError as error:
            output.failed(error)
            raise
    if found is None:
        output.cancelled()
        return CANCELLED
    output.done(found)
    return 0


@contextmanager
def interruptible(output: ProgressOutput, *, watch_stdin: bool) -> Iterator[Callable[[], bool]]:
    """A cancel flag that Ctrl+C, SIGTERM and, with `watch_stdin`, the end of a pipe at standard input set.

    Work that hangs in the network is ended after a second of grace: whatever has arrived can be resumed.
    """
    flag, over = threading.Event(), threading.Event()

    def last_resort() -> None:
        if flag.wait() and not over.wait(_GRACE_S):
            output.cancelled()
            os._exit(CANCELLED)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        flag.set()

    def on_stdin() -> None:
        # A window that dies closes the pipe; a terminal, a file and the null device say nothing about their owner.
        while os.read(0, 4096):
            pass
        flag.set()

    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    threading.Thread(target=last_resort, name="cancel", daemon=True).start()
    if watch_stdin and _stdin_has_owner():
        threading.Thread(target=on_stdin, name="stdin", daemon=True).start()
    try:
        yield flag.is_set
    finally:
        over.set()
        flag.set()  # lets the watching thread end
        for number, handler in before.items():
            signal.signal(number, handler)


def _stdin_has_owner() -> bool:
    """Standard input is a pipe that somebody holds open. One closed from the start is how some services begin."""
    try:
        if not stat.S_ISFIFO(os.fstat(0).st_mode):
            return False
        if sys.platform == "win32":  # select knows no pipes there
            return True
        return not select.select([0], [], [], 0)[0] or bool(os.read(0, 4096))
    except OSError:
        return False
