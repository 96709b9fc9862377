"""The maintainer's commands: `python -m training dataset|new|plan|train|evaluate|convert …`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.errors import AppError
from core.messages import sentence
from training.commands import add_verbs
from training.convert import SCHEMES, Plan, Target, convert
from training.evaluate import command as evaluate

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
    evaluate.add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
