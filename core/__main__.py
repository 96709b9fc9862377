"""`python -m core`: `engine` is the inference process, everything else is the command line."""

import sys


def main() -> int:
    """Exit code. The engine starts without the rest of the command line, so it starts fast and stays small."""
    if sys.argv[1:2] == ["engine"]:
        from core.engine import worker

        return worker.main()
    try:
        from core.cli import main as command_line

        return command_line()
    except KeyboardInterrupt:  # before the command line could take care of it
        return 130


if __name__ == "__main__":
    sys.exit(main())
