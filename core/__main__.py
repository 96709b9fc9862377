"""`python -m core`: `engine` and `language` are processes that a window starts, everything else is the command line."""

import os
import sys


def main() -> int:
    """Exit code. These processes start without the rest of the command line, so they start fast and stay small."""
    if sys.argv[1:2] == ["engine"]:
        from core.engine import worker

        return worker.main()
    if sys.argv[1:2] == ["language"]:
        # Before numpy is imported: threads of BLAS that wait for each other take the time of everybody else.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from core.language import worker as language

        return language.main()
    try:
        from core.cli import main as command_line

        return command_line()
    except KeyboardInterrupt:  # before the command line could take care of it
        return 130


if __name__ == "__main__":
    sys.exit(main())
