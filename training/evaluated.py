"""`python -m training describe`: what an evaluation found goes into a package; README.md and SUMS are made anew.

Only an evaluation of the package's own weights is taken, in the form that ships, with the wording that they learned,
on answers that they never saw.
"""

import errno
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import DiskFull
from core.models.adapter_card import EVALUATION
from core.models.catalog import load_catalog
from core.models.store import find_entry
from training.checkpoints import replace_folder
from training.dataset import ids_hash
from training.evaluate.bench import source_of, stem
from training.evaluate.errors import TrainedOnTest
from training.evaluate.samples_file import read_samples
from training.package import FORM, Package, open_package, seal, write_json
from training.package_errors import EvaluationRefused

_GUIDED = "guided-"
_KINDS = {
    "rules": "규칙만으로 한 첨삭",
    "retrieval": "비슷한 대목에 전문가가 남긴 말",
    "without-model": "모델 없는 첨삭",
    "experts": "전문가가 남긴 첨삭",
    "template": "어느 글에나 똑같은 말",
    "base": "바탕 모델 그대로",
    "few-shot": "바탕 모델에 비슷한 합격 글을 보여 줌",
    "tuned": "어댑터를 얹은 모델",
    "tuned-retrieval": "어댑터를 얹고 비슷한 합격 글을 보여 줌",
    "mismatched": "다른 글에 쓴 첨삭을 보임",
}


def describe(folder: Path, evaluation: Path | None = None, system: str | None = None) -> Package:
    """Add what lies in `evaluation` (--out of `evaluate`) of `system`, the one with this adapter when None.

    Without an evaluation only what is derived is made anew. Raises PackageInvalid, EvaluationRefused, TrainedOnTest
    and DiskFull; then the package stays as it was.
    """
    folder = folder.resolve()
    package = open_package(folder)
    told = package.evaluation if evaluation is None else read_evaluation(package, evaluation, system)
    fresh = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir()
        for file in package.files:
            shutil.copyfile(file, fresh / file.name)
        if told is not None:
            write_json(fresh / EVALUATION, told)
        seal(fresh)
        replace_folder(fresh, folder)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("describing a package", path=str(folder.parent)) from error
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return open_package(folder)


def read_evaluation(package: Package, folder: Path, system: str | None = None) -> dict[str, Any]:
    """eval.json of a package. Raises EvaluationRefused and TrainedOnTest."""
    results = {one["system"]: one for one in _results(folder)}
    result = _chosen(package, folder, results, system)
    name = str(result["system"])
    judged = _judged(folder, result)
    met = judged & package.training_ids()
    if met:
        raise TrainedOnTest(adapter=str(package.folder), met=len(met))
    shown = _shown_names(package, [name, *result["against"]], results)
    return {
        "format": FORM,
        "form": {
            "backend": find_entry(result["model"], load_catalog()).backend,
            "model": result["model"],
            "files": result["files"],
            "adapter": result["adapter"],
            "prompt": result["prompt"],
            "sampling": result["sampling"],
            "guided": bool(result.get("guided")),
        },
        "test": {
            "name": result["data_name"],
            "hash": result["data"],
            "test_ids_sha256": ids_hash(judged),
            "answers": result["answers"],
            "companies": result["companies"],
            "seeds": result["seeds"],
        },
        "system": shown[name],
        "measures": {
            measure: {key: row[key] for key in ("value", "low", "high", "unit", "better")}
            for measure, row in result["measures"].items()
        },
        "against": {shown[other]: gaps for other, gaps in result["against"].items()},
        "systems": {told: _words(real) for real, told in shown.items()},
        # Whose differences are those to the adapter that users have is told by its weights.
        "adapters": {
            told: weights
            for real, told in shown.items()
            if source_of(real) is None and (weights := results.get(real, {}).get("adapter"))
        },
        "canaries": _canaries(result),
        "machine": result["machine"],
    }


def _results(folder: Path) -> Iterable[dict[str, Any]]:
    paths = sorted((folder / "results").glob("*.json"))
    if not paths:
        raise EvaluationRefused("no results", path=str(folder), system="", reason="missing")
    for path in paths:
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
            # What says whether it is ours; the rest was written by the same hand.
            _ = result["system"], result["against"], result["measures"], result["answers"]
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationRefused("not a result", path=str(path), system="", reason="missing") from error
        yield result


def _chosen(
    package: Package, folder: Path, results: Mapping[str, dict[str, Any]], system: str | None
) -> dict[str, Any]:
    """The result that is of this package. One that shows critiques of other answers never is."""
    weights, path = package.card["weights_sha256"], str(folder)
    ours = [name for name, one in results.items() if one.get("adapter") == weights and source_of(name) is None]
    if system is None:
        plain = [name for name in ours if name.removeprefix(_GUIDED).startswith("tuned:")]
        if len(plain) > 1:
            raise EvaluationRefused(path=path, system=", ".join(plain), reason="which")
        system = plain[0] if plain else ""
        if not system:
            raise EvaluationRefused(path=path, system=", ".join(results), reason="adapter")
    if system not in results:
        raise EvaluationRefused(path=path, system=system, reason="missing")
    if system not in ours:
        raise EvaluationRefused(path=path, system=system, reason="adapter")
    result = results[system]
    refusals = {
        "prompt": result["prompt"] != package.card["prompt_version"],
        "unpinned": not result["files"] or None in result["files"].values(),
        "training_unknown": not result["training_ids_known"],
    }
    for reason, refused in refusals.items():
        if refused:
            raise EvaluationRefused(path=path, system=system, reason=reason)
    return result


def _judged(folder: Path, result: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the answers, which the samples beside the result hold."""
    system = str(result["system"])
    try:
        _, found = read_samples(folder / "samples" / f"{stem(system)}.jsonl")
    except (OSError, ValueError) as error:
        raise EvaluationRefused("no samples", path=str(folder), system=system, reason="stale") from error
    ids = frozenset(one.item_id for one in found)
    if len(ids) != result["answers"]:
        raise EvaluationRefused("other samples", path=str(folder), system=system, reason="stale")
    return ids


def _shown_names(package: Package, names: Iterable[str], results: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The names of systems without the paths of this computer; the adapter's is that of its card."""
    shown: dict[str, str] = {}
    for name in names:
        ours = results.get(name, {}).get("adapter") == package.card["weights_sha256"]
        told = _shown(name, package.card["name"] if ours else None)
        if told in shown.values():
            told = f"{told}-{sha256(name.encode()).hexdigest()[:6]}"
        shown[name] = told
    return shown


def _shown(name: str, adapter: str | None) -> str:
    source = source_of(name)
    if source is not None:
        return f"mismatched:{_shown(source, adapter)}"
    kind, colon, rest = name.partition(":")
    model, at, folder = rest.partition("@")
    return f"{kind}{colon}{_last(model)}{at}{(adapter or _last(folder)) if at else ''}"


def _last(path: str) -> str:
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1]


def _words(system: str) -> str:
    kind = system.partition(":")[0]
    words = _KINDS[kind.removeprefix(_GUIDED)]
    return f"{words}, 짚을 자리는 프로그램이 고름" if kind.startswith(_GUIDED) else words


def _canaries(result: Mapping[str, Any]) -> dict[str, int]:
    """How many were planted, and how many critiques held one."""
    share = result["measures"].get("memorisation.canary")
    if share is None:
        return {"planted": 0, "emitted": 0}
    return {"planted": result.get("canaries", 1), "emitted": round(share["value"] * result["critiques"])}
