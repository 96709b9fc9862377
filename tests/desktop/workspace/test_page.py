"""The page as a job seeker uses it, over a real database."""

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QPushButton
from pytestqt.qtbot import QtBot

from core import paths
from core.counting import Limit
from desktop.editor.foot import Face
from desktop.theme import Theme
from desktop.workspace.application_dialog import ApplicationDraft
from desktop.workspace.page import WorkspacePage
from desktop.workspace.question_dialog import QuestionDraft
from desktop.workspace.workspace import Workspace
from tests.desktop.workspace.conftest import Stack

GARAM = ApplicationDraft("가람유통", "영업관리", "2026 하반기", None)
MOTIVE = QuestionDraft("지원 동기", "지원 동기를 쓰시오. (700자 이내)", Limit(700))
GROWTH = QuestionDraft("성장 과정", "성장 과정을 쓰시오.", Limit(10))


def build(qtbot: QtBot, theme: Theme, stack: Stack) -> WorkspacePage:
    page = WorkspacePage(theme, stack.workspace, QFrame())
    stack.autosave.saved.connect(page.show_saved)
    stack.autosave.troubled.connect(page.show_trouble)
    page.editor.left.connect(stack.autosave.flush)
    page.desk.save_asked.connect(stack.autosave.flush)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, stack: Stack) -> WorkspacePage:
    return build(qtbot, theme, stack)


@pytest.fixture
def writing(qtbot: QtBot, page: WorkspacePage, stack: Stack) -> WorkspacePage:
    """An application with two questions, the second of them open."""
    workspace = stack.workspace
    changes: tuple[Callable[[], None], ...] = (
        workspace.load,
        lambda: workspace.add_application(GARAM),
        lambda: workspace.add_question(GROWTH),
        lambda: workspace.add_question(MOTIVE),
    )
    for change in changes:
        with qtbot.waitSignal(workspace.opened):
            change()
    return page


def stored_answer(question_id: str) -> str:
    """As another process sees it."""
    with sqlite3.connect(f"{paths.app_db().as_uri()}?mode=ro", uri=True) as database:
        row = database.execute("SELECT text FROM answers WHERE question_id = ?", (question_id,)).fetchone()
    database.close()
    return "" if row is None else str(row[0])


def button(page: WorkspacePage, text: str) -> QPushButton:
    return next(found for found in page.findChildren(QPushButton) if found.text() == text and found.isVisible())


def collect(workspace: Workspace) -> list[tuple[str, Callable[[], None]]]:
    """What was said to be removed, and the way back."""
    found: list[tuple[str, Callable[[], None]]] = []
    workspace.removed.connect(lambda sentence, undo: found.append((sentence, undo)))
    return found


def wait_opened(qtbot: QtBot, stack: Stack, do: Callable[[], object]) -> None:
    with qtbot.waitSignal(stack.workspace.opened):
        do()


def test_the_first_run_shows_three_steps_and_the_sample_is_one_click_away(
    qtbot: QtBot, page: WorkspacePage, stack: Stack
) -> None:
    wait_opened(qtbot, stack, stack.workspace.load)
    with qtbot.waitSignal(page.add_application_asked):
        QTest.mouseClick(button(page, "지원서 만들기"), Qt.MouseButton.LeftButton)
    wait_opened(qtbot, stack, lambda: QTest.mouseClick(button(page, "예시로 시작"), Qt.MouseButton.LeftButton))
    assert page.editor.isVisible()
    assert len(page.editor.text()) > 300
    assert page.foot.facts()["count"].endswith("/ 700자")


def test_an_application_without_questions_asks_for_the_first(qtbot: QtBot, page: WorkspacePage, stack: Stack) -> None:
    wait_opened(qtbot, stack, stack.workspace.load)
    wait_opened(qtbot, stack, lambda: stack.workspace.add_application(GARAM))
    with qtbot.waitSignal(page.add_question_asked):
        QTest.mouseClick(button(page, "문항 추가"), Qt.MouseButton.LeftButton)


def test_typing_counts_at_once_and_is_in_the_database_within_a_second(
    qtbot: QtBot, writing: WorkspacePage, stack: Stack
) -> None:
    question = stack.workspace.question
    assert question is not None
    QTest.keyClicks(writing.editor, "abc de")
    assert writing.foot.facts()["count"] == "6 / 700자"
    assert writing.foot.facts()["no_space"] == "공백 제외 5"
    with qtbot.waitSignal(stack.autosave.saved, timeout=1000):
        pass
    assert stored_answer(question.id) == "abc de"
    assert writing.crumb.state().startswith("저장됨")


def test_leaving_the_editor_saves_at_once(qtbot: QtBot, writing: WorkspacePage, stack: Stack) -> None:
    question = stack.workspace.question
    assert question is not None
    writing.editor.setFocus()
    QTest.keyClicks(writing.editor, "x")
    with qtbot.waitSignal(stack.autosave.saved, timeout=300):
        writing.editor.left.emit()
    assert stored_answer(question.id) == "x"


def test_each_question_keeps_its_own_answer_and_undo(qtbot: QtBot, writing: WorkspacePage, stack: Stack) -> None:
    workspace = stack.workspace
    QTest.keyClicks(writing.editor, "motive")
    workspace.open_number(1)
    assert writing.editor.text() == ""
    QTest.keyClicks(writing.editor, "a lot more than ten")
    assert writing.foot.facts()["left"] == "넘친 글자 9"
    workspace.open_number(2)
    assert writing.editor.text() == "motive"
    writing.editor.undo()
    assert writing.editor.text() == ""


