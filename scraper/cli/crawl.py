"""`crawl` and `check`: the two commands that open a browser."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core import paths
from core.cli import exit_codes
from core.corpus import GROUP_LABELS
from core.errors import DatabaseDamaged
from core.messages import sentence
from core.storage.corpus.database import CorpusDatabase, open_or_recover
from core.storage.corpus.near_duplicates import refresh
from core.storage.corpus.records import Outcome, RunState
from scraper.check import check
from scraper.cli.output import Output
from scraper.control import Control, obeying
from scraper.crawl import Crawl
from scraper.driver import Browser
from scraper.errors import RightNotConfirmed
from scraper.filters import INTERN, NEW_HIRE, CrawlFilters
from scraper.politeness import Pace
from scraper.progress import Paused, Resumed
from scraper.robots import Robots
from scraper.site import Site
from scraper.visit import DEFAULT_BUDGET, Visitor

_RIGHT = (
    "합격자소서에는 쓴 사람과 사이트의 권리가 있습니다. 수집할 권리가 있을 때만 계속해 주세요.\n"
    "모은 글은 이 컴퓨터에만 있고, 스스로 밖으로 나가지 않습니다.\n"
    "수집할 권리가 있음을 확인합니까? [예/아니요] "
)
_YES = frozenset({"예", "네", "y", "yes"})


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", site: Site, pace: Callable[[], Pace]
) -> None:
    """Add the two; each sets `handler(args) -> exit code`."""
    taken = commands.add_parser(
        "crawl",
        help="합격자소서 모으기; 멈춘 곳에서 이어서 모읍니다",
        description="목록을 읽고, 새롭거나 바뀐 글만 하나씩 받습니다. 같은 조건으로 다시 시작하면 이어집니다.",
    )
    groups = ", ".join(GROUP_LABELS.values())
    taken.add_argument(
        "--group", nargs="+", action="extend", default=[], metavar="이름", help=f"기업 규모: {groups} (없으면 모두)"
    )
    taken.add_argument(
        "--job", nargs="+", action="extend", default=[], metavar="CODE", help="사이트의 직무 코드(schPart)"
    )
    taken.add_argument("--career", default="", metavar=f"{NEW_HIRE}|{INTERN}", help="신입이나 인턴만")
    taken.add_argument("--since", default="", metavar='"2021 하반기"', help="이 시기부터")
    taken.add_argument("--until", default="", metavar='"2023 상반기"', help="이 시기까지")
    taken.add_argument("--all-essays", action="store_true", help="전문가 첨삭이 없는 글도")
    taken.add_argument(
        "--budget", type=_positive, default=DEFAULT_BUDGET, metavar="N", help="읽을 쪽수의 한도 (기본 %(default)s)"
    )
    taken.add_argument("--dry-run", action="store_true", help="목록만 읽고 세어 보기")
    taken.add_argument("--retry", action="store_true", help="지난번에 실패한 글만 다시")
    taken.add_argument("--confirm-right", action="store_true", help="수집할 권리가 있음을 확인합니다")
    taken.set_defaults(handler=lambda args: _crawl(args, site, pace))
    checked = commands.add_parser(
        "check",
        help="지금 사이트의 구조가 해석기가 아는 것과 같은지 점검",
        description="두 쪽만 읽고 저장하지 않습니다.",
    )
    checked.set_defaults(handler=lambda args: _check(args, site, pace))
    for parser in (taken, checked):
        parser.add_argument("--visible", action="store_true", help="브라우저 창을 보면서 (직접 로그인할 수 있음)")
        parser.add_argument("--json", action="store_true", help="한 줄에 JSON 객체 하나; 표준 입력으로 멈춤과 계속")


def _crawl(args: argparse.Namespace, site: Site, pace: Callable[[], Pace]) -> int:
    filters = CrawlFilters.named(
        groups=args.group,
        analysed_only=not args.all_essays,
        jobs=args.job,
        career=args.career,
        since=args.since,
        until=args.until,
    )
    _require_right(args)
    output = Output(sys.stdout, as_json=args.json)
    with _opened() as database:
        with _visitor(args, site, pace, output, args.budget) as visitor:
            crawl = Crawl(database, visitor, site, filters, output.tell, dry_run=args.dry_run, retry=args.retry)
            ended = crawl.run()
        output.ended(ended, dry_run=args.dry_run)
        if ended.state is RunState.CANCELLED:
            return exit_codes.INTERRUPTED
        if ended.outcomes.get(Outcome.STORED) or ended.outcomes.get(Outcome.UPDATED):
            # The browser is gone and everything is noted: whoever does not want to wait for this may end it.
            refresh(database)
    return exit_codes.OK


def _check(args: argparse.Namespace, site: Site, pace: Callable[[], Pace]) -> int:
    from scraper.cli.exit_codes import PAGE

    output = Output(sys.stdout, as_json=args.json)
    with _visitor(args, site, pace, output, DEFAULT_BUDGET) as visitor:
        report = check(visitor, site)
    if report is None:
        output.cancelled()
        return exit_codes.INTERRUPTED
    output.report(report)
    return exit_codes.OK if report.ok else PAGE


def _require_right(args: argparse.Namespace) -> None:
    """Nothing is fetched before a person has said that they may. Raises RightNotConfirmed."""
    if args.confirm_right:
        return
    if args.json or not sys.stdin.isatty() or input(_RIGHT).strip().lower() not in _YES:
        raise RightNotConfirmed("nobody confirmed the right to collect")


@contextmanager
def _opened() -> Iterator[CorpusDatabase]:
    database, recovery = open_or_recover(paths.corpus_db())
    if recovery is not None:
        print(sentence(DatabaseDamaged(path=str(paths.corpus_db()), kept=str(recovery.kept))), file=sys.stderr)
    with database:
        yield database


@contextmanager
def _visitor(
    args: argparse.Namespace, site: Site, pace: Callable[[], Pace], output: Output, budget: int
) -> Iterator[Visitor]:
    """A browser that obeys from its first moment to its last, and is gone at the end."""
    control = Control(lambda paused: output.tell(Paused() if paused else Resumed()))
    browsers: list[Browser] = []

    def abort() -> None:
        for browser in browsers:
            browser.abort()

    with obeying(control, abort, watch_stdin=args.json), Browser(site, visible=args.visible) as browser:
        browsers.append(browser)
        robots = Robots.read(site, browser.user_agent)
        yield Visitor(browser, robots, pace(), control, output.tell, budget=budget)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
