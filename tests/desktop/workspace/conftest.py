"""A work space over a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import paths
from core.storage.database import open_or_recover
from desktop.jobs import StorageJobs
from desktop.workspace.autosave import Autosave
from desktop.workspace.journal import Journal
from desktop.workspace.workspace import Workspace


class Stack:
    """What stands below the page: opened, and to be closed as at quit."""

    def __init__(self) -> None:
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.autosave = Autosave(self.jobs, Journal())
        self.workspace = Workspace(self.jobs, self.autosave)
        self.jobs.start()

    def close(self) -> None:
        self.autosave.flush()
        self.jobs.close()


@pytest.fixture
def stack(qtbot: QtBot, home: Path) -> Iterator[Stack]:
    made = Stack()
    yield made
    made.close()
