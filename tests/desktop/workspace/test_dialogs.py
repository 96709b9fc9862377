"""The forms, filled in as a user does."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.counting import CHARS_NO_SPACE, TWO_BYTE, Limit
from core.essay import Application, Question, Version
from desktop.theme import Theme
from desktop.workspace.application_dialog import ApplicationDialog, ApplicationDraft
from desktop.workspace.question_dialog import QuestionDialog
from desktop.workspace.versions_dialog import VersionsDialog, changed_pieces

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def field(dialog: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(found for found in dialog.findChildren(kind) if found.accessibleName() == name)


def line(dialog: QWidget, name: str) -> QLineEdit:
    found = field(dialog, QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def button(dialog: QWidget, text: str) -> QPushButton:
    return next(found for found in dialog.findChildren(QPushButton) if found.text() == text)


def test_an_application_needs_a_company(qtbot: QtBot, theme: Theme) -> None:
    dialog = ApplicationDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not button(dialog, "만들기").isEnabled()
    line(dialog, "회사").setText(" 가람유통 ")
    line(dialog, "직무").setText("영업관리")
    open_end = dialog.findChild(QCheckBox)
    assert isinstance(open_end, QCheckBox)
    open_end.click()
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(button(dialog, "만들기"), Qt.MouseButton.LeftButton)
    assert dialog.draft() == ApplicationDraft("가람유통", "영업관리", "", None)


def test_changing_an_application_starts_from_what_it_is(qtbot: QtBot, theme: Theme) -> None:
    dialog = ApplicationDialog(Application("a", "가람유통", "영업", "하반기", date(2026, 12, 24), 0, NOW))
    qtbot.addWidget(dialog)
    assert dialog.draft() == ApplicationDraft("가람유통", "영업", "하반기", date(2026, 12, 24))


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> QuestionDialog:
    made = QuestionDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def paste(dialog: QuestionDialog, text: str) -> None:
    field(dialog, QPlainTextEdit, "문항").setPlainText(text)  # type: ignore[attr-defined]


def test_pasting_a_question_proposes_its_limit(dialog: QuestionDialog) -> None:
    paste(dialog, "1. 지원 동기를 쓰시오. (700자 이내, 공백 제외)")
    assert "700자" in dialog.found()
    draft = dialog.draft()
    assert draft.limit == Limit(700, CHARS_NO_SPACE)
    assert draft.text == "지원 동기를 쓰시오. (700자 이내, 공백 제외)"
    assert draft.title


def test_a_limit_set_by_hand_is_kept(dialog: QuestionDialog) -> None:
    paste(dialog, "지원 동기 (700자 이내)")
    value = line(dialog, "글자 수 제한")
    value.clear()
    QTest.keyClicks(value, "1400")
    profile = field(dialog, QComboBox, "세는 방법")
    assert isinstance(profile, QComboBox)
    profile.setCurrentIndex(profile.findText("Byte (한글 2)"))
    profile.activated.emit(profile.currentIndex())
    paste(dialog, "지원 동기 (500자 이내)")
    assert dialog.draft().limit == Limit(1400, TWO_BYTE)
    assert dialog.found() == ""


def test_a_question_without_a_limit(dialog: QuestionDialog) -> None:
    assert not button(dialog, "추가").isEnabled()
    paste(dialog, "자유롭게 쓰시오")
    assert button(dialog, "추가").isEnabled()
    assert dialog.draft().limit == Limit()


def test_changing_a_question_does_not_touch_its_limit_by_itself(qtbot: QtBot, theme: Theme) -> None:
    question = Question("q", "a", 0, "동기", "지원 동기 (700자)", Limit(650, TWO_BYTE), "", NOW)
    dialog = QuestionDialog(question)
    qtbot.addWidget(dialog)
    paste(dialog, "지원 동기를 쓰시오 (900자)")
    draft = dialog.draft()
    assert draft.limit == Limit(650, TWO_BYTE)
    assert draft.title == "동기"


def test_an_earlier_text_is_compared_and_brought_back(qtbot: QtBot, theme: Theme) -> None:
    versions = [
        Version("2", "q", 2, "저는 성실합니다", "critique", NOW),
        Version("1", "q", 1, "저는 책임감이 강합니다", "critique", NOW),
    ]
    dialog = VersionsDialog(theme, versions, "저는 성실합니다", Limit(700))
    qtbot.addWidget(dialog)
    dialog.show()
    restore = button(dialog, "이 글로 되돌리기")
    assert not restore.isEnabled(), "the newest equals the answer as it stands"
    listed = dialog.findChild(QListWidget)
    assert isinstance(listed, QListWidget)
    listed.setCurrentRow(1)
    assert dialog.shown_text() == "저는 책임감이 강합니다"
    with qtbot.waitSignal(dialog.restore_asked) as asked:
        QTest.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert asked.args == ["저는 책임감이 강합니다"]


def test_only_changed_words_are_tinted() -> None:
    pieces = list(changed_pieces("저는 매우 성실합니다", "저는 성실합니다"))
    assert "".join(piece for piece, _ in pieces) == "저는 매우 성실합니다"
    assert "".join(piece for piece, changed in pieces if changed).strip() == "매우"


def test_an_application_may_follow_its_own_rules_of_blind_recruitment(qtbot: QtBot, theme: Theme) -> None:
    dialog = ApplicationDialog(Application("a", "가람공단", "", "", None, 0, NOW, "private"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.draft().blind_profile == "private"
    for name, value in (("공공", "public"), ("끄기", "off"), ("기본값", "")):
        button(dialog, name).click()
        assert dialog.draft().blind_profile == value
