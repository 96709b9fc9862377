"""`python -m training export`: a finished experiment → a package (training/package.py). Whole or not at all.

The same experiment gives the same bytes. An evaluation is of the exported weights, so it comes afterwards, and
`describe` adds it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from core.critique.prompt import wording_version
from core.models.adapter_card import CARD
from core.models.adapter_files import CONFIG, WEIGHTS, AdapterContent, read_adapter
from core.models.adapter_package import TRAINING_IDS
from core.models.catalog import load_catalog
from core.models.hashing import file_sha256
from training.experiment import DECISIVE, METRICS, RESULT, Experiment, Material, prepare, run_manifest
from training.package import FORM, LONGEST, Package, open_package, seal, write_json
from training.package_errors import ExportRefused
from training.records import Split
from training.shape import read_shape
from training.splits import write_frozen
from training.whole_folder import whole_folder

LICENCE = "Apache-2.0"
_TEXTS = 1_000_000  # bytes that all files but the weights take at most
_ESSAYS = {
    "jobkorea": "모은 글은 모두 합격한 글입니다. 떨어진 글은 본 적이 없습니다.",
    "imported": "들여온 글은 누가 썼고 합격했는지 확인하지 않았습니다.",
    "sample": "보기 글은 이 일을 위해 지어 쓴 글이고, 사람과 회사는 모두 지어낸 것입니다.",
}
_LIMITS = (
    "합격 여부를 예측하지 못하며, 그렇게 쓰면 안 됩니다.",
    "답변에 없는 일을 지어내거나 틀린 지적을 할 수 있습니다. 프로그램은 글에 없는 인용만 걸러 냅니다.",
    "한국어 자기소개서의 문항 하나와 답변 하나를 보고 첨삭합니다. 다른 글이나 언어로는 시험하지 않았습니다.",
)


class Precision(StrEnum):
    """How the weights are stored. Half the size and as good: the engines add it to 4-bit weights."""

    FP16 = "fp16"
    FP32 = "fp32"


@dataclass(frozen=True, slots=True)
class Naming:
    """What people call the adapter. `limits` are sentences beside those that hold of every adapter."""

    name: str
    title: str
    version: str
    limits: tuple[str, ...] = ()


def export(
    experiment: Experiment,
    out: Path,
    naming: Naming,
    report: Callable[[str], None],
    precision: Precision = Precision.FP16,
) -> Package:
    """Make the new folder `out` of the experiment's adapter. Needs its data and its base, as training did.

    Raises ExportRefused, TrainingError, ModelError or DiskFull; nothing is left behind by a failure.
    """
    _check_naming(out, naming)
    adapter = experiment.adapter
    if not (adapter / RESULT).is_file():
        raise ExportRefused("no result", path=str(experiment.folder), reason="unfinished")
    told: dict[str, Any] = json.loads((adapter / RESULT).read_text(encoding="utf-8"))
    content = read_adapter(adapter, None)
    _check_base(experiment, content)
    material = prepare(experiment)
    manifest = run_manifest(experiment, material)
    changed = [name for name in DECISIVE if told.get(name) != manifest[name]]
    if changed:
        raise ExportRefused(path=str(experiment.folder), reason="changed", changed=", ".join(changed))
    with whole_folder(out, content.size + _TEXTS) as fresh:
        _write_weights(adapter / WEIGHTS, fresh / WEIGHTS, precision)
        config = json.loads((adapter / CONFIG).read_text(encoding="utf-8"))
        # PEFT keeps the names of layers in a set, whose order is another in every run.
        config["target_modules"] = sorted(config["target_modules"])
        write_json(fresh / CONFIG, dict(sorted(config.items())))
        ids = write_frozen(fresh / TRAINING_IDS, (example.id for example in material.train))
        card: dict[str, Any] = {
            "format": FORM,
            "name": naming.name,
            "title": naming.title,
            "version": naming.version,
            "created": _day(adapter / RESULT),
            "base": _base(experiment),
            "prompt_version": wording_version(),
            "lora": {
                "rank": content.rank,
                "alpha": content.alpha,
                "dropout": experiment.config.lora.dropout,
                "rslora": experiment.config.lora.rslora,
                "modules": list(content.modules),
                "dtype": precision.value,
            },
            "data": _data(material, ids),
            "config": _recipe(experiment),
            "run": _run(experiment, material, told),
            "licence": LICENCE,
            "limits": list(dict.fromkeys([*_limits(material), *naming.limits])),
            "weights_sha256": file_sha256(fresh / WEIGHTS),
        }
        write_json(fresh / CARD, card)
        seal(fresh)
    package = open_package(out)
    report(f"{naming.title} {naming.version}, {package.size / 1e6:.1f} MB: {out}")
    return package


def _check_naming(out: Path, naming: Naming) -> None:
    rules = (
        ("name", naming.name, r"[a-z0-9][a-z0-9._-]{0,59}", "lower-case letters, digits, - . _"),
        ("title", naming.title, r"\S(.{0,78}\S)?", "one line of at most 80 characters"),
        ("version", naming.version, r"[0-9][0-9A-Za-z.+-]{0,19}", "such as 1 or 1.2"),
    )
    for what, value, pattern, words in rules:
        if not re.fullmatch(pattern, value):
            raise ExportRefused(path=str(out), reason="name", problem=f"{what} {value!r}: {words}")
    if any(len(one) > LONGEST for one in naming.limits):
        raise ExportRefused(path=str(out), reason="name", problem=f"limits: {LONGEST} characters each at most")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportRefused(path=str(out), reason="exists")


def _check_base(experiment: Experiment, content: AdapterContent) -> None:
    """Whoever opens the adapter must find its base: not a folder of this computer, and not whatever is newest."""
    base = experiment.config.base
    if (content.base_repo, content.base_revision) != (base.repo, base.revision):
        found = f"{content.base_repo}@{content.base_revision}"
        raise ExportRefused("no hub name and commit", path=str(experiment.adapter), reason="base", found=found)


def _write_weights(source: Path, target: Path, precision: Precision) -> None:
    """Raises ExportRefused for a number that the type cannot hold."""
    from safetensors.numpy import load_file, save_file

    kind = np.float16 if precision is Precision.FP16 else np.float32
    found = {}
    for name, tensor in load_file(source).items():
        with np.errstate(over="ignore"):
            found[name] = np.ascontiguousarray(tensor, dtype=kind)
        if not np.isfinite(found[name]).all():
            reason = "overflow" if np.isfinite(tensor).all() else "not_finite"
            raise ExportRefused(path=str(source.parent), reason=reason, tensor=name)
    # PEFT refuses a file that does not say whose tensors these are.
    save_file(found, target, metadata={"format": "pt"})


def _base(experiment: Experiment) -> dict[str, Any]:
    base = experiment.config.base
    licences = (entry.licence for entry in load_catalog().entries if entry.base_repo == base.repo)
    return {
        "repo": base.repo,
        "revision": base.revision,
        "architecture": read_shape(experiment.base).architecture,
        "prompt_format": base.prompt_format.value,
        "quantisation": base.quantisation.value,
        "licence": next(licences, None),
    }


def _data(material: Material, ids: str) -> dict[str, Any]:
    """Counts of what was trained on, and of the splits. No text, no name of a person or company."""
    manifest = material.dataset.manifest
    trained = {example.id for example in material.train}
    records = [record for record in material.dataset.records(Split.TRAIN) if record.id in trained]
    return {
        "source": manifest["source"],
        "sha256": material.dataset.hash,
        "records": {part: row["records"] for part, row in manifest["splits"].items()},
        "trained_on": len(records),
        "shortened": material.shortened,
        "remarks": sum(len(record.remarks) for record in records),
        "companies": len({record.company for record in records}),
        "origins": manifest["origins"],
        "leakage": manifest["leakage"],
        "train_ids_sha256": ids,
        "test_ids_sha256": manifest["test_ids_sha256"],
    }


def _recipe(experiment: Experiment) -> dict[str, Any]:
    """The config without what is only this computer's: where files lie, how often they are saved, notes."""
    told = asdict(experiment.config)
    del told["base"]["path"], told["data"]["folder"], told["saving"], told["machine"], told["note"]
    return told


def _run(experiment: Experiment, material: Material, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "steps": told["stopped_at"],
        "planned_steps": told["steps"],
        "epochs": round(material.order.epoch_of(told["stopped_at"]), 2),
        "best": told["best"],
        "seconds": _seconds(experiment.folder / METRICS),
        "versions": told["versions"],
        "device": "cuda" if told["peak_bytes"]["gpu"] else "cpu",
        "peak_bytes": told["peak_bytes"],
    }


def _seconds(metrics: Path) -> int | None:
    """Of all sessions together, each as far as its steps count; None when the lines are gone."""
    if not metrics.is_file():
        return None
    total = last = 0.0
    for line in metrics.read_text(encoding="utf-8").splitlines():
        now = json.loads(line)["seconds"]
        if now < last:  # the clock of the next session began anew
            total += last
        last = now
    return round(total + last)


def _limits(material: Material) -> tuple[str, ...]:
    # An origin that nobody stated is that of records of one's own.
    origins = {origin if origin in _ESSAYS else "imported" for origin in material.dataset.manifest["origins"]}
    return (*(text for origin, text in _ESSAYS.items() if origin in origins), *_LIMITS)


def _day(path: Path) -> str:
    """When training ended, in UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
