from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.counting import Limit
from core.essay import Question
from core.storage.database import AppDatabase
from core.storage.migrations import SCHEMA

if TYPE_CHECKING:
    from sqlite_utils import Database


@pytest.fixture
def path(home: Path) -> Path:
    return home / "app.db"


@pytest.fixture
def database(path: Path) -> Iterator[AppDatabase]:
    with AppDatabase.open(path) as opened:
        yield opened


@pytest.fixture
def question(database: AppDatabase) -> Question:
    application = database.essays.add_application("한빛전자", "생산관리", "2026 하반기")
    return database.essays.add_question(application.id, "지원동기", "지원한 까닭을 쓰시오.", Limit(700))


@pytest.fixture
def files(home: Path) -> Callable[[], dict[str, bytes]]:
    """Every file of the home, by its path from there."""
    return lambda: {str(file.relative_to(home)): file.read_bytes() for file in home.rglob("*") if file.is_file()}


@pytest.fixture
def later_step() -> Callable[[str], AbstractContextManager[None]]:
    """A program of a later version, whose schema has one more step, which runs some SQL."""

    @contextmanager
    def with_step(sql: str) -> Iterator[None]:
        def m9999_later(db: "Database") -> None:
            db.executescript(sql)

        with pytest.MonkeyPatch.context() as later:
            later.setattr(AppDatabase, "schema", replace(SCHEMA, steps=(*SCHEMA.steps, m9999_later)))
            yield

    return with_step
