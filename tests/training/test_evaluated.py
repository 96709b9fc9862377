"""An evaluation into a package: only of its own weights, and with nothing of this computer in it."""

import errno
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core.critique.prompt import wording_version
from core.errors import DiskFull
from core.models.adapter_card import EVALUATION
from core.models.adapter_package import README, read_package
from tests.fakes.exported_package import write_package
from training.__main__ import main
from training.dataset import ids_hash
from training.evaluate.bench import stem
from training.evaluate.critiques import Critique
from training.evaluate.errors import TrainedOnTest
from training.evaluate.samples_file import SamplesFile
from training.evaluated import describe
from training.package import Package, open_package, seal
from training.package_errors import EvaluationRefused, PackageInvalid
from training.publish import check_presentable

MODEL = "starter-0.5b"
JUDGED = ("test:1001/1", "test:1002/1")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return write_package(tmp_path / "꾸러미")


@pytest.fixture
def evaluation(tmp_path: Path, package: Package) -> Path:
    """As `evaluate` leaves it for this package, its base, and the critiques of others' answers."""
    folder, system = tmp_path / "평가", f"tuned:{MODEL}@{package.folder}"
    weights = package.card["weights_sha256"]
    gap = {"value": 0.25, "low": 0.1, "high": 0.4, "p": 0.001, "below": 0.0005, "p_holm": 0.004}
    against = {
        f"mismatched:{system}": {"specificity.mrr": gap},
        f"base:{MODEL}": {"specificity.mrr": gap, "coverage.f1": {**gap, "p": None, "p_holm": None}},
        f"guided-base:{MODEL}": {"specificity.mrr": gap},
    }
    write_result(folder, system, weights, against)
    write_result(folder, f"mismatched:{system}", weights, {})
    write_result(folder, f"base:{MODEL}", None, {})
    return folder


def write_result(folder: Path, system: str, adapter: str | None, against: dict[str, Any], /, **changes: Any) -> None:
    share = {"groups": 2, "unit": "share", "better": 1}
    result = {
        "form": 1,
        "system": system,
        "data": "d" * 64,
        "model": MODEL,
        "files": {"model.gguf": "e" * 64},
        "adapter": adapter,
        "training_ids_known": adapter is not None,
        "prompt": wording_version(),
        "sampling": {"temperature": 0.3},
        "data_name": "samples",
        "answers": len(JUDGED),
        "companies": 2,
        "critiques": 2 * len(JUDGED),
        "seeds": 2,
        "machine": {"system": "Linux x86_64", "cores": 2, "gpus": []},
        "primary": "specificity.mrr",
        "resamples": 100,
        "measures": {
            "hygiene.parses": {"value": 0.99, "low": 0.98, "high": 1.0, **share},
            "specificity.mrr": {"value": 0.5, "low": 0.4, "high": 0.6, **share, "unit": "reciprocal rank"},
            "memorisation.canary": {"value": 0.0, "low": None, "high": None, **share, "better": -1},
        },
        "against": against,
        "canaries": 3,
    }
    path = folder / "results" / f"{stem(system)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**result, **changes}), encoding="utf-8")
    samples = folder / "samples" / f"{stem(system)}.jsonl"
    samples.unlink(missing_ok=True)
    with SamplesFile(samples, {"system": system}) as file:
        for item in JUDGED:
            for seed in (0, 1):
                file.add(Critique(item, seed, "총평 | 좋습니다."))


def name(package: Package) -> str:
    return f"tuned:{MODEL}@{package.folder}"


