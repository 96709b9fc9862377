"""The verbs that make an adapter: dataset, new, plan, train."""

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

from training.dataset import build
from training.experiment import Experiment, new_experiment, plan
from training.presets import preset_names
from training.sources import CORPUS, SAMPLES
from training.splits import Shares

STOPPED = 75  # asked to stop, saved: the same command goes on (EX_TEMPFAIL of sysexits.h)

_USUAL = Shares()


def add_verbs(commands: "argparse._SubParsersAction[Any]") -> None:
    """Each verb carries its function as `handler`."""
    _add_dataset(commands)
    verb = commands.add_parser("new", help="preset → a new experiment's folder")
    verb.add_argument("preset", choices=preset_names())
    verb.add_argument("folder", type=Path)
    verb.add_argument("--base", type=Path, help="hub folder of the base model")
    verb.add_argument("--data", type=Path, help="folder that `dataset` made")
    verb.set_defaults(handler=_new)
    for name, run, text in (
        ("plan", _plan, "tokens, memory and hours of an experiment; refuses what cannot fit"),
        ("train", _train, "train an experiment, or go on with it; SIGTERM and Ctrl+C save first"),
    ):
        verb = commands.add_parser(name, help=text)
        verb.add_argument("folder", type=Path, help="experiment's folder with config.toml")
        verb.set_defaults(handler=run)


def _add_dataset(commands: "argparse._SubParsersAction[Any]") -> None:
    verb = commands.add_parser("dataset", help="corpus → records, split, frozen and described")
    verb.add_argument("source", help=f"{CORPUS} (corpus.db), {SAMPLES}, or a .jsonl file as `scraper export` writes it")
    verb.add_argument("--out", type=Path, required=True, help="a new folder")
    verb.add_argument("--frozen", type=Path, help="test-ids.txt of an earlier data set: its test set stays")
    verb.add_argument("--validation", type=float, default=_USUAL.validation, help="share for early stopping")
    verb.add_argument("--test", type=float, default=_USUAL.test, help="share that is never trained on")
    verb.add_argument("--newest", action="store_true", help="set the newest season aside as a second test")
    verb.add_argument("--seed", type=int, default=_USUAL.seed)
    text = "plant so many words in what trains, which no critique may say; the release gate asks"
    verb.add_argument("--canaries", type=int, default=0, metavar="N", help=text)
    verb.set_defaults(handler=_dataset)


def _dataset(options: argparse.Namespace) -> int:
    shares = Shares(options.validation, options.test, newest=options.newest, seed=options.seed)
    build(options.source, options.out, _say, shares=shares, frozen=options.frozen, canaries=options.canaries)
    return 0


def _new(options: argparse.Namespace) -> int:
    new_experiment(options.preset, options.folder, options.base, options.data)
    _say(f"{options.folder / 'config.toml'}")
    return 0


def _plan(options: argparse.Namespace) -> int:
    for line in plan(Experiment.open(options.folder)).lines():
        _say(line)
    return 0


def _train(options: argparse.Namespace) -> int:
    from training.train import train

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    outcome = train(Experiment.open(options.folder), _say)
    if not outcome.finished:
        _say(f"{outcome.step:,}걸음까지 저장하고 멈췄습니다. 같은 명령으로 이어집니다.")
        return STOPPED
    if outcome.adapter is not None:
        _say(f"가장 좋았던 어댑터({outcome.step:,}걸음, 검증 손실 {outcome.loss:.4f}): {outcome.adapter}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
