"""`python -m core …`: everything that works without a window."""

import argparse
import os
import sys
from collections.abc import Sequence

from core.cli import check, comparison, critique, evidence, exit_codes, history, overlap, proofread
from core.cli.console import KoreanParser, use_utf8
from core.engine.hardware import survey
from core.errors import AppError
from core.messages import sentence
from core.models import cli as models


def main(
    argv: Sequence[str] | None = None, *, engine: list[str] | None = None, language: list[str] | None = None
) -> int:
    """Run one command and return its exit code.

    `engine` and `language` are the command lines of those processes, when not this program's own.
    """
    use_utf8(sys.stdout)
    use_utf8(sys.stderr)
    parser: argparse.ArgumentParser = KoreanParser(
        prog="python -m core",
        description="첨삭실: 이 컴퓨터에서만 자기소개서를 첨삭합니다.",
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="명령", required=True)
    critique.add_parser(commands, engine, language)
    models.add_parser(commands, survey)
    history.add_parser(commands)
    check.add_parser(commands)
    evidence.add_parser(commands)
    overlap.add_parser(commands)
    proofread.add_parser(commands)
    comparison.add_parser(commands)
    try:
        args = parser.parse_args(argv)
        code: int = args.handler(args)
        sys.stdout.flush()
    except SystemExit as wish:  # argparse: help or a wrong argument
        return wish.code if isinstance(wish.code, int) else exit_codes.USAGE
    except AppError as error:
        print(sentence(error), file=sys.stderr)
        return exit_codes.exit_code(error)
    except KeyboardInterrupt:  # outside a critique, which ends itself in good order
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.OK
    return code
