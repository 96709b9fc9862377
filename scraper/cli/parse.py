"""`parse FILE...`: what a saved list or essay page holds, without a network and without storing anything."""

import argparse
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.cli import exit_codes
from core.corpus import FLAG_LABELS, CollectedEssay
from core.errors import AppError, FileMissing
from core.messages import sentence
from core.question_type import QUESTION_TYPE_LABELS
from core.remark import Polarity
from core.text import decode
from scraper.errors import NotAPage
from scraper.pages.detail_parser import parse_detail
from scraper.pages.list_parser import ListPage, parse_list
from scraper.pages.structure import inspect


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `parse`, which sets `handler(args) -> exit code`."""
    parser = commands.add_parser("parse", help="저장한 목록·글 페이지에 든 것을 보여 주기")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="파일마다 JSON 한 줄")
    parser.set_defaults(handler=_parse)


def _parse(args: argparse.Namespace) -> int:
    """Each file on its own: one that cannot be read does not keep the others from being shown."""
    code = exit_codes.OK
    for path in args.files:
        try:
            row, lines = _read(path)
        except AppError as error:
            code = exit_codes.INPUT
            if args.json:
                row = {"file": str(path), "error": error.code, "context": error.context}
                print(json.dumps(row, ensure_ascii=False))
            print(f"{path}: {sentence(error)}", file=sys.stderr)
            continue
        if args.json:
            print(json.dumps({"file": str(path), **row}, ensure_ascii=False))
        else:
            print("\n".join([str(path), *lines]))
    return code


def _read(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        html = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error
    match inspect(html).kind:
        case "list":
            page = parse_list(html)
            return {"kind": "list", **_list_row(page)}, _list_lines(page)
        case "detail":
            essay = parse_detail(html, _source_id(path))
            return {"kind": "detail", **_essay_row(essay)}, _essay_lines(essay)
    raise NotAPage(path=str(path))


def _source_id(path: Path) -> str:
    """An essay's page does not say its own id reliably; browsers put it into the file's name."""
    found = re.search(r"\d{3,}", path.stem)
    return found[0] if found else "0"


def _list_row(page: ListPage) -> dict[str, Any]:
    return {
        "total": page.total,
        "page": page.page,
        "has_next": page.has_next,
        "items": [asdict(item) for item in page.items],
    }


def _list_lines(page: ListPage) -> list[str]:
    total = "총수 없음" if page.total is None else f"총 {page.total:,}건"
    lines = [f"  목록 {page.page}쪽, {total}, 이 쪽에 {len(page.items)}건"]
    for item in page.items:
        grade = f"평점 {item.grade}" if item.grade else "첨삭 없음"
        facts = " · ".join(part for part in (item.company, item.season, item.career, item.job) if part)
        lines.append(f"  {item.source_id}  {facts}  {grade}")
    return lines


def _essay_row(essay: CollectedEssay) -> dict[str, Any]:
    return {
        "id": essay.id,
        "company": essay.company,
        "season": essay.season,
        "career": essay.career,
        "job": essay.job,
        "spec": essay.spec,
        "author_key": essay.author_key,
        "overall": essay.overall,
        "grade": essay.grade,
        "views": essay.views,
        "answers": [
            {
                "question": answer.question,
                "question_type": answer.question_type,
                "limit": answer.limit,
                "text": answer.text,
                "counted_chars": answer.counted_chars,
                "counted_bytes": answer.counted_bytes,
                "remarks": [
                    {
                        "polarity": remark.polarity,
                        "start": remark.span.start if remark.span else None,
                        "end": remark.span.end if remark.span else None,
                        "quote": remark.quote,
                        "reason": remark.reason,
                    }
                    for remark in answer.remarks
                ],
            }
            for answer in essay.answers
        ],
        "flags": [asdict(flagged) for flagged in essay.flags],
    }


def _essay_lines(essay: CollectedEssay) -> list[str]:
    head = " · ".join(part for part in (essay.company, essay.season, essay.career, essay.job) if part)
    lines = [f"  {head}  {f'평점 {essay.grade}' if essay.grade else '평점 없음'}"]
    for number, answer in enumerate(essay.answers, 1):
        good = sum(remark.polarity is Polarity.GOOD for remark in answer.remarks)
        kind = QUESTION_TYPE_LABELS[answer.question_type]
        lines.append(f"  Q{number}. {answer.question}")
        lines.append(
            f"      {kind} · {len(answer.text):,}자 · 좋은 점 {good} · 아쉬운 점 {len(answer.remarks) - good}"
            f" · 자리 찾음 {sum(remark.span is not None for remark in answer.remarks)}"
        )
    if essay.overall:
        lines.append(f"  총평 {len(essay.overall):,}자")
    for flagged in essay.flags:
        place = f" Q{flagged.answer}" if flagged.answer else ""
        lines.append(f"  ! {FLAG_LABELS[flagged.flag]}{place} {flagged.detail}".rstrip())
    return lines
