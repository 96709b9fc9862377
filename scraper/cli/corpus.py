"""`status`, `remove` and `reparse`: looking at corpus.db, taking an essay out, reading the kept pages anew."""

import argparse
import json
import sys
from dataclasses import replace
from typing import Any

from tqdm import tqdm

from core import paths
from core.cli import exit_codes
from core.corpus import FLAG_LABELS, GROUP_LABELS, CollectedEssay, Origin
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.near_duplicates import refresh
from core.storage.corpus.records import CorpusStatistics, Failure, Outcome, Run, RunState
from scraper.cli.database import writable_corpus
from scraper.errors import PageChanged
from scraper.pages.detail_parser import PARSER_VERSION, parse_detail
from scraper.scrub import personal, scrub, scrub_html

OUTCOME_LABELS = {
    Outcome.STORED: "새로 저장",
    Outcome.UPDATED: "바뀌어 다시 저장",
    Outcome.UNCHANGED: "그대로",
    Outcome.GONE: "사이트에서 삭제됨",
    Outcome.REMOVED: "요청으로 지운 글",
    Outcome.NOT_ANALYSED: "첨삭 없음",
    Outcome.CHANGED: "구조가 다름",
    Outcome.FAILED: "실패",
}
_STATES = {
    RunState.RUNNING: "진행 중이거나 끊김",
    RunState.DONE: "끝",
    RunState.CANCELLED: "멈춤",
    RunState.STOPPED: "중단",
}
_SHOWN_RUNS = 10


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the three; each sets `handler(args) -> exit code`."""
    status = commands.add_parser("status", help="모은 자료의 수, 수집 기록, 실패 목록")
    status.set_defaults(handler=_status)
    removed = commands.add_parser("remove", help="글을 지우고 다시는 받지 않기")
    removed.add_argument("id", metavar="ID", help="jobkorea:900001 꼴, 또는 번호만")
    removed.set_defaults(handler=_remove)
    again = commands.add_parser("reparse", help="보관한 페이지를 다시 받지 않고 새 해석기로 다시 읽기")
    again.add_argument("--all", action="store_true", help="이미 이 해석기로 읽은 글도")
    again.set_defaults(handler=_reparse)
    for parser in (status, removed, again):
        parser.add_argument("--json", action="store_true", help="JSON으로 출력")


def _status(args: argparse.Namespace) -> int:
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        statistics, runs, failures = database.statistics(), database.crawl.runs(), database.crawl.failures()
    if args.json:
        row = {
            **_statistics_row(statistics),
            "runs": [_run_row(run) for run in runs],
            "failures": [_failure_row(failure) for failure in failures],
        }
        print(json.dumps(row, ensure_ascii=False))
    else:
        print("\n".join(_status_lines(statistics, runs, failures)))
    return exit_codes.OK


def _remove(args: argparse.Namespace) -> int:
    essay_id = args.id if ":" in args.id else f"{Origin.JOBKOREA}:{args.id}"
    with writable_corpus() as database:
        database.essays.remove(essay_id)
    if args.json:
        print(json.dumps({"event": "removed", "id": essay_id}))
    else:
        print(f"{essay_id}: 지웠습니다. 다시 받지 않습니다.")
    return exit_codes.OK


def _reparse(args: argparse.Namespace) -> int:
    """Read every kept page with the parser of today. A page that it cannot read leaves the essay as it was."""
    read, failed = 0, []
    with writable_corpus() as database:
        ids = database.essays.ids(Origin.JOBKOREA)
        for essay_id in tqdm(ids, desc="다시 읽기", unit="글", disable=args.json or not sys.stderr.isatty()):
            old = database.essays.get(essay_id)
            html = database.essays.html(essay_id)
            if html is None or (old.parser_version == PARSER_VERSION and not args.all):
                continue
            try:
                essay = reparsed(old, html)
            except PageChanged as error:
                failed.append((essay_id, str(error.context.get("missing", ""))))
                continue
            # What an older version of the masking overlooked goes from the kept page too.
            database.essays.save(essay, scrub_html(html, personal(parse_detail(html, old.source_id))))
            read += 1
        clusters = refresh(database)
    if args.json:
        rows = [{"id": essay_id, "missing": missing} for essay_id, missing in failed]
        print(json.dumps({"event": "done", "reparsed": read, "failed": rows, "clusters": clusters}))
    else:
        print(f"{read:,}편을 다시 읽었습니다. 비슷한 답변 묶음 {clusters:,}개.")
        for essay_id, missing in failed:
            print(f"  {essay_id}: 읽지 못해 그대로 두었습니다 ({missing})", file=sys.stderr)
    return exit_codes.OTHER if failed else exit_codes.OK


def reparsed(old: CollectedEssay, html: str) -> CollectedEssay:
    """The essay as today's parser reads its kept page, with what only the crawl knew. Raises PageChanged.

    The kept page is masked, so what was found in it before counts on.
    """
    essay = scrub(parse_detail(html, old.source_id))
    counts = {kind: essay.scrubbed.get(kind, 0) + old.scrubbed.get(kind, 0) for kind in essay.scrubbed | old.scrubbed}
    return replace(essay, url=old.url, groups=old.groups, fetched_at=old.fetched_at, scrubbed=counts)


def _statistics_row(statistics: CorpusStatistics) -> dict[str, Any]:
    return {
        "essays": statistics.essays,
        "analysed": statistics.analysed,
        "answers": statistics.answers,
        "remarks": {"good": statistics.good_remarks, "improve": statistics.improve_remarks},
        "anchored_remarks": statistics.anchored_remarks,
        "companies": statistics.companies,
        "authors": statistics.authors,
        "removed": statistics.removed,
        "size_bytes": statistics.size_bytes,
        "duplicates": {"clusters": statistics.duplicate_clusters, "answers": statistics.duplicated_answers},
        "by_group": {GROUP_LABELS[group]: count for group, count in statistics.by_group.items()},
        "by_grade": statistics.by_grade,
        "by_season": dict(statistics.by_season),
        "by_question_type": statistics.by_question_type,
        "flags": statistics.flags,
        "scrubbed": statistics.scrubbed,
        "last_fetched_at": statistics.last_fetched_at.isoformat() if statistics.last_fetched_at else None,
    }


def _run_row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "state": run.state,
        "reason": run.reason,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "dry_run": run.dry_run,
        "filters": json.loads(run.filters),
        "outcomes": run.outcomes,
        "essays_after": run.essays_after,
    }


def _failure_row(failure: Failure) -> dict[str, Any]:
    return {
        "id": failure.source_id,
        "outcome": failure.outcome,
        "code": failure.code,
        "saved": failure.saved,
        "attempts": failure.attempts,
        "at": failure.at.isoformat(),
    }


def _status_lines(statistics: CorpusStatistics, runs: list[Run], failures: list[Failure]) -> list[str]:
    if not statistics.essays and not runs:
        return ["아직 모은 자료가 없습니다. `python -m scraper crawl --dry-run`으로 먼저 세어 볼 수 있습니다."]
    groups = " · ".join(f"{GROUP_LABELS[group]} {count:,}" for group, count in statistics.by_group.items())
    flags = " · ".join(f"{FLAG_LABELS[flag]} {count:,}" for flag, count in statistics.flags.items())
    essays = f"글 {statistics.essays:,}편 (전문가 첨삭 {statistics.analysed:,})"
    remarks = f"좋은 점 {statistics.good_remarks:,} · 아쉬운 점 {statistics.improve_remarks:,}"
    people = f"회사 {statistics.companies:,} · 지원자 {statistics.authors:,}"
    alike = f"비슷한 답변 {statistics.duplicated_answers:,} (묶음 {statistics.duplicate_clusters:,})"
    lines = [
        f"{essays} · 문항 {statistics.answers:,} · {remarks}",
        f"{people} · {alike} · {statistics.size_bytes / 1e6:,.1f} MB",
        *([f"규모: {groups}"] if groups else []),
        f"품질 표시: {flags or '없음'}",
        f"요청으로 지운 글 {statistics.removed:,} · 실패 {len(failures):,}",
    ]
    for run in runs[:_SHOWN_RUNS]:
        counts = " · ".join(f"{OUTCOME_LABELS[outcome]} {count:,}" for outcome, count in run.outcomes.items() if count)
        kind = "세어 보기" if run.dry_run else "수집"
        reason = f" ({run.reason})" if run.reason else ""
        lines.append(f"{run.started_at:%Y-%m-%d %H:%M} {kind} {_STATES[run.state]}{reason}: {counts or '-'}")
    if failures:
        lines.append("실패한 글 (`crawl --retry`로 다시 받습니다):")
        lines += [f"  {one.source_id}  {OUTCOME_LABELS[one.outcome]}  {one.code}  {one.saved}" for one in failures]
    return lines
