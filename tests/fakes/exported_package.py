"""A package as `training export` makes it, without a training: two tiny layers and facts of the usual kind."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.critique.prompt import wording_version
from core.models.adapter_card import CARD
from core.models.adapter_files import CONFIG, WEIGHTS
from core.models.adapter_package import TRAINING_IDS
from core.models.hashing import file_sha256
from training.package import Package, open_package, seal, write_json
from training.splits import write_frozen

REPO, REVISION = "test/tiny", "0123456789" * 4
IDS = ("test:0001/1", "test:0002/1", "test:0003/1")
_VERSIONS = {"torch": "2.13.0", "transformers": "5.23.0", "peft": "0.21.2"}


def write_package(folder: Path, *, seed: int = 0, **changes: Any) -> Package:
    """`changes` are fields of the card."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    chance = np.random.default_rng(seed)
    layer = "base_model.model.gpt_neox.layers.0.attention.dense"
    sides = {"A": (4, 64), "B": (64, 4)}
    tensors = {
        f"{layer}.lora_{side}.weight": chance.normal(size=shape).astype(np.float16) for side, shape in sides.items()
    }
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    config = {
        "base_model_name_or_path": REPO,
        "revision": REVISION,
        "peft_type": "LORA",
        "bias": "none",
        "r": 4,
        "lora_alpha": 8,
        "target_modules": ["dense"],
    }
    write_json(folder / CONFIG, config)
    ids = write_frozen(folder / TRAINING_IDS, IDS)
    write_json(folder / CARD, {**_card(ids, file_sha256(folder / WEIGHTS) or ""), **changes})
    seal(folder)
    return open_package(folder)


def edit(path: Path, **changes: Any) -> None:
    """Change fields of a JSON file and make the package whole again, as nobody should."""
    write_json(path, {**json.loads(path.read_text(encoding="utf-8")), **changes})
    seal(path.parent)


def _card(ids: str, weights: str) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "tiny-critique",
        "title": "작은 첨삭 어댑터",
        "version": "1",
        "created": "2026-11-28",
        "base": {
            "repo": REPO,
            "revision": REVISION,
            "architecture": "gpt_neox",
            "prompt_format": "plain",
            "quantisation": "nf4",
            "licence": None,
        },
        "prompt_version": wording_version(),
        "lora": {"rank": 4, "alpha": 8.0, "dropout": 0.0, "rslora": False, "modules": ["dense"], "dtype": "fp16"},
        "data": {
            "source": "samples",
            "sha256": "0" * 64,
            "records": {"train": 3, "validation": 1, "test": 1},
            "trained_on": 3,
            "shortened": 0,
            "remarks": 6,
            "companies": 3,
            "origins": {"sample": 5},
            "leakage": [{"between": ["train", "test"], "companies": 0, "authors": 0}],
            "train_ids_sha256": ids,
            "test_ids_sha256": "1" * 64,
        },
        "config": {
            "base": {"repo": REPO},
            "data": {"context": 640, "examples": 0},
            "batch": {"micro_tokens": 1280, "micro_batches": 2},
            "optimizer": {"learning_rate": 0.0002, "warmup": 0.03},
        },
        "run": {
            "steps": 10,
            "planned_steps": 12,
            "epochs": 2.0,
            "best": {"step": 10, "eval_loss": 2.5, "eval_preference": 0.75},
            "seconds": 3600,
            "versions": _VERSIONS,
            "device": "cpu",
            "peak_bytes": {"ram": 1, "gpu": 0},
        },
        "licence": "Apache-2.0",
        "limits": ["합격 여부를 예측하지 못합니다."],
        "weights_sha256": weights,
    }
