"""What the processes beside the window have in common: the protocol has standard output to itself, nothing is fetched,
and the process ends with who started it."""

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from core.wire import encode

# Nothing is fetched and nothing is reported home.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "BITSANDBYTES_NOWELCOME": "1",
    "LLAMA_OFFLINE": "1",
}


def private_stdout() -> int:
    """A copy of standard output for the protocol; descriptor 1 becomes standard error for everybody else."""
    sys.stdout.flush()
    private = os.dup(1)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(private, os.O_BINARY)
    return private


class Output:
    """Writes messages, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: Any) -> None:
        data = memoryview(encode(message))
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:
                os._exit(0)  # nobody listens any more


def standard_input() -> Iterator[bytes]:
    """What comes, as it comes; ends when the other side is gone."""
    while data := _read_some():
        yield data


def report(error: Exception) -> None:
    """The traceback without the exception's text, which may hold what a user wrote."""
    for line in traceback.format_tb(error.__traceback__):
        sys.stderr.write(line)
    sys.stderr.write(f"{type(error).__name__}\n")
    sys.stderr.flush()


def _read_some() -> bytes:
    try:
        return os.read(0, 1 << 16)
    except OSError:
        return b""
