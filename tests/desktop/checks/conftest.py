"""The writing page with live checks over a real database and the real rules; only the proofreader is made up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import paths
from core.counting import Limit
from core.settings import Settings
from core.storage.database import AppDatabase, open_or_recover
from desktop.checks.assembly import Checks
from desktop.checks.card import CheckCard
from desktop.critique.panel import CritiquePanel
from desktop.critique.view import CritiqueView, Empty
from desktop.editor.spans import SpanMark
from desktop.jobs import StorageJobs
from desktop.theme import Theme
from desktop.workspace.autosave import Autosave
from desktop.workspace.journal import Journal
from desktop.workspace.page import WorkspacePage
from desktop.workspace.workspace import Workspace
from tests.desktop.reading import click, visible_words
from tests.fakes.proofreader import FakeProofreader

WRONG = "입사 후에는 빠르게 업무를 배워 새론전자의 발전에 이바지하겠습니다."
TALK = "근데 처음에는 어려웠습니다."
ANSWER = f"폐기 상품을 주 40개에서 12개로 줄였습니다. {WRONG} {TALK}"


class NoCritique(QObject):
    """Stands in for the controller: `now` is the critique of every question."""

    view_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.now: CritiqueView | None = None

    def view(self, _question_id: str) -> CritiqueView | None:
        return self.now

    def why_empty(self, _question_id: str) -> Empty:
        return Empty.NO_MODEL

    def download_size(self) -> str:
        return "491 MB"

    def active(self, _question_id: str) -> int | None:
        return None

    def activate(self, _question_id: str, _ordinal: int | None) -> None:
        pass


class Writer:
    """Somebody who writes: 가람유통 is applied to, 새론전자 was before."""

    def __init__(self, qtbot: QtBot, theme: Theme, pauses_ms: tuple[int, int] = (30, 60)) -> None:
        self.qtbot = qtbot
        self.settings = Settings()
        self.jobs = StorageJobs(lambda: open_or_recover(paths.app_db()))
        self.autosave = Autosave(self.jobs, Journal())
        self.workspace = Workspace(self.jobs, self.autosave)
        self.proofreader = FakeProofreader()
        self.checks = Checks(
            theme,
            self.jobs,
            self.proofreader,  # type: ignore[arg-type]  # stands in
            lambda: self.settings,
            pauses_ms=pauses_ms,
        )
        self.critiques = NoCritique()
        self.panel = CritiquePanel(theme, self.critiques, checks=self.checks.pane)  # type: ignore[arg-type]  # stands in
        self.page = WorkspacePage(theme, self.workspace, self.panel)
        self.checks.connect_to(self.page.desk, self.panel)
        self.page.desk.opened.connect(self._opened)
        self.undo: Any = None
        self.told = ""
        self.checks.live.ignored.connect(self._told)
        self.page.resize(1200, 900)
        qtbot.addWidget(self.page)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.jobs.start()
        self.jobs.submit(_fill)
        self.checks.ignored.read()
        with qtbot.waitSignal(self.workspace.opened, timeout=10_000):
            self.workspace.load()
        self.wait_checked()

    def _opened(self, opened: Any) -> None:
        if opened is not None:
            self.panel.show_question(opened.question.id)

    def _told(self, sentence: str, undo: Any) -> None:
        self.told, self.undo = sentence, undo

    @property
    def editor(self) -> Any:
        return self.page.editor

    def wait_checked(self) -> None:
        """Until the rules have looked at the text as it is."""
        self.qtbot.waitUntil(lambda: self.checks.live.ready and not self.checks.live.checking, timeout=20_000)

    def put(self, text: str, at: int | None = None) -> None:
        """Type or paste at a place, at the end when none is given; not waiting for the checks."""
        cursor = self.editor.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if at is not None:
            cursor.setPosition(at)
        self.editor.setTextCursor(cursor)
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.editor, event)

    @contextmanager
    def while_checking(self) -> Iterator[None]:
        """What is done inside is done while the rules look at the text as it was."""
        go_on = threading.Event()
        self.checks.background._send(go_on.wait, None, None)
        self.qtbot.waitUntil(lambda: self.checks.live._awaited > 0, timeout=5000)
        yield
        go_on.set()
        self.qtbot.waitUntil(lambda: self.checks.live._awaited == 0, timeout=20_000)

    def write(self, text: str, at: int | None = None) -> None:
        """`put`, then pause until it was checked."""
        self.put(text, at)
        self.wait_checked()

    def compose(self, preedit: str) -> None:
        QApplication.sendEvent(self.editor, QInputMethodEvent(preedit, []))

    def rules(self) -> list[str]:
        return [finding.remark.rule for finding in self.checks.live.findings()]

    def marks(self) -> dict[str, SpanMark]:
        """The marks of the checks in the text, by the words they stand under."""
        text = self.editor.text()
        return {text[m.span.start : m.span.end]: m for m in self.page.desk.spans() if m.layer == "checks"}

    def cards(self) -> list[CheckCard]:
        cards = [card for card in self.panel.findChildren(CheckCard) if card.isVisible()]
        return sorted(cards, key=lambda card: card.y())

    def card(self, words: str) -> CheckCard:
        return next(card for card in self.cards() if words in card.accessibleName())

    def words(self) -> str:
        return visible_words(self.panel)

    def click(self, words: str, where: QWidget | None = None) -> None:
        buttons = (where or self.panel).findChildren(QPushButton)
        click(next(one for one in buttons if one.isVisible() and words in (one.text(), one.accessibleName())))

    def choose(self, words: str, card: CheckCard) -> None:
        """An entry of the card's 무시 ▾."""
        self.click("무시", card)
        menu = next(one for one in card.findChildren(QMenu) if one.isVisible())
        next(action for action in menu.actions() if words in action.text()).trigger()
        menu.close()

    def stored(self, work: Any) -> Any:
        results: list[Any] = []
        self.jobs.submit(work, results.append)
        self.qtbot.waitUntil(lambda: bool(results), timeout=5000)
        return results[0]

    def close(self) -> None:
        self.autosave.flush()
        self.checks.close()
        self.jobs.close()


def _fill(database: AppDatabase) -> None:
    earlier = database.essays.add_application("새론전자", "구매")
    question = database.essays.add_question(earlier.id, "동기", "지원 동기를 쓰시오.", Limit(500))
    database.essays.save_answer(question.id, "구매 직무는 값을 아는 일입니다.")
    application = database.essays.add_application("가람유통", "영업관리")
    for title in ("지원 동기", "직무 역량"):
        database.essays.add_question(application.id, title, f"{title}을 기술하시오.", Limit(700))
    database.essays.reorder_applications([application.id, earlier.id])


@pytest.fixture
def writer(qtbot: QtBot, theme: Theme, home: Path) -> Iterator[Writer]:
    made = Writer(qtbot, theme)
    yield made
    made.close()
