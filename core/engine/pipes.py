"""A process of this program with pipes, and a thread that reads what it says."""

import os
import queue
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import EngineError

_LONGEST_LOG = 1024 * 1024


def engine_environment() -> dict[str, str]:
    """The environment of such a process: `core` is found from every working folder, and text is UTF-8."""
    environment = dict(os.environ)
    root = str(Path(__file__).resolve().parents[2])
    found = [root, *filter(None, [environment.get("PYTHONPATH")])]
    return environment | {"PYTHONPATH": os.pathsep.join(found), "PYTHONUTF8": "1"}


@dataclass(frozen=True, slots=True)
class Piped:
    """A started process; `output` holds what it wrote, with empty bytes for the end."""

    process: subprocess.Popen[bytes]
    stdin: IO[bytes]
    stdout: IO[bytes]
    reader: threading.Thread
    output: "queue.SimpleQueue[bytes]"

    def collect(self) -> int:
        """Wait for a process whose output is over, close everything, and return its exit code."""
        code = self.process.wait()
        self.reader.join()
        close(self.stdin)
        self.stdout.close()
        return code


def start(argv: list[str], log: Path) -> Piped:
    """Start it; what its libraries write goes to `log`. Raises EngineError."""
    log.parent.mkdir(parents=True, exist_ok=True)
    keep = log.exists() and log.stat().st_size < _LONGEST_LOG
    with log.open("ab" if keep else "wb") as errors:
        return _open(argv, errors)


def _open(argv: list[str], errors: IO[bytes]) -> Piped:
    # Windows: no console window, and Ctrl+C in ours is not for the other process.
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            argv, stdin=pipe, stdout=pipe, stderr=errors, env=engine_environment(), creationflags=flags
        )
    except OSError as error:
        raise EngineError(f"cannot start: {type(error).__name__}") from error
    if process.stdin is None or process.stdout is None:
        raise EngineError("no pipes to the process")
    output: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, output), name="output", daemon=True)
    reader.start()
    return Piped(process, process.stdin, process.stdout, reader, output)


def _read(stdout: IO[bytes], output: "queue.SimpleQueue[bytes]") -> None:
    data = b"-"
    while data:
        data = os.read(stdout.fileno(), 1 << 16)
        output.put(data)


def write(stdin: IO[bytes], data: bytes) -> None:
    """Hand it over; a process that has died says so by the end of its output."""
    with suppress(OSError, ValueError):
        stdin.write(data)
        stdin.flush()


def close(stdin: IO[bytes]) -> None:
    """Say that no more comes."""
    with suppress(OSError):
        stdin.close()
