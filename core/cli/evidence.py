"""`python -m core evidence FILE`: for each sentence the nearest remarks of experts, with their sources; no model."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.cli import exit_codes
from core.cli.answer_file import read_answer
from core.corpus import Origin
from core.question_type import QUESTION_TYPE_LABELS, QuestionType, question_type
from core.retrieval.evidence import Evidence
from core.text import sentences

if TYPE_CHECKING:
    from core.retrieval.index import EvidenceIndex

SHORTEST = 8  # letters of a sentence that is looked up
PER_PASSAGE = 3

_LABELS = {"good": "좋은 점", "improve": "아쉬운 점"}
_ORIGINS = {Origin.JOBKOREA: "수집", Origin.IMPORTED: "가져옴", Origin.SAMPLE: "보기 글"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `evidence`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser(
        "evidence",
        help="문장마다 닮은 전문가 첨삭을 찾기",
        description="글의 문장마다, 닮은 대목에 전문가가 한 말을 출처와 함께 보여 줍니다. 모델은 쓰지 않습니다.",
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="글이 든 텍스트 파일(UTF-8, CP949); -는 표준 입력")
    parser.add_argument("--question", default="", metavar="TEXT", help="문항; 주면 같은 갈래의 문항에서 먼저 찾음")
    parser.add_argument("--json", action="store_true", help="JSON으로 출력")
    parser.set_defaults(handler=_run)


def analysing() -> Callable[[int, int], None]:
    """Says how far an update is, which takes minutes the first time; nothing when there is nothing to do."""
    live = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if live:
            end = "\n" if done == total else ""
            print(f"\r첨삭 자료를 살피는 중 {done:,}/{total:,}", end=end, file=sys.stderr, flush=True)

    return show


def _run(args: argparse.Namespace) -> int:
    from core.retrieval.opening import open_current  # numpy: nothing for every other command

    text = read_answer(args.file)
    index = open_current(progress=analysing())
    kind = question_type(args.question) if args.question else QuestionType.OTHER
    passages = [
        _passage(text, start, end, index, kind)
        for start, end in sentences(text)
        if sum(map(str.isalnum, text[start:end])) >= SHORTEST
    ]
    if args.json:
        print(json.dumps({"passages": passages}, ensure_ascii=False))
    else:
        print("\n".join(_lines(passages, index, kind)))
    return exit_codes.OK


def _passage(text: str, start: int, end: int, index: "EvidenceIndex", kind: QuestionType) -> dict[str, Any]:
    return {
        "start": start,
        "end": end,
        "quote": text[start:end],
        "evidence": [_row(each) for each in index.supporting(text[start:end], kind, PER_PASSAGE)],
    }


def _row(each: Evidence) -> dict[str, Any]:
    return {
        "essay": each.essay_id,
        "answer": each.answer,
        "origin": each.origin.value,
        "company": each.company,
        "season": each.season,
        "url": each.url,
        "question": each.question,
        "excerpt": each.excerpt,
        "polarity": each.remark.polarity.value,
        "reason": each.remark.reason,
        "advice": each.remark.advice,
        "score": round(each.score, 4),
        "likeness": round(each.likeness, 4),
    }


def _lines(passages: list[dict[str, Any]], index: "EvidenceIndex", kind: QuestionType) -> list[str]:
    asked = "" if kind is QuestionType.OTHER else f" ({QUESTION_TYPE_LABELS[kind]} 문항에서 먼저)"
    lines = [f"전문가 첨삭 {index.remarks:,}개에서 찾았습니다{asked}."]
    for passage in passages:
        lines += ["", f"“{' '.join(passage['quote'].split())}”"]
        if not passage["evidence"]:
            lines.append("  근거 없음")
        for row in passage["evidence"]:
            source = " ".join(filter(None, (row["company"], row["season"], row["url"])))
            lines.append(f"  [{_LABELS[row['polarity']]}] 닮은 대목: “{row['excerpt']}”")
            lines.append(f"    {' '.join(filter(None, (row['reason'], row['advice'])))}")
            lines.append(f"    {_ORIGINS[Origin(row['origin'])]} · {source}")
    return lines
