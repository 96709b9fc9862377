"""`python -m core history`: the critiques that were kept, also while the window is open."""

import argparse
import json
from typing import Any

from core import paths
from core.cli.critique_output import evidence_lines, remark_lines, remark_row
from core.critique.prompt import OVERALL_LABEL
from core.errors import RecordMissing
from core.storage.critiques import CritiqueRecord, CritiqueRepository, CritiqueState, CritiqueSummary
from core.storage.database import AppDatabase

_STATES = {
    CritiqueState.OPENING: "진행 중",
    CritiqueState.READING: "진행 중",
    CritiqueState.WRITING: "진행 중",
    CritiqueState.DONE: "끝",
    CritiqueState.CANCELLED: "멈춤",
    CritiqueState.FAILED: "실패",
    CritiqueState.INTERRUPTED: "중단됨",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `history`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser("history", help="첨삭 기록: 목록, 보기, 찾기", description="지금까지의 첨삭 기록")
    parser.set_defaults(handler=_list, json=False)
    verbs = parser.add_subparsers(metavar="동작")
    # Also without a verb; a default in the verbs would undo what stood before them.
    parser.add_argument("--json", action="store_true", help="JSON으로 출력")
    listed = verbs.add_parser("list", help="목록, 새것부터")
    listed.set_defaults(handler=_list)
    shown = verbs.add_parser("show", help="하나를 자세히")
    shown.add_argument("id", metavar="ID", help="목록에 나온 id, 또는 그 앞부분")
    shown.set_defaults(handler=_show)
    found = verbs.add_parser("search", help="제목, 회사, 문항, 글, 첨삭에서 찾기")
    found.add_argument("text", metavar="TEXT", nargs="+")
    found.set_defaults(handler=_search)
    for verb in (listed, shown, found):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON으로 출력")


def _list(args: argparse.Namespace) -> int:
    with _database() as database:
        return _print_rows(database.critiques.list(), args, "아직 첨삭 기록이 없습니다.")


def _search(args: argparse.Namespace) -> int:
    with _database() as database:
        return _print_rows(database.critiques.search(" ".join(args.text)), args, "찾는 말이 든 기록이 없습니다.")


def _show(args: argparse.Namespace) -> int:
    with _database() as database:
        record = database.critiques.get(_whole_id(database.critiques, args.id))
    if args.json:
        print(json.dumps(_record_row(record), ensure_ascii=False))
    else:
        print("\n".join(_record_lines(record)))
    return 0


def _database() -> AppDatabase:
    return AppDatabase.open(paths.app_db(), read_only=True)


def _whole_id(critiques: CritiqueRepository, beginning: str) -> str:
    """The id that begins so. Raises RecordMissing when none does, or several do."""
    found = [each.id for each in critiques.list() if each.id.startswith(beginning)]
    if beginning in found:
        return beginning
    if len(found) != 1:
        raise RecordMissing(kind="critiques")
    return found[0]


def _print_rows(found: tuple[CritiqueSummary, ...], args: argparse.Namespace, nothing: str) -> int:
    if args.json:
        print(json.dumps([_summary_row(each) for each in found], ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(_summary_lines(each)) for each in found) or nothing)
    return 0


def _summary_lines(each: CritiqueSummary) -> list[str]:
    star = "★ " if each.starred else ""
    place = " · ".join(filter(None, (each.title, each.company, each.role)))
    when = each.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
    facts = f"아쉬운 점 {each.improve} · 좋은 점 {each.good} · {each.characters:,}자 · {each.model_name}"
    lines = [f"{star}{when}  {_STATES[each.state]}  {each.id}"]
    lines += [f"  {place}"] if place else []
    return [*lines, f"  {facts}", f"  {each.excerpt}"]


def _summary_row(each: CritiqueSummary) -> dict[str, Any]:
    return {
        "id": each.id,
        "state": each.state.value,
        "error": each.error_code,
        "title": each.title,
        "company": each.company,
        "role": each.role,
        "question": each.question_text,
        "excerpt": each.excerpt,
        "characters": each.characters,
        "good": each.good,
        "improve": each.improve,
        "model": each.model_id,
        "adapter": each.adapter_id,
        "starred": each.starred,
        "started_at": each.started_at.isoformat(),
        "finished_at": each.finished_at.isoformat() if each.finished_at else None,
    }


def _record_lines(record: CritiqueRecord) -> list[str]:
    lines = _summary_lines(record.summary)[:-1]
    if record.summary.question_text:
        lines += ["", f"문항: {record.summary.question_text}"]
    lines += ["", record.answer_text]
    for remark in record.remarks:
        lines += ["", *remark_lines(remark)]
    if evidence := evidence_lines(record.remarks):
        lines += ["", *evidence]
    if record.overall:
        lines += ["", f"[{OVERALL_LABEL}]", f"  {record.overall}"]
    return lines


def _record_row(record: CritiqueRecord) -> dict[str, Any]:
    return _summary_row(record.summary) | {
        "answer": record.answer_text,
        "limit": record.limit.to_dict(),
        "remarks": [remark_row(remark) | {"status": remark.status.value} for remark in record.remarks],
        "overall": record.overall,
        "raw": record.raw,
        "finish_reason": record.finish_reason,
        "settings": dict(record.settings),
        "timings": dict(record.timings),
    }
