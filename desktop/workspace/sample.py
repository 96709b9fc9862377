"""The bundled example, for trying the program before writing anything."""

import tomllib
from dataclasses import dataclass

from core.counting import Limit
from core.paths import resources_dir
from desktop.workspace.application_dialog import ApplicationDraft
from desktop.workspace.question_dialog import QuestionDraft


@dataclass(frozen=True, slots=True)
class Sample:
    application: ApplicationDraft
    question: QuestionDraft
    answer: str


def read_sample() -> Sample:
    """From `resources/samples`; every name in it is invented."""
    folder = resources_dir() / "samples"
    facts = tomllib.loads((folder / "question.toml").read_text(encoding="utf-8"))
    return Sample(
        ApplicationDraft(facts["company"], facts["role"], facts["season"], None),
        QuestionDraft(facts["title"], facts["question"], Limit(int(facts["limit"]))),
        (folder / "answer.txt").read_text(encoding="utf-8").strip(),
    )
