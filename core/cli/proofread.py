"""`python -m core proofread FILE`: spelling and spacing, without a model; and the user's own words."""

import argparse
import json

from core.cli import exit_codes
from core.cli.answer_file import read_answer
from core.proofread import dictionary, hunspell
from core.proofread.correction import Correction
from core.proofread.passes import proofread


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `proofread`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser(
        "proofread",
        help="맞춤법과 띄어쓰기를 살피기",
        description=(
            "글의 맞춤법과 띄어쓰기를 살펴 고칠 말을 보여 줍니다. 모델은 쓰지 않습니다.\n"
            "hunspell과 한국어 사전(ko.aff, ko.dic)이 설치되어 있으면 그 제안도 함께 견줍니다."
        ),
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", nargs="?", help="글이 든 텍스트 파일(UTF-8, CP949); -는 표준 입력")
    what.add_argument("--words", action="store_true", help="내 사전의 낱말을 보기")
    what.add_argument("--add-word", metavar="WORD", help="내 사전에 넣기: 그 낱말은 고치지 않음")
    what.add_argument("--remove-word", metavar="WORD", help="내 사전에서 빼기")
    parser.add_argument("--json", action="store_true", help="JSON으로 출력")
    parser.set_defaults(handler=_run)


def _run(args: argparse.Namespace) -> int:
    if args.file is not None:
        return _proofread(args.file, as_json=args.json)
    if args.add_word is not None:
        if not dictionary.is_word(args.add_word):
            print(f"낱말은 {dictionary.SHORTEST}자에서 {dictionary.LONGEST}자까지 넣을 수 있습니다.")
            return exit_codes.USAGE
        print("넣었습니다." if dictionary.add(args.add_word) else "이미 있는 낱말입니다.")
    elif args.remove_word is not None:
        print("뺐습니다." if dictionary.remove(args.remove_word) else "내 사전에 없는 낱말입니다.")
    else:
        words = sorted(dictionary.words())
        print(json.dumps({"words": words}, ensure_ascii=False) if args.json else "\n".join(words))
    return exit_codes.OK


def _proofread(file: str, *, as_json: bool) -> int:
    text = read_answer(file)
    installed = hunspell.installed()
    found = proofread(text, dictionary=dictionary.words(), speller=None if installed is None else installed.suggestions)
    if as_json:
        print(json.dumps({"corrections": [_row(each) for each in found]}, ensure_ascii=False))
    else:
        print("\n".join(_lines(text, found)))
    return exit_codes.OK


def _row(correction: Correction) -> dict[str, object]:
    return {
        "start": correction.span.start,
        "end": correction.span.end,
        "original": correction.original,
        "suggestions": list(correction.suggestions),
        "confident": correction.confident,
        "rule": correction.rule,
        "reason": correction.reason,
    }


def _lines(text: str, found: tuple[Correction, ...]) -> list[str]:
    if not found:
        return ["고칠 곳을 찾지 못했습니다."]
    lines = [f"고칠 곳 {len(found)}곳"]
    for correction in found:
        number = text.count("\n", 0, correction.span.start) + 1
        mark = "" if correction.confident else " (문맥을 보고 고르세요)"
        lines.append(f"{number}행: {correction.original} → {' / '.join(correction.suggestions)}{mark}")
        lines.append(f"    {correction.reason}")
    return lines
