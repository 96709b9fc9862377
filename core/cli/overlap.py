"""`python -m core overlap FILE`: how much of an answer stands in other answers on this computer."""

import argparse
import json
from typing import Any

from core import paths
from core.cli import exit_codes
from core.cli.answer_file import read_answer
from core.cli.evidence import analysing
from core.retrieval.matches import LINE, Match, Overlap, OwnAnswer
from core.storage.database import AppDatabase


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `overlap`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser(
        "overlap",
        help="다른 글과 겹치는 문장을 찾기",
        description=(
            "모아 둔 자기소개서와 내 다른 답변에서 같거나 거의 같은 문장을 찾습니다. "
            "글자 하나까지 같은 내 답변은 이 글로 보아 견주지 않습니다."
        ),
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="글이 든 텍스트 파일(UTF-8, CP949); -는 표준 입력")
    parser.add_argument("--json", action="store_true", help="JSON으로 출력")
    parser.set_defaults(handler=_run)


def _run(args: argparse.Namespace) -> int:
    from core.retrieval.opening import open_current  # numpy: nothing for every other command
    from core.retrieval.overlap import overlap

    text = read_answer(args.file)
    found = overlap(text, open_current(progress=analysing()), _own_answers(text))
    if args.json:
        print(json.dumps(_row(found), ensure_ascii=False))
    else:
        print("\n".join(_lines(found)))
    return exit_codes.OK


def _own_answers(text: str) -> list[OwnAnswer]:
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        return [
            OwnAnswer(question.id, question.answer, " · ".join(filter(None, (application.company, question.title))))
            for application in database.essays.list_applications()
            for question in database.essays.questions(application.id)
            if question.answer.strip() not in ("", text.strip())
        ]


def _row(found: Overlap) -> dict[str, Any]:
    return {
        "percent": found.percent,
        "line": LINE,
        "compared": found.compared,
        "matches": [_match_row(match) for match in found.matches],
    }


def _match_row(match: Match) -> dict[str, Any]:
    return {
        "start": match.span.start,
        "end": match.span.end,
        "quote": match.text,
        "own": not match.answer,
        "source": match.source,
        "title": match.title,
        "url": match.url,
        "answer": match.answer or None,
        "start_there": match.there.start,
        "end_there": match.there.end,
        "quote_there": match.text_there,
        "similarity": match.similarity,
    }


def _lines(found: Overlap) -> list[str]:
    lines = [f"겹침 {found.percent:.1f} % (흔히 보는 선 {LINE} %)"]
    for match in found.matches:
        place = f"{match.answer}번 답변" if match.answer else "내 다른 답변"
        place = " · ".join(filter(None, (match.title, place, match.url)))
        lines += ["", f"“{' '.join(match.text.split())}”", f"  “{' '.join(match.text_there.split())}”"]
        lines.append(f"  {place} · {match.similarity:.0%} 같음")
    return [*lines, "", f"이 컴퓨터에 있는 답변 {found.compared:,}개와만 견주었습니다."]
