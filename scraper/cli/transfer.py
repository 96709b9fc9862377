"""`export` and `import`: the corpus as files for training, and pairs from other sources into the corpus."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from core import paths
from core.cli import exit_codes
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.near_duplicates import refresh
from core.storage.corpus.samples import open_samples
from scraper.cli.database import writable_corpus
from scraper.scrub import scrub
from scraper.transfer.export import Format, export
from scraper.transfer.importing import FIELDS, parse_mapping, read_file
from scraper.transfer.rows import Row, rows


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the two; each sets `handler(args) -> exit code`."""
    out = commands.add_parser("export", help="훈련에 쓸 파일로 내보내기: 문항 하나가 한 행")
    out.add_argument("target", metavar="OUT", type=Path, help="파일, `datasets`면 새 폴더")
    out.add_argument("--format", choices=[form.value for form in Format], help="없으면 파일 이름의 끝으로 정합니다")
    out.add_argument("--samples", action="store_true", help="직접 쓴 보기 글도 함께")
    out.add_argument("--without-flagged", action="store_true", help="품질 표시가 있는 문항은 빼기")
    out.set_defaults(handler=_export)
    taken = commands.add_parser(
        "import",
        help="JSONL이나 CSV에서 가져오기",
        description=f"다른 곳의 문항·답변·첨삭을 가져옵니다. 쓸 수 있는 이름: {', '.join(FIELDS)}",
    )
    taken.add_argument("file", metavar="FILE", type=Path)
    taken.add_argument("--name", help="출처의 이름 (없으면 파일 이름)")
    taken.add_argument("--map", metavar="FIELD=NAME", action="append", default=[], help="파일에서 쓰는 이름")
    taken.set_defaults(handler=_import)
    for parser in (out, taken):
        parser.add_argument("--json", action="store_true", help="JSON으로 출력")


def _export(args: argparse.Namespace) -> int:
    form = Format(args.format) if args.format else _format_of(args.target)
    count = export(_all_rows(args), args.target, form)
    if args.json:
        print(json.dumps({"event": "done", "pairs": count, "path": str(args.target), "format": form}))
    else:
        print(f"{count:,}문항을 {args.target}에 내보냈습니다.")
    return exit_codes.OK


def _format_of(target: Path) -> Format:
    return {".jsonl": Format.JSONL, ".json": Format.JSONL, ".parquet": Format.PARQUET}.get(
        target.suffix.lower(), Format.DATASETS
    )


def _all_rows(args: argparse.Namespace) -> Iterator[Row]:
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        yield from _rows_of(database, args)
    if args.samples:
        with open_samples() as database:
            yield from _rows_of(database, args)


def _rows_of(database: CorpusDatabase, args: argparse.Namespace) -> Iterator[Row]:
    clusters = database.essays.duplicates()
    total = len(database.essays.ids())
    quiet = args.json or not sys.stderr.isatty()
    for essay in tqdm(database.essays.each(), total=total, desc="내보내기", unit="글", disable=quiet):
        yield from rows(essay, clusters, flagged=not args.without_flagged)


def _import(args: argparse.Namespace) -> int:
    essays = read_file(args.file, args.name or args.file.stem, parse_mapping(args.map))
    with writable_corpus() as database:
        kept = database.essays.save_all(scrub(essay) for essay in essays)
        clusters = refresh(database)
    pairs = sum(len(essay.answers) for essay in essays)
    if args.json:
        print(json.dumps({"event": "done", "essays": kept, "pairs": pairs, "clusters": clusters}))
    else:
        print(f"{kept:,}편 {pairs:,}문항을 가져왔습니다. 비슷한 답변 묶음 {clusters:,}개.")
        if len(essays) > kept:
            print(f"요청으로 지운 글 {len(essays) - kept:,}편은 빼고 가져왔습니다.", file=sys.stderr)
    return exit_codes.OK
