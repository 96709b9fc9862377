"""A home as a user has it after a while: a small model, an application with a question and an answer."""

import time
from pathlib import Path

from core.counting import Limit
from core.models.catalog import load_catalog
from core.models.importing import import_path
from core.paths import app_db
from core.storage.critiques import CritiqueSummary
from core.storage.database import AppDatabase
from tests.fakes.screen import Person
from tests.fakes.tiny_models import write_tiny_gguf

ANSWER = "폐기 상품을 주 40개에서 12개로 줄였습니다. 그 경험을 살리겠습니다."


def lay_desk(folder: Path) -> str:
    """Fill the home of this test; `folder` holds the model before it is imported. Returns the question's id."""
    import_path(write_tiny_gguf(folder / "작은 모델.gguf", context=8192), load_catalog())
    with AppDatabase.open(app_db()) as database:
        application = database.essays.add_application("가람유통", "영업관리", "2026 하반기", None)
        question = database.essays.add_question(application.id, "지원 동기", "지원 동기를 쓰시오.", Limit(700))
        database.essays.save_answer(question.id, ANSWER)
    return question.id


def critiques() -> tuple[CritiqueSummary, ...]:
    """The history, read as a second window reads it while the first one writes."""
    with AppDatabase.open(app_db(), read_only=True) as database:
        return database.critiques.list()


def finished_critique(person: Person, seconds: float = 90) -> CritiqueSummary:
    """The newest critique, once it is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = critiques()
        if found and found[0].finished_at is not None:
            return found[0]
        person.wait_a_moment()
    raise AssertionError(f"no finished critique: {[summary.state for summary in critiques()]}")
