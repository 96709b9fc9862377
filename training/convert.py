"""`python -m training convert`: a hub folder of polyglot-ko → what the engines open. Whole or not at all.

The result is made in `OUT.part` beside it and renamed when complete, with conversion.json: what went in (SHA-256,
commit), how (settings, versions) and what came out.
"""

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import DiskFull, ModelError
from training import gguf_neox, openvino_writer
from training.hub_folder import HubFolder, sha256
from training.neox import read_shape

MANIFEST = "conversion.json"
_SPARE = 64 * 1024 * 1024  # bytes that must stay free beside the result
# Bytes a weight takes, with its part of the scales and some reserve.
_COST = {"int4_sym": 0.66, "int4_asym": 0.66, "int8_asym": 1.1, "q4_0": 0.66, "q8_0": 1.1, "f16": 2.1}


class Target(StrEnum):
    OPENVINO = "openvino"
    GGUF = "gguf"


SCHEMES = {Target.OPENVINO: openvino_writer.SCHEMES, Target.GGUF: gguf_neox.SCHEMES}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make. `scheme` is one of SCHEMES[target]; `group_size` counts for OpenVINO's int4 only."""

    target: Target
    scheme: str
    group_size: int = 128


def convert(source: Path, out: Path, plan: Plan, report: Callable[[str], None]) -> Path:
    """Convert the hub folder `source` into the new folder `out`; returns the model inside (folder or .gguf file).

    Raises ModelMissing (not a model folder), ModelDamaged (a part is missing or cut off), ModelError (another
    architecture, an impossible setting, `out` in use) and DiskFull. Nothing is left behind by a failure.
    """
    folder = HubFolder(source)
    shape = read_shape(folder)
    if plan.scheme not in SCHEMES[plan.target]:
        raise ModelError(
            f"no such scheme for {plan.target}", expected=", ".join(SCHEMES[plan.target]), found=plan.scheme
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ModelError("the output folder exists and is not empty", path=str(out))
    weights = 2 * shape.rows * shape.hidden + shape.layers * shape.hidden * (4 * shape.hidden + 2 * shape.inner)
    _check_space(out, int(weights * _COST[plan.scheme]))
    unfinished = out.with_name(out.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        model = _make(folder, unfinished, plan, report)
        if out.exists():
            out.rmdir()
        unfinished.replace(out)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("converting a model", path=str(out.parent)) from error
        raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    report(f"done: {out}")
    return out / model


def _make(folder: HubFolder, out: Path, plan: Plan, report: Callable[[str], None]) -> str:
    report(f"reading {folder.weight_bytes / 1e6:,.0f} MB of weights")
    sources = {file.name: {"size": file.stat().st_size, "sha256": sha256(file)} for file in folder.files()}
    match plan.target:
        case Target.OPENVINO:
            model = ""
            versions = openvino_writer.write_openvino(
                folder, out, scheme=plan.scheme, group_size=plan.group_size, report=report
            )
        case Target.GGUF:
            model = f"model-{plan.scheme}.gguf"
            versions = gguf_neox.write_gguf(folder, out / model, scheme=plan.scheme, report=report)
    results = {file.name: {"size": file.stat().st_size, "sha256": sha256(file)} for file in sorted(out.iterdir())}
    manifest: dict[str, Any] = {
        "revision": folder.revision,
        "sources": sources,
        "settings": asdict(plan),
        "versions": versions,
        "files": results,
    }
    (out / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return model


def _check_space(out: Path, needed: int) -> None:
    existing = next(parent for parent in (out, *out.resolve().parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    if free < needed + _SPARE:
        raise DiskFull("no room for the converted model", path=str(existing), needed=needed + _SPARE, available=free)
