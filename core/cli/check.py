"""`python -m core check FILE`: what the checks before submission and for blind recruitment find; no model."""

import argparse
import json
from collections import Counter
from typing import Any

from core import paths, settings
from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
from core.checks.registry import check
from core.checks.wording import level_label, profile_label, rules
from core.cli import answer_file, exit_codes
from core.counting import Limit
from core.remark import Level, Remark
from core.storage.database import AppDatabase

_NOTHING = "규칙으로 찾은 것이 없습니다. 규칙이 모든 문제를 찾지는 못합니다."
_LONGEST_QUOTE = 60


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `check`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser(
        "check",
        help="제출 전 점검과 블라인드 채용 점검",
        description=(
            "분량, 남은 회사 이름, 되풀이, 상투어, 블라인드 채용 정보 등을 규칙으로 찾습니다. 모델은 쓰지 않습니다. "
            "이 컴퓨터에 저장된 내 다른 답변과도 견줍니다. 무엇을 찾든 종료 코드는 0입니다."
        ),
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help=answer_file.HELP)
    parser.add_argument("--question", default="", metavar="TEXT", help="문항")
    parser.add_argument("--limit", type=_positive, metavar="N", help="글자 수 제한(공백 포함)")
    parser.add_argument("--company", default="", metavar="NAME", help="지원 회사; 주면 다른 회사 이름을 찾음")
    parser.add_argument("--role", default="", metavar="NAME", help="지원 직무")
    parser.add_argument("--own-name", metavar="NAME", help="내 이름; 글에 드러나는지 봄 (기본: 설정의 이름)")
    parser.add_argument(
        "--profile",
        choices=[profile_label(profile) for profile in BlindProfile],
        help="블라인드 점검의 기준 (기본: 설정의 기준, 처음에는 민간)",
    )
    parser.add_argument("--json", action="store_true", help="JSON으로 출력")
    parser.set_defaults(handler=_run)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("1 이상이어야 합니다")
    return value


def _run(args: argparse.Namespace) -> int:
    text = answer_file.read_text(args.file)
    kept, _ = settings.load()
    profiles = {profile_label(profile): profile for profile in BlindProfile}
    context = CheckContext(
        text=text,
        question=args.question,
        limit=Limit(args.limit),
        company=args.company,
        role=args.role,
        own_name=kept.own_name if args.own_name is None else args.own_name,
        profile=profiles[args.profile] if args.profile else BlindProfile(kept.blind_profile),
        earlier=_own_answers(text),
    )
    findings = check(context)
    if args.json:
        print(json.dumps({"findings": [_row(finding) for finding in findings]}, ensure_ascii=False))
    else:
        print("\n".join(_lines(findings)))
    return exit_codes.OK


def _own_answers(text: str) -> tuple[EarlierAnswer, ...]:
    """Those kept on this computer; one that is letter by letter the text is taken to be the text."""
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        return tuple(
            EarlierAnswer(question.id, application.company, question.text, question.answer)
            for application in database.essays.list_applications()
            for question in database.essays.questions(application.id)
            if question.answer.strip() not in ("", text.strip())
        )


def _row(finding: Remark) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "label": rules()[finding.rule].label,
        "level": level_label(_level(finding)),
        "start": finding.span.start if finding.span else None,
        "end": finding.span.end if finding.span else None,
        "quote": finding.quote,
        "reason": finding.reason,
        "advice": finding.advice,
    }


def _lines(findings: tuple[Remark, ...]) -> list[str]:
    if not findings:
        return [_NOTHING]
    counts = Counter(_level(finding) for finding in findings)
    lines = [" · ".join(f"{level_label(level)} {counts[level]}" for level in Level if counts[level])]
    for finding in findings:
        quote = " ".join(finding.quote.split())
        shown = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
        lines += [
            "",
            f"[{level_label(_level(finding))}] {rules()[finding.rule].label}" + (f" “{shown}”" if shown else ""),
            f"  {finding.reason}",
            f"  → {finding.advice}",
        ]
    return lines


def _level(finding: Remark) -> Level:
    return finding.level or rules()[finding.rule].level
