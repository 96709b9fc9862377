"""`python -m core models …`: the models and adapters of this computer, for people and, with `--json`, for programs.

Handlers return the exit code; what fails is an AppError for the main command line to put into words. A cancelled
download, import or check ends with 130 and leaves what has arrived.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import ModelDamaged
from core.models import adapter_cli, importing, store
from core.models.catalog import Catalog, ModelEntry, catalog_path, load_catalog
from core.models.cli_output import entry_lines, megabytes, run_long
from core.models.fit import Fit, Memory, fit

Survey = Callable[[], Memory]


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", survey: Survey | None = None) -> None:
    """Add `models`. `survey` measures this computer's memory; without it no fit is shown.

    The parsed arguments carry `handler(args) -> exit code`.
    """
    models = subparsers.add_parser("models", help="모델과 어댑터: 목록, 받기, 가져오기, 확인, 지우기")
    models.add_argument("--catalog", type=Path, default=None, help="다른 모델 목록 파일(models.toml)")
    models.set_defaults(handler=lambda args: _list(args, survey), json=False)
    verbs = models.add_subparsers(metavar="동작")

    def verb(name: str, handler: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
        parser.add_argument("--json", action="store_true", default=False, help="한 줄에 JSON 객체 하나")
        parser.set_defaults(handler=handler)
        return parser

    verb("list", lambda args: _list(args, survey), "설치된 모델과 받을 수 있는 모델")
    verb("download", _download, "모델 받기; 끊기면 이어서 받습니다").add_argument("id")
    taken = verb("import", _import, "파일이나 폴더에서 모델 가져오기")
    taken.add_argument("path", type=Path)
    taken.add_argument("--id", default=None, help="모델 목록의 id, 또는 내 모델의 이름")
    verb("verify", _verify, "모델 파일을 SHA-256으로 다시 확인").add_argument("id")
    verb("remove", _remove, "모델 지우기").add_argument("id")
    verb("pin", _pin, "관리자: 허브에서 크기와 SHA-256을 읽어 목록에 적기").add_argument("id")
    adapter_cli.add_parser(verbs)


def _catalog(args: argparse.Namespace) -> Catalog:
    return load_catalog(args.catalog)


def _list(args: argparse.Namespace, survey: Survey | None) -> int:
    entries = (*_catalog(args).entries, *store.user_entries())
    memory = survey() if survey else None
    rows = [_row(entry, fit(entry, memory) if memory else None) for entry in entries]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(entry_lines(row)) for row in rows))
    return 0


def _row(entry: ModelEntry, fits: Fit | None) -> dict[str, Any]:
    try:
        model = store.installed(entry)
        state = "installed" if model else ("available" if entry.available else "not_published")
    except ModelDamaged:
        model, state = None, "damaged"
    return {
        "id": entry.id,
        "name": entry.name,
        "description": entry.description,
        "state": state,
        "size": model.size if model else entry.size,
        "partial": store.partial_bytes(entry),
        "licence": entry.licence,
        "licence_url": entry.licence_url,
        "memory": entry.memory_bytes,
        "fit": str(fits) if fits else None,
        "trial": entry.trial,
        "maintainer_only": entry.maintainer_only,
        "backend": entry.backend,
        "path": str(model.path) if model else None,
    }


def _download(args: argparse.Namespace) -> int:
    from core.models.download import download

    entry = _catalog(args).entry(args.id)
    return run_long(args, lambda output, cancelled: download(entry, output.progress, cancelled))


def _import(args: argparse.Namespace) -> int:
    catalog = _catalog(args)
    return run_long(
        args,
        lambda output, cancelled: importing.import_path(args.path, catalog, args.id, output.progress, cancelled),
    )


def _verify(args: argparse.Namespace) -> int:
    entry = store.find_entry(args.id, _catalog(args))
    return run_long(args, lambda output, cancelled: store.verify(entry, output.progress, cancelled))


def _remove(args: argparse.Namespace) -> int:
    freed = store.remove(store.find_entry(args.id, _catalog(args)))
    if args.json:
        print(json.dumps({"event": "removed", "model": args.id, "freed": freed}, ensure_ascii=False))
    else:
        print(f"{args.id} 모델을 지웠습니다. {megabytes(freed)}가 비었습니다.")
    return 0


def _pin(args: argparse.Namespace) -> int:
    from core.models.pin import Pinned, pin

    def told(each: Pinned) -> None:
        if args.json:
            row = {"event": "pinned", "file": each.file.name, "size": each.file.size, "sha256": each.file.sha256}
            print(json.dumps({**row, "changed": each.changed}), flush=True)
        else:
            mark = "새로 적음" if each.changed else "그대로"
            print(f"{each.file.name}  {each.file.size:,}  {each.file.sha256}  {mark}", flush=True)

    pin(_catalog(args).entry(args.id), args.catalog or catalog_path(), told)
    return 0
