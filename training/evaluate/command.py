"""`python -m training evaluate --systems … --data … --out DIR`, `pairs` and `choosers`."""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from core import settings
from core.critique.prompt import PromptFormat
from training.evaluate.bench import KNOWN
from training.records import Record, Split

_SYSTEMS = ["rules", "retrieval", "without-model", "experts", "mismatched:experts", "template"]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `evaluate`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser("evaluate", help="judge systems by every measure; adds to what is there")
    parser.add_argument("--systems", nargs="+", default=_SYSTEMS, metavar="SYSTEM", help=KNOWN)
    parser.add_argument("--data", default="samples", help="a folder of `dataset`, samples, corpus or a JSONL file")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST, help="of a folder of `dataset`")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="samples, results and report.html")
    parser.add_argument(
        "--against",
        nargs="+",
        default=[],
        metavar="SYSTEM",
        help="whom all are compared with; the first mismatched one",
    )
    parser.add_argument("--seeds", type=int, default=3, help="critiques of each answer by each model")
    parser.add_argument("--most", type=int, metavar="N", help="only so many answers")
    parser.add_argument("--canary", nargs="*", default=[], metavar="TEXT", help="planted by hand in what trained")
    parser.add_argument("--likelihood", action="store_true", help="ask models, too, how likely experts' remarks are")
    parser.add_argument("--bertscore", type=Path, metavar="HUB_FOLDER", help="an encoder of Korean text, for BERTScore")
    parser.set_defaults(handler=run)
    planned = commands.add_parser("pairs", help="plan a blind comparison of what `evaluate` sampled")
    planned.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR", help="--out of `evaluate`")
    planned.add_argument("--versus", nargs=2, action="append", required=True, metavar="SYSTEM")
    planned.add_argument("--data", default="samples", help="as for `evaluate`")
    planned.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST)
    planned.add_argument("--most", type=int, default=60, metavar="N", help="pairs of each two systems")
    planned.add_argument("--margin", type=float, default=0.1, help="of non-inferiority; fixed before anybody rates")
    planned.add_argument("--seed", type=int, default=0)
    planned.add_argument("--title", default="눈가림 비교", help="what raters read at the top; no system's name")
    planned.add_argument("--out", type=Path, required=True, metavar="FILE", help="for `python -m core comparison add`")
    planned.set_defaults(handler=run_pairs)
    chosen = commands.add_parser("choosers", help="who finds best what an expert would speak of: for guidance")
    chosen.add_argument("--data", type=Path, required=True, help="folder that `dataset` made")
    chosen.add_argument("--base", type=Path, help="hub folder; with --adapter the model is asked, too")
    chosen.add_argument("--adapter", type=Path, help="PEFT folder")
    chosen.add_argument("--form", type=PromptFormat, choices=list(PromptFormat), default=PromptFormat.CHATML)
    chosen.set_defaults(handler=run_choosers)


def run(args: argparse.Namespace) -> int:
    """Evaluate and write the report; prints where it is."""
    from training.evaluate.bench import Bench, in_order
    from training.evaluate.data import read_data
    from training.evaluate.likelihoods import has_likelihoods, likelihoods
    from training.evaluate.measures.language import korean_language
    from training.evaluate.measures.measure import Likelihood, Setting
    from training.evaluate.report import write_report
    from training.evaluate.run import evaluate
    from training.evaluate.token_vectors import TokenVectors

    data = read_data(args.data, args.split, args.most)
    kept, _ = settings.load()
    bench = Bench(data, args.out, args.seeds, kept)
    canaries = (*data.canaries, *args.canary)
    tokens = TokenVectors(args.bertscore) if args.bertscore else None
    setting = Setting(data.pool, korean_language(), data.longest_in_training(), canaries, tokens)
    asked: dict[str, Mapping[str, Likelihood]] = {}
    if args.likelihood:
        names = in_order([*args.systems, *args.against])
        asked = {name: likelihoods(bench, name, _walk) for name in names if has_likelihoods(bench, name)}
    evaluate(bench, args.systems, setting, _walk, against=args.against, likelihoods=asked)
    print(write_report(args.out, data.pool))
    return 0


def run_pairs(args: argparse.Namespace) -> int:
    """Write planned pairs and say what was left out."""
    from core.comparison.pairs_file import pairs_file
    from training.evaluate.data import read_data
    from training.evaluate.pairs import plan_pairs

    versus = [(one, other) for one, other in args.versus]
    data = read_data(args.data, args.split)
    found = plan_pairs(args.folder, data.pool, versus, most=args.most, seed=args.seed)
    args.out.write_text(pairs_file(args.title, found.pairs, seed=args.seed, margin=args.margin), encoding="utf-8")
    left_out = f"left out: {found.unmatched} of unlike length, {found.alike} alike, {found.silent} silent"
    print(f"{len(found.pairs)} pairs in {args.out}; {left_out}")
    return 0


def run_choosers(args: argparse.Namespace) -> int:
    """Print the table of `training.evaluate.choosers` for the test part."""
    from training.dataset import open_dataset
    from training.evaluate.choosers import Model, all_choosers, compare, lines

    data = open_dataset(args.data)
    model = Model(args.base, args.adapter, args.form) if args.base and args.adapter else None
    for line in lines(compare(data.records(Split.TEST), all_choosers(data, model, _walk))):
        print(line)
    return 0


def _walk(name: str, todo: Sequence[tuple[Record, int]]) -> Iterable[tuple[Record, int]]:
    from tqdm import tqdm

    # Its thread would only look whether the bar was forgotten.
    tqdm.monitor_interval = 0
    bar: Iterable[tuple[Record, int]] = tqdm(todo, desc=name, file=sys.stderr, disable=not todo)
    return bar
