"""A really trained tiny adapter → a package that others open: the program, peft, the evaluation."""

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.critique.prompt import wording_version
from core.models import adapters
from core.models.adapter_files import CONFIG, WEIGHTS
from core.models.adapter_package import README, TRAINING_IDS
from core.models.catalog import ModelEntry, ModelFile, ModelShape
from tests.fakes.workshop import Workshop
from training.__main__ import main
from training.evaluate.data import refuse_trained_on
from training.evaluate.errors import TrainedOnTest
from training.evaluate.items import Pool
from training.experiment import RESULT, Experiment
from training.export import Naming, Precision, export
from training.package import Package, open_package
from training.package_errors import ExportRefused
from training.publish import check_presentable
from training.records import Split
from training.splits import read_frozen

pytestmark = [pytest.mark.needs_torch, pytest.mark.slow]

NAMING = Naming("tiny-critique", "작은 첨삭 어댑터", "1", ("시험용입니다.",))


def told(_line: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def finished(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    from training.train import train

    experiment = workshop.experiment(
        tmp_path_factory.mktemp("내보내기") / "실험",
        optimizer="epochs = 4\nlearning_rate = 0.02\nwarmup = 0.0",
        data="examples = 12",
    )
    with warnings.catch_warnings():
        # peft asks transformers 5.23 for a property under its old name.
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        assert train(experiment, told).finished
    return experiment


@pytest.fixture(scope="module")
def package(finished: Experiment) -> Package:
    return export(finished, finished.folder.parent / "꾸러미", NAMING, told)


@pytest.fixture
def experiment(finished: Experiment, tmp_path: Path) -> Experiment:
    """One to break."""
    shutil.copytree(finished.folder, tmp_path / "실험")
    return Experiment.open(tmp_path / "실험")


def reason(experiment: Experiment, out: Path, naming: Naming = NAMING) -> object:
    with pytest.raises(ExportRefused) as caught:
        export(experiment, out, naming, told)
    assert not [path for path in out.parent.iterdir() if path.name.startswith(out.name)]
    return caught.value.context["reason"]


def rewrite(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def set_weight(experiment: Experiment, value: float) -> None:
    from safetensors.numpy import load_file, save_file

    path = experiment.adapter / WEIGHTS
    tensors = dict(load_file(path))
    name = min(tensors)
    tensors[name][0, 0] = value
    save_file(tensors, path, metadata={"format": "pt"})


def test_a_package_says_what_it_is(package: Package, finished: Experiment, workshop: Workshop) -> None:
    card = package.card
    result = json.loads((finished.adapter / RESULT).read_text(encoding="utf-8"))
    trained = read_frozen(package.folder / TRAINING_IDS)[0]

    check_presentable(package)
    assert card["base"] == {
        "repo": "test/tiny",
        "revision": "0123456789" * 4,
        "architecture": "gpt_neox",
        "prompt_format": "plain",
        "quantisation": "none",
        "licence": None,
    }
    assert card["lora"]["rank"] == 4
    assert card["lora"]["modules"] == ["dense", "dense_4h_to_h", "dense_h_to_4h", "query_key_value"]
    assert card["lora"]["dtype"] == "fp16"
    assert card["prompt_version"] == wording_version()
    assert card["data"]["train_ids_sha256"] == result["train_ids_sha256"]
    assert card["data"]["trained_on"] == len(trained) == 12
    assert card["data"]["remarks"] == 24
    assert card["data"]["test_ids_sha256"] == read_frozen(workshop.data / "test-ids.txt")[1]
    assert card["run"]["best"] == result["best"]
    assert card["run"]["steps"] == result["stopped_at"]
    assert card["run"]["epochs"] == 4.0
    assert card["run"]["device"] == "cpu"
    assert card["config"]["optimizer"]["learning_rate"] == 0.02
    assert "path" not in card["config"]["base"]
    assert "시험용입니다." in card["limits"]
    assert any("확인하지 않았습니다" in one for one in card["limits"])
    assert not any("합격한 글" in one for one in card["limits"])
    assert "아직 평가하지 않았습니다." in package.written_card()


def test_no_text_of_the_corpus_is_in_it(package: Package, workshop: Workshop) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in package.files if file.name != WEIGHTS)

    for line in (workshop.data / "train.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        assert record["company"] not in text
        assert record["author"] not in text
        assert record["answer"][:15] not in text
    assert str(workshop.folder) not in text


def test_the_same_experiment_gives_the_same_bytes(package: Package, finished: Experiment, tmp_path: Path) -> None:
    again = export(finished, tmp_path / "다시", NAMING, told)

    assert [file.read_bytes() for file in again.files] == [file.read_bytes() for file in package.files]


def test_the_program_takes_it_for_its_model(package: Package) -> None:
    entry = ModelEntry(
        id="tiny",
        name="tiny",
        description="",
        architecture="gpt_neox",
        parameters=1,
        licence="",
        licence_url="",
        backend="transformers",
        prompt_format="plain",
        context_length=1024,
        memory_bytes=1,
        base_repo="test/tiny",
        base_revision="0123456789" * 4,
        files=(ModelFile("config.json"),),
        sources=(),
        shape=ModelShape(layers=2, hidden=64, intermediate=128, key_value=64),
    )

    info = adapters.inspect(package.folder, entry)

    assert info.sha256 == package.card["weights_sha256"]
    assert info.content.rank == 4


def test_peft_says_the_same_with_it_as_with_what_was_trained(
    package: Package, finished: Experiment, workshop: Workshop
) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    ids = torch.arange(40)[None] % 1000

    def logits(folder: Path | None) -> Any:
        model = AutoModelForCausalLM.from_pretrained(workshop.base("gpt_neox"), local_files_only=True)
        if folder is not None:
            model = PeftModel.from_pretrained(model, str(folder), local_files_only=True)
        with torch.no_grad():
            return model(input_ids=ids).logits

    base, trained, exported = logits(None), logits(finished.adapter), logits(package.folder)

    moved = float((trained - base).abs().max())
    assert moved > 1e-2
    # Half of a number's last digit in fp16 is a two-thousandth of it.
    assert float((exported - trained).abs().max()) < moved / 500


def test_the_evaluation_sees_what_it_was_trained_on(package: Package, workshop: Workshop) -> None:
    data = Experiment.open(package.folder.parent / "실험").data()
    trained = [record for record in data.records(Split.TRAIN) if record.id in package.training_ids()]

    assert refuse_trained_on(package.folder, Pool(list(data.records(Split.TEST))))
    with pytest.raises(TrainedOnTest) as caught:
        refuse_trained_on(package.folder, Pool(trained))
    assert caught.value.context["met"] == 12


def test_all_digits_when_asked_for(finished: Experiment, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    made = export(finished, tmp_path / "fp32", NAMING, told, Precision.FP32)

    weights, trained = load_file(made.folder / WEIGHTS), load_file(finished.adapter / WEIGHTS)
    assert made.card["lora"]["dtype"] == "fp32"
    assert weights.keys() == trained.keys()
    assert all(np.array_equal(weights[name], trained[name]) for name in trained)


def test_a_number_too_large_for_half_the_bits(experiment: Experiment, tmp_path: Path) -> None:
    set_weight(experiment, 70_000.0)

    assert reason(experiment, tmp_path / "out") == "overflow"
    assert export(experiment, tmp_path / "fp32", NAMING, told, Precision.FP32).folder.is_dir()


def test_a_value_that_is_no_number(experiment: Experiment, tmp_path: Path) -> None:
    set_weight(experiment, float("nan"))

    assert reason(experiment, tmp_path / "out") == "not_finite"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_model_name_or_path": "/content/base"},
        {"base_model_name_or_path": "other/base"},
        {"revision": None},
        {"revision": "main"},
    ],
    ids=str,
)
def test_a_base_that_others_do_not_find(changes: dict[str, Any], experiment: Experiment, tmp_path: Path) -> None:
    rewrite(experiment.adapter / CONFIG, **changes)

    assert reason(experiment, tmp_path / "out") == "base"


def test_what_is_not_over_or_was_changed(experiment: Experiment, tmp_path: Path) -> None:
    rewrite(experiment.adapter / RESULT, data="0" * 64)
    assert reason(experiment, tmp_path / "out") == "changed"

    (experiment.adapter / RESULT).unlink()
    assert reason(experiment, tmp_path / "out") == "unfinished"


@pytest.mark.parametrize(
    "naming",
    [
        Naming("../x", "제목", "1"),
        Naming("x", "두\n줄", "1"),
        Naming("x", "제목", "새 판"),
        Naming("x", "", "1"),
        Naming("x", "제목", "1", ("긴 글 " * 100,)),
    ],
    ids=str,
)
def test_names_that_are_none(naming: Naming, finished: Experiment, tmp_path: Path) -> None:
    assert reason(finished, tmp_path / "out", naming) == "name"


def test_a_trainers_files_do_not_come_along(experiment: Experiment, tmp_path: Path) -> None:
    (experiment.adapter / "README.md").write_text("# Model Card for Model ID\n", encoding="utf-8")
    (experiment.adapter / "optimizer.pt").write_bytes(b"x")

    made = export(experiment, tmp_path / "out", NAMING, told)

    assert "Model ID" not in (made.folder / README).read_text(encoding="utf-8")
    assert not (made.folder / "optimizer.pt").exists()
    assert open_package(made.folder) == made


def test_as_a_maintainer_types_it(finished: Experiment, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits, out = tmp_path / "한계.txt", tmp_path / "out"
    said_anyway = "합격 여부를 예측하지 못하며, 그렇게 쓰면 안 됩니다."
    limits.write_text(f"{said_anyway}\n짧은 답변에는 약합니다.\n\n", encoding="utf-8")
    names = ["--name", "tiny", "--title", "작은 어댑터", "--version", "1.2", "--limits", str(limits)]

    assert main(["export", str(finished.folder), str(out), *names]) == 0
    assert main(["export", str(finished.folder), str(out), *names]) == 1
    assert main(["publish", str(out), "--to", f"zip:{tmp_path / 'a.zip'}"]) == 0

    said = capsys.readouterr()
    assert "작은 어댑터 1.2" in said.out
    assert "이미 있는 폴더라서 쓰지 않았습니다" in said.err
    card = (out / README).read_text(encoding="utf-8")
    assert "짧은 답변에는 약합니다." in card
    assert card.count(said_anyway) == 1
    assert (tmp_path / "a.zip").is_file()
