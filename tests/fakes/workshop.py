"""Data and tiny bases to train on, made once for a test run."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.critique.prompt import PromptFormat
from tests.fakes.tiny_bases import save_base, write_config
from tests.fakes.training_records import records, write_jsonl
from training.dataset import build
from training.experiment import Experiment

FORMS = {"gpt_neox": PromptFormat.PLAIN, "qwen2": PromptFormat.CHATML}


@dataclass(frozen=True, slots=True)
class Workshop:
    """In a folder with Hangul and a space in its name."""

    folder: Path
    data: Path

    def base(self, architecture: str) -> Path:
        return self.folder / architecture

    def experiment(self, folder: Path, architecture: str = "gpt_neox", /, **changes: str) -> Experiment:
        """A new one in `folder`; `changes` as in `write_config`."""
        write_config(folder, self.base(architecture), self.data, FORMS[architecture], **changes)
        return Experiment.open(folder)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    import torch

    torch.set_num_threads(1)  # matrices this small only wait for each other
    folder = tmp_path_factory.mktemp("훈련 작업")
    found = list(records(40))
    path = write_jsonl(folder / "records.jsonl", iter(found))
    made = build(str(path), folder / "data", lambda _line: None)
    for architecture in FORMS:
        save_base(folder / architecture, architecture, found)
    return Workshop(folder, made.folder)
