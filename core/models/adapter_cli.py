"""`python -m core models adapters …`: what is here, what a source holds, fetching, the release gate, promoting."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import AppError
from core.models import adapter_promotion, adapter_sources, adapters, store
from core.models.adapter_offer import offer_row, parse_source
from core.models.adapter_output import (
    adapter_lines,
    adapter_row,
    condition_lines,
    condition_rows,
    offer_lines,
)
from core.models.adapters import AdapterInfo
from core.models.catalog import Catalog, ModelEntry, load_catalog
from core.models.cli_output import ProgressOutput, megabytes, run_long

Handler = Callable[[argparse.Namespace], int]


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `adapters`. Without a verb it lists, or does what its older options say."""
    words = "어댑터: 목록, 받기, 확인, 올리기, 되돌리기, 지우기"
    parser: argparse.ArgumentParser = verbs.add_parser("adapters", help=words, description=words)
    _add_json(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--install", type=Path, metavar="FOLDER", help="어댑터 폴더(PEFT) 설치")
    what.add_argument("--remove", metavar="NAME", help="어댑터 지우기")
    parser.add_argument("--model", default=None, help="어댑터가 맞아야 하는 모델의 id")
    parser.set_defaults(handler=_without_verb)
    inner = parser.add_subparsers(metavar="동작")

    def verb(name: str, handler: Handler, help_words: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = inner.add_parser(name, help=help_words, description=help_words)
        _add_json(one)
        one.add_argument("--model", default=None, help="모델의 id")
        one.set_defaults(handler=handler)
        return one

    listed = verb("list", _list, "이 컴퓨터에 있는 어댑터, 또는 다른 곳에 있는 어댑터")
    listed.add_argument("--from", dest="source", default=None, metavar="SOURCE", help=_SOURCE)
    verb("show", _show, "카드, 평가, 공개 기준").add_argument("name", metavar="NAME")
    verb("fetch", _fetch, "받아서 확인하고 설치; 끊기면 이어서 받습니다").add_argument(
        "source", metavar="SOURCE", help=_SOURCE
    )
    verb("verify", _verify, "SHA-256으로 다시 확인").add_argument("name", metavar="NAME")
    promoted = verb("promote", _promote, "사용자에게 권하기; 공개 기준을 모두 넘어야 합니다")
    promoted.add_argument("name", metavar="NAME")
    promoted.add_argument("--reason", default="", metavar="TEXT", help="기준을 넘지 못했어도 올리는 까닭")
    verb("rollback", _roll_back, "바로 전에 권하던 어댑터로 되돌리기").add_argument("of", metavar="MODEL")
    verb("remove", _remove, "어댑터 지우기").add_argument("name", metavar="NAME")


_SOURCE = "hub:소유자/이름[@리비전], folder:폴더, zip:파일"


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", default=False, help="한 줄에 JSON 객체 하나")


def _catalog(args: argparse.Namespace) -> Catalog:
    return load_catalog(args.catalog)


def _without_verb(args: argparse.Namespace) -> int:
    if args.remove:
        adapter_promotion.remove(args.remove)
    if args.install:
        if args.model is None:
            print("--install에는 --model ID가 필요합니다.", file=sys.stderr)
            return 2
        adapters.install(args.install, store.find_entry(args.model, _catalog(args)))
    return _list_here(args)


def _list(args: argparse.Namespace) -> int:
    return _list_source(args) if args.source else _list_here(args)


def _list_here(args: argparse.Namespace) -> int:
    here = [
        each for each in (*adapters.list_bundled(), *adapters.list_installed()) if args.model in (None, each.model_id)
    ]
    rows = [adapter_row(each, promoted=_is_promoted(each)) for each in here]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        mark = "  권하는 중" if row["promoted"] else ""
        name = row["title"] if row["title"] != row["id"] else ""
        print(f"{row['id']}  {name}  모델 {row['model']}  rank {row['rank']}  {megabytes(row['size'])}{mark}")
    if not here:
        print("설치된 어댑터가 없습니다. `adapters fetch SOURCE`로 받거나 `--install 폴더 --model ID`로 설치합니다.")
    return 0


def _list_source(args: argparse.Namespace) -> int:
    """In JSON one line for each package and then the outcome, as a window reads them."""
    try:
        offers = adapter_sources.list_offers(parse_source(args.source))
    except AppError as error:
        if args.json:
            print(json.dumps({"event": "failed", "code": error.code, "context": error.context}, ensure_ascii=False))
        raise
    for offer in offers:
        if args.json:
            print(json.dumps({"event": "offer", **offer_row(offer)}, ensure_ascii=False))
        else:
            print("\n".join(offer_lines(offer)) + "\n")
    if args.json:
        print(json.dumps({"event": "done"}))
    return 0


def _show(args: argparse.Namespace) -> int:
    info = _find(args)
    current = adapter_promotion.default_adapter(info.model_id or "")
    found = adapter_promotion.gate(info, current)
    promoted = current is not None and current.id == info.id
    if args.json:
        row = adapter_row(info, promoted=promoted)
        print(json.dumps({**row, "gate": condition_rows(found)}, ensure_ascii=False))
    else:
        print("\n".join([*adapter_lines(info, promoted=promoted), "", "공개 기준", *condition_lines(found)]))
    return 0


def _fetch(args: argparse.Namespace) -> int:
    def work(output: ProgressOutput, cancelled: Callable[[], bool]) -> AdapterInfo | None:
        source = parse_source(args.source)
        return adapter_sources.fetch(source, _models(args), output.progress, cancelled)

    return run_long(args, work)


def _models(args: argparse.Namespace) -> tuple[ModelEntry, ...]:
    """The models that an adapter may be for: one that was named, or all that users can have."""
    catalog = _catalog(args)
    if args.model:
        return (store.find_entry(args.model, catalog),)
    return tuple(entry for entry in catalog.entries if not entry.maintainer_only)


def _verify(args: argparse.Namespace) -> int:
    return run_long(args, lambda _output, _cancelled: adapters.verify(args.name, args.model))


def _promote(args: argparse.Namespace) -> int:
    info = _find(args)
    found = adapter_promotion.promote(info, args.reason)
    if args.json:
        print(json.dumps({"event": "promoted", "adapter": info.id, "gate": condition_rows(found)}, ensure_ascii=False))
    else:
        print("\n".join([f"{info.title}을(를) 권합니다.", *condition_lines(found)]))
    return 0


def _roll_back(args: argparse.Namespace) -> int:
    info = adapter_promotion.roll_back(args.of)
    if args.json:
        print(json.dumps({"event": "promoted", "adapter": info.id if info else None}, ensure_ascii=False))
    else:
        print(f"{info.title}으로 되돌렸습니다." if info else "어댑터 없이 쓰던 때로 되돌렸습니다.")
    return 0


def _remove(args: argparse.Namespace) -> int:
    adapter_promotion.remove(args.name)
    if args.json:
        print(json.dumps({"event": "removed", "adapter": args.name}, ensure_ascii=False))
    else:
        print(f"{args.name} 어댑터를 지웠습니다.")
    return 0


def _find(args: argparse.Namespace) -> AdapterInfo:
    return adapters.find(args.name, args.model)


def _is_promoted(info: AdapterInfo) -> bool:
    current = adapter_promotion.default_adapter(info.model_id or "")
    return current is not None and current.id == info.id