def test_what_was_written_is_there_after_a_restart(
    qtbot: QtBot, theme: Theme, writing: WorkspacePage, stack: Stack
) -> None:
    question = stack.workspace.question
    assert question is not None
    writing.editor.replace_text("다시 열어도 남는 글 😀\n둘째 줄")
    stack.close()
    again = Stack()
    page = build(qtbot, theme, again)
    wait_opened(qtbot, again, lambda: again.workspace.load(question.id))
    assert page.editor.text() == "다시 열어도 남는 글 😀\n둘째 줄"
    assert again.workspace.question is not None
    assert again.workspace.question.id == question.id
    again.close()


def test_a_deleted_question_can_be_taken_back_with_its_answer(
    qtbot: QtBot, writing: WorkspacePage, stack: Stack
) -> None:
    workspace = stack.workspace
    question = workspace.question
    assert question is not None
    QTest.keyClicks(writing.editor, "kept")
    removed = collect(workspace)
    wait_opened(qtbot, stack, lambda: workspace.delete_question(question.id))
    assert [found.title for found in workspace.questions] == ["성장 과정"]
    sentence, undo = removed[0]
    assert "지원 동기" in sentence
    wait_opened(qtbot, stack, undo)
    assert writing.editor.text() == "kept"


def test_a_deleted_application_can_be_taken_back(qtbot: QtBot, writing: WorkspacePage, stack: Stack) -> None:
    workspace = stack.workspace
    assert workspace.application is not None
    removed, gone = collect(workspace), workspace.application.id
    wait_opened(qtbot, stack, lambda: workspace.delete_application(gone))
    assert workspace.applications == ()
    wait_opened(qtbot, stack, removed[0][1])
    assert [question.title for question in workspace.questions] == ["성장 과정", "지원 동기"]


def test_changing_a_limit_recounts_and_keeps_what_is_being_typed(
    qtbot: QtBot, writing: WorkspacePage, stack: Stack
) -> None:
    workspace = stack.workspace
    assert workspace.question is not None
    QTest.keyClicks(writing.editor, "abc")
    wait_opened(
        qtbot,
        stack,
        lambda: workspace.change_question(workspace.question.id, QuestionDraft("동기", "동기", Limit(2))),  # type: ignore[union-attr]
    )
    assert writing.editor.text() == "abc"
    assert writing.foot.facts()["left"] == "넘친 글자 1"


def test_versions_are_counted_and_gone_back_to(qtbot: QtBot, writing: WorkspacePage, stack: Stack) -> None:
    workspace = stack.workspace
    writing.editor.replace_text("첫 글")
    with qtbot.waitSignal(workspace.versions_counted) as counted:
        workspace.keep_version("critique")
    assert counted.args == [1]
    writing.desk.replace_text("둘째 글")
    assert workspace.question is not None
    assert workspace.question.answer == "둘째 글"
    writing.editor.undo()
    assert writing.editor.text() == "첫 글"


def test_the_nearest_deadline_comes_first(qtbot: QtBot, page: WorkspacePage, stack: Stack) -> None:
    today = date.today()
    for company, deadline in (
        ("상시", None),
        ("지남", today - timedelta(1)),
        ("먼저", today + timedelta(1)),
        ("나중", today + timedelta(9)),
    ):
        wait_opened(
            qtbot,
            stack,
            lambda company=company, deadline=deadline: stack.workspace.add_application(  # type: ignore[misc]
                ApplicationDraft(company, "", "", deadline)
            ),
        )
    assert [application.company for application in stack.workspace.applications] == ["먼저", "나중", "상시", "지남"]


def test_a_full_disk_is_said_and_nothing_is_lost(
    qtbot: QtBot, writing: WorkspacePage, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import DiskFull
    from core.storage.essays import EssayRepository

    question = stack.workspace.question
    assert question is not None
    with monkeypatch.context() as full:

        def refuse(*_: object) -> None:
            raise DiskFull("no room")

        full.setattr(EssayRepository, "save_answer", refuse)
        with qtbot.waitSignal(stack.autosave.troubled):
            QTest.keyClicks(writing.editor, "precious")
        assert writing.banner.isVisible()
        assert "디스크" in writing.banner.text()
    with qtbot.waitSignal(stack.autosave.saved, timeout=6000):
        pass
    assert not writing.banner.isVisible()
    assert stored_answer(question.id) == "precious"


def test_unsaved_text_of_an_earlier_run_is_taken_back(qtbot: QtBot, writing: WorkspacePage, stack: Stack) -> None:
    from desktop.workspace.journal import Journal, Unsaved

    question = stack.workspace.question
    assert question is not None
    QTest.keyClicks(writing.editor, "older")
    with qtbot.waitSignal(stack.autosave.saved):
        stack.autosave.flush()
    Journal().keep(question.id, "newer")
    with qtbot.waitSignal(stack.autosave.saved):
        stack.workspace.take_back([Unsaved(question.id, "newer", "")])
    assert stored_answer(question.id) == "newer"


def test_the_button_starts_and_stops(qtbot: QtBot, writing: WorkspacePage) -> None:
    with qtbot.waitSignal(writing.start_asked):
        QTest.mouseClick(writing.foot.button, Qt.MouseButton.LeftButton)
    writing.set_face(Face.STOP)
    with qtbot.waitSignal(writing.stop_asked):
        QTest.mouseClick(writing.foot.button, Qt.MouseButton.LeftButton)


def test_a_second_window_can_only_read(writing: WorkspacePage) -> None:
    writing.set_read_only(True)
    QTest.keyClicks(writing.editor, "x")
    assert writing.editor.text() == ""
    assert not writing.foot.button.isEnabled()
