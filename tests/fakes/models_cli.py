"""`python -m core models` and nothing else of the command line, for a test or for a process of its own."""

import argparse
import sys
from pathlib import Path

from core.errors import AppError
from core.models import cli
from core.models.fit import Memory

ROOT = Path(__file__).parents[2]


def run(*words: str, memory: Memory | None = None) -> int:
    """Exit code; an AppError is raised, as the main command line expects."""
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers(), (lambda: memory) if memory else None)
    args = parser.parse_args(["models", *words])
    code: int = args.handler(args)
    return code


def argv(*words: str) -> list[str]:
    """The command that runs `models` in a process of its own."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.fakes.models_cli import main; sys.exit(main())"
    return [sys.executable, "-c", start, *words]


def main() -> int:
    try:
        return run(*sys.argv[1:])
    except AppError as error:
        print(error, file=sys.stderr)
        return 1
