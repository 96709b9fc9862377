"""`python -m training convert`: a hub folder of polyglot-ko → what the engines open. Whole or not at all.

The result is made in `OUT.part` beside it and renamed when complete, with conversion.json: what went in (SHA-256,
commit), how (settings, versions) and what came out.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import ModelError
from training import gguf_neox, openvino_writer
from training.hub_folder import HubFolder, sha256
from training.neox import read_shape
from training.whole_folder import whole_folder

MANIFEST = "conversion.json"
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
    weights = 2 * shape.rows * shape.hidden + shape.layers * shape.hidden * (4 * shape.hidden + 2 * shape.inner)
    with whole_folder(out, int(weights * _COST[plan.scheme])) as unfinished:
        model = _make(folder, unfinished, plan, report)
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