def test_the_evaluation_is_in_the_card(package: Package, evaluation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", str(package.folder), "--evaluation", str(evaluation)]) == 0

    made = open_package(package.folder)
    told = made.evaluation
    assert told is not None
    assert told["form"]["backend"] == "llama_cpp"
    assert told["form"]["adapter"] == package.card["weights_sha256"]
    assert told["test"]["test_ids_sha256"] == ids_hash(frozenset(JUDGED))
    assert told["test"]["answers"] == 2
    assert told["system"] == f"tuned:{MODEL}@tiny-critique"
    assert told["against"].keys() == {
        f"mismatched:tuned:{MODEL}@tiny-critique",
        f"base:{MODEL}",
        f"guided-base:{MODEL}",
    }
    assert told["measures"]["hygiene.parses"] == {
        "value": 0.99,
        "low": 0.98,
        "high": 1.0,
        "unit": "share",
        "better": 1,
    }
    assert told["against"][f"base:{MODEL}"]["specificity.mrr"]["below"] == 0.0005
    # The base has none, and critiques of other answers are no system to be compared with a promoted adapter.
    assert told["adapters"] == {f"tuned:{MODEL}@tiny-critique": package.card["weights_sha256"]}
    program = read_package(made.folder, None)
    assert program.card.trained_on == 3
    assert program.evaluation is not None
    assert program.evaluation.against_base() is not None
    assert told["canaries"] == {"planted": 3, "emitted": 0}
    assert made.sums["adapter_model.safetensors"] == package.sums["adapter_model.safetensors"]
    check_presentable(made)
    card = (made.folder / README).read_text(encoding="utf-8")
    assert "| 형식: 첨삭으로 읽힘 | 99.0 % | 98.0 % – 100.0 % |" in card
    assert "| 이 글의 첨삭인가: 제 글의 순위(역수 평균) | +0.250 | +0.100 – +0.400 | 0.0040 |" in card
    assert "바탕 모델 그대로, 짚을 자리는 프로그램이 고름" in card
    assert "evaluated on 2 answers" in card
    assert str(made.folder / README) in capsys.readouterr().out
    assert sorted(path.name for path in made.folder.parent.iterdir() if path.is_dir() and "꾸러미" in path.name) == [
        made.folder.name
    ]


def test_describing_again_changes_no_byte(package: Package, evaluation: Path) -> None:
    first = {file.name: file.read_bytes() for file in describe(package.folder, evaluation).files}

    assert {file.name: file.read_bytes() for file in describe(package.folder).files} == first
    assert {file.name: file.read_bytes() for file in describe(package.folder, evaluation).files} == first


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"prompt": -1}, "prompt"),
        ({"files": {"model.gguf": None}}, "unpinned"),
        ({"training_ids_known": False}, "training_unknown"),
        ({"answers": 3}, "stale"),
        ({"adapter": "0" * 64}, "adapter"),
    ],
)
def test_what_is_not_taken(changes: dict[str, Any], reason: str, package: Package, evaluation: Path) -> None:
    write_result(evaluation, name(package), package.card["weights_sha256"], {}, **changes)

    with pytest.raises(EvaluationRefused) as caught:
        describe(package.folder, evaluation)

    assert caught.value.context["reason"] == reason
    assert open_package(package.folder) == package


def test_only_the_systems_own_results(package: Package, evaluation: Path) -> None:
    """Neither its critiques of other answers nor its base are its evaluation."""
    reasons = []
    for system in (f"mismatched:{name(package)}", f"base:{MODEL}", "experts"):
        with pytest.raises(EvaluationRefused) as caught:
            describe(package.folder, evaluation, system)
        reasons.append(caught.value.context["reason"])
    write_result(evaluation, "tuned:other@elsewhere", package.card["weights_sha256"], {})
    with pytest.raises(EvaluationRefused) as caught:
        describe(package.folder, evaluation)
    reasons.append(caught.value.context["reason"])

    assert reasons == ["adapter", "adapter", "missing", "which"]
    assert describe(package.folder, evaluation, name(package)).evaluation is not None


def test_an_adapter_that_met_the_test(package: Package, evaluation: Path) -> None:
    samples = evaluation / "samples" / f"{stem(name(package))}.jsonl"
    met = samples.read_text(encoding="utf-8").replace(JUDGED[0], min(package.training_ids()))
    samples.write_text(met, encoding="utf-8")

    with pytest.raises(TrainedOnTest):
        describe(package.folder, evaluation)


def test_a_full_disk_leaves_the_package_as_it_was(
    package: Package, evaluation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(shutil, "copyfile", full)

    with pytest.raises(DiskFull):
        describe(package.folder, evaluation)

    assert open_package(package.folder) == package
    assert not list(package.folder.parent.glob("*.part"))


def test_a_folder_without_results(package: Package, tmp_path: Path) -> None:
    with pytest.raises(EvaluationRefused) as caught:
        describe(package.folder, tmp_path / "nowhere")

    assert caught.value.context["reason"] == "missing"


def test_results_of_other_weights_are_refused_by_the_package(package: Package, evaluation: Path) -> None:
    described = describe(package.folder, evaluation)
    other = write_package(package.folder.parent / "다른 것", seed=1)
    (other.folder / EVALUATION).write_bytes((described.folder / EVALUATION).read_bytes())
    seal(other.folder)

    with pytest.raises(PackageInvalid) as caught:
        open_package(other.folder)

    assert caught.value.context["file"] == EVALUATION
