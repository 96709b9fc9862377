"""The maintainer's commands: `python -m training dataset|new|plan|train|evaluate|export|publish|convert …`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import AppError
from core.messages import sentence
from training import package_commands
from training.commands import add_verbs
from training.convert import SCHEMES, Plan, Target, convert
from training.dataset import open_dataset
from training.dequantise import dequantise
from training.evaluate import command as evaluate
from training.records import Split

_DEFAULT = {Target.OPENVINO: "int4_sym", Target.GGUF: "q4_0"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 after an error that was explained on standard error."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.handler(options)
    except AppError as error:
        print(sentence(error), error, sep="\n", file=sys.stderr)
        return 1
    return code


def _convert(options: argparse.Namespace) -> int:
    plan = Plan(options.to, options.scheme or _DEFAULT[options.to], options.group_size)
    convert(options.source, options.out, plan, lambda line: print(line, flush=True))
    return 0


def _dequantise(options: argparse.Namespace) -> int:
    dequantise(options.source, options.out, lambda line: print(line, flush=True))
    return 0


def _guidance(options: argparse.Namespace) -> int:
    from training import guidance

    data = open_dataset(options.data)
    guidance.write(guidance.fit(data.records(Split.TRAIN)), options.out)
    print(f"done: {options.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_verbs(commands)
    command = commands.add_parser("convert", help="hub folder → OpenVINO int4 or GGUF")
    command.add_argument("source", type=Path, metavar="HUB_FOLDER", help="config.json, tokenizer.json and safetensors")
    command.add_argument("--to", type=Target, choices=list(Target), required=True, help="which engine it is for")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    schemes = "; ".join(f"{target}: {', '.join(names)}" for target, names in SCHEMES.items())
    command.add_argument("--scheme", help=f"how weights are stored ({schemes})")
    command.add_argument("--group-size", type=int, default=128, help="columns that share a scale (OpenVINO int4)")
    command.set_defaults(handler=_convert)
    command = commands.add_parser("dequantise", help="GGUF → hub folder with the same weights, to train on")
    command.add_argument("source", type=Path, metavar="GGUF")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    command.set_defaults(handler=_dequantise)
    command = commands.add_parser("guidance", help="experts' choices → weights by which passages are chosen")
    command.add_argument("--data", type=Path, required=True, help="folder that `dataset` made; its training part")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="resources/prompts/guidance.toml")
    command.set_defaults(handler=_guidance)
    evaluate.add_parser(commands)
    package_commands.add_verbs(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
