"""`python -m core comparison`: 눈가림 비교 without a window, from planned pairs to what the ratings show."""

import argparse
from pathlib import Path

from core import paths
from core.comparison.files import load_pairs, load_ratings, write_whole
from core.comparison.packet import packet
from core.errors import RecordMissing
from core.storage.comparisons import Comparison
from core.storage.database import AppDatabase


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `comparison`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser("comparison", help="눈가림 비교(관리자): 들이기, 평가지, 결과")
    verbs = parser.add_subparsers(metavar="동작", required=True)
    verbs.add_parser("list", help="비교 목록").set_defaults(handler=_list)
    add = verbs.add_parser("add", help="`python -m training pairs`로 만든 파일을 들이기")
    add.add_argument("file", type=Path, metavar="FILE")
    add.set_defaults(handler=_add)
    export = verbs.add_parser("packet", help="다른 사람에게 줄 평가지(HTML 한 장)를 만들기")
    export.add_argument("id", metavar="ID", help="목록에 나온 id, 또는 그 앞부분")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.set_defaults(handler=_packet)
    take = verbs.add_parser("take", help="평가자가 돌려준 JSON을 들이기")
    take.add_argument("id", metavar="ID")
    take.add_argument("files", type=Path, nargs="+", metavar="FILE")
    take.set_defaults(handler=_take)
    outcome = verbs.add_parser("outcome", help="지금까지의 결과")
    outcome.add_argument("id", metavar="ID")
    outcome.set_defaults(handler=_outcome)


def _list(_args: argparse.Namespace) -> int:
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        for one in database.comparisons.list():
            print(f"{one.id}  {one.title}  {one.pairs}쌍 가운데 {one.rated}쌍 평가")
    return 0


def _add(args: argparse.Namespace) -> int:
    planned = load_pairs(args.file)
    with AppDatabase.open(paths.app_db()) as database:
        print(database.comparisons.create(planned.title, planned.pairs, seed=planned.seed, margin=planned.margin))
    return 0


def _packet(args: argparse.Namespace) -> int:
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        one = _found(database, args.id)
        page = packet(one.id, one.title, database.comparisons.pairs(one.id))
    write_whole(args.out, page)
    print(args.out)
    return 0


def _take(args: argparse.Namespace) -> int:
    with AppDatabase.open(paths.app_db()) as database:
        one = _found(database, args.id)
        pairs = database.comparisons.pairs(one.id)
        for file in args.files:
            ratings = load_ratings(file, one.id, pairs)
            print(f"{file.name}: 새 평가 {database.comparisons.rate(one.id, ratings)}건")
    return 0


def _outcome(args: argparse.Namespace) -> int:
    # numpy comes with it, which the other verbs have no use for.
    from core.comparison.outcome import outcome
    from core.comparison.report import report

    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        one = _found(database, args.id)
        found = outcome(database.comparisons.pairs(one.id), database.comparisons.ratings(one.id))
    print(report(found, one.margin).as_text(one.title), end="")
    return 0


def _found(database: AppDatabase, beginning: str) -> Comparison:
    """The comparison whose id begins so. Raises RecordMissing when none does, or several do."""
    found = [one for one in database.comparisons.list() if one.id.startswith(beginning)]
    if len(found) != 1:
        raise RecordMissing(kind="comparisons")
    return found[0]
