"""`python -m scraper …`: collecting, and everything about what was collected."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from core import paths
from core.cli import exit_codes as core_codes
from core.cli.console import KoreanParser, use_utf8
from core.errors import AppError
from core.logs import ProcessLog
from core.messages import sentence
from scraper.cli import exit_codes
from scraper.errors import BrowserMissing
from scraper.politeness import Pace
from scraper.site import JOBKOREA, Site

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None, *, site: Site = JOBKOREA, pace: Callable[[], Pace] = Pace) -> int:
    """Run one command and return its exit code.

    `site` and `pace` are for tests on a local site; no option and no variable of the environment reaches them.
    """
    use_utf8(sys.stdout)
    use_utf8(sys.stderr)
    args = None
    try:
        args = _parser(site, pace).parse_args(argv)
        with ExitStack() as running:
            _log_to_file(args.command, running)
            code: int = args.handler(args)
        sys.stdout.flush()
    except SystemExit as wish:  # argparse: help or a wrong argument
        return wish.code if isinstance(wish.code, int) else core_codes.USAGE
    except AppError as error:
        if args is not None and args.json:
            print(json.dumps({"event": "failed", "code": error.code, "context": error.context}), flush=True)
        print(sentence(error), file=sys.stderr)
        return exit_codes.exit_code(error)
    except KeyboardInterrupt:
        return core_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return core_codes.OK
    return code


def _parser(site: Site, pace: Callable[[], Pace]) -> argparse.ArgumentParser:
    """Raises BrowserMissing when the maintainer's packages are not installed."""
    parser: argparse.ArgumentParser = KoreanParser(
        prog="python -m scraper",
        description="첨삭실 관리자: 합격자소서와 전문가 첨삭을 모아 이 컴퓨터에만 둡니다.",
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="명령", dest="command", required=True)
    try:
        from scraper.cli import corpus, crawl, parse, transfer
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("core", "scraper"):
            raise
        raise BrowserMissing("a package is missing", browser=error.name or "selenium") from error
    crawl.add_parser(commands, site, pace)
    for each in (corpus, parse, transfer):
        each.add_parser(commands)
    return parser


def _log_to_file(command: str, running: ExitStack) -> None:
    try:
        paths.ensure_home()
        # One log for a crawl and another for the rest, which may run beside it.
        running.enter_context(ProcessLog("scraper" if command == "crawl" else f"scraper-{command}"))
    except OSError as error:
        log.warning("no log file: %s", error.strerror)
