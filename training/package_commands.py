"""The verbs that let an adapter travel: export, describe, publish."""

import argparse
from pathlib import Path
from typing import Any

from core.text import read_text_file
from training.experiment import Experiment


def add_verbs(commands: "argparse._SubParsersAction[Any]") -> None:
    """Each verb carries its function as `handler`."""
    verb = commands.add_parser("export", help="finished experiment → a package that others can open")
    verb.add_argument("experiment", type=Path, help="experiment's folder; its data and its base must be there")
    verb.add_argument("out", type=Path, help="a new folder")
    verb.add_argument("--name", required=True, help="for files and commands, such as starter-critique")
    verb.add_argument("--title", required=True, help="for people, such as 체험용 0.5B 첨삭 어댑터")
    verb.add_argument("--version", required=True, help="such as 1")
    verb.add_argument("--limits", type=Path, metavar="FILE", help="what else it cannot do, a sentence a line")
    verb.add_argument("--dtype", choices=("fp16", "fp32"), default="fp16", help="how the weights are stored")
    verb.set_defaults(handler=_export)
    verb = commands.add_parser("describe", help="an evaluation of a package's weights into its card")
    verb.add_argument("package", type=Path, help="a folder that `export` made")
    verb.add_argument("--evaluation", type=Path, metavar="DIR", help="--out of `evaluate`")
    verb.add_argument("--system", help="whose results, where several have this adapter")
    verb.set_defaults(handler=_describe)
    verb = commands.add_parser("publish", help="a package to the hub, a folder or a zip")
    verb.add_argument("package", type=Path, help="a folder that `export` made")
    verb.add_argument("--to", required=True, metavar="TARGET", help="hub:OWNER/NAME, folder:PATH or zip:FILE")
    verb.add_argument("--public", action="store_true", help="everybody may see the repository")
    verb.set_defaults(handler=_publish)


def _export(options: argparse.Namespace) -> int:
    from training.export import Naming, Precision, export

    limits: tuple[str, ...] = ()
    if options.limits is not None:
        limits = tuple(line.strip() for line in read_text_file(options.limits).splitlines() if line.strip())
    naming = Naming(options.name, options.title, options.version, limits)
    export(Experiment.open(options.experiment), options.out, naming, _say, Precision(options.dtype))
    return 0


def _describe(options: argparse.Namespace) -> int:
    from core.models.adapter_package import README
    from training.evaluated import describe

    _say(str(describe(options.package, options.evaluation, options.system).folder / README))
    return 0


def _publish(options: argparse.Namespace) -> int:
    from training.publish import publish

    _say(publish(options.package, options.to, _say, public=options.public))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
