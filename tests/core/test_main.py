"""`python -m core`: one entry, two programs."""

import subprocess
import sys
from pathlib import Path

from core.engine.protocol import VERSION, EventDecoder, Hello

ROOT = Path(__file__).resolve().parents[2]


def test_engine_is_the_worker_and_brings_nothing_of_the_command_line() -> None:
    code = (
        "import sys; sys.argv = ['core', 'engine']\n"
        "from core.__main__ import main\n"
        "main()\n"
        "sys.stderr.write(str([m for m in sys.modules if m in ('core.cli', 'core.critique', 'core.storage', 'numpy')]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        out, errors = process.communicate(b'{"type": "Quit"}\n', timeout=20)

    assert EventDecoder().feed(out) == [Hello(VERSION, process.pid)]
    assert process.returncode == 0
    assert errors.decode() == "[]"
