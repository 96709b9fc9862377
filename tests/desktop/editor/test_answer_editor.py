"""The editor as a writer uses it: typing, composing Hangul, pasting, undoing, clicking marks."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.counting import Limit
from core.remark import Span
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.spans import SpanKind, SpanMark
from desktop.theme import Theme

SENTENCE = "저는 어릴 때부터 성실합니다. 그 결과 폐기를 12개로 줄였습니다."


@pytest.fixture
def editor(qtbot: QtBot, theme: Theme) -> AnswerEditor:
    widget = AnswerEditor(theme)
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    widget.setFocus()
    return widget


def compose(editor: AnswerEditor, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


def mark(quote: str, text: str, mark_id: str = "0") -> SpanMark:
    start = text.index(quote)
    return SpanMark(mark_id, Span(start, start + len(quote)), "improve")


def quote(editor: AnswerEditor, mark_id: str = "0") -> str | None:
    """What the mark covers now."""
    return next((editor.text()[m.span.start : m.span.end] for m in editor.spans() if m.id == mark_id), None)


def place_caret(editor: AnswerEditor, position: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(position)
    editor.setTextCursor(cursor)


def test_typing_is_reported_and_enter_is_a_new_line(qtbot: QtBot, editor: AnswerEditor) -> None:
    with qtbot.waitSignals([editor.edited, editor.live_changed]):
        QTest.keyClicks(editor, "abc")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "d")
    assert editor.text() == "abc\n\nd"


def test_ctrl_enter_is_left_to_the_window(editor: AnswerEditor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == ""


def test_the_syllable_being_composed_is_seen_but_not_yet_text(editor: AnswerEditor) -> None:
    editor.set_text("안녕")
    compose(editor, "하")
    assert editor.text() == "안녕"
    assert editor.live_text() == "안녕하"
    compose(editor, "", "하")
    assert editor.text() == "안녕하"
    assert editor.live_text() == "안녕하"


def test_composing_in_the_middle_and_after_an_emoji(editor: AnswerEditor) -> None:
    editor.set_text("😀가나\n다")
    place_caret(editor, 3)  # UTF-16: after 😀가
    compose(editor, "ㅎ")
    assert editor.live_text() == "😀가ㅎ나\n다"
    assert editor.text() == "😀가나\n다"


def test_a_critique_gets_the_last_syllable_too(editor: AnswerEditor) -> None:
    editor.set_text("성실합니")
    compose(editor, "다")
    assert editor.commit() == "성실합니다"
    assert editor.live_text() == "성실합니다"


def test_a_syllable_that_the_input_method_throws_away_is_kept(
    editor: AnswerEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful:
        def commit(self) -> None:
            compose(editor, "")

        def reset(self) -> None:
            compose(editor, "")

    editor.set_text("끝")
    compose(editor, "글")
    monkeypatch.setattr(QGuiApplication, "inputMethod", Forgetful)
    assert editor.commit() == "끝글"


def test_composing_moves_no_mark_and_loses_none(editor: AnswerEditor) -> None:
    editor.set_text(SENTENCE)
    editor.set_spans([mark("그 결과", SENTENCE)])
    place_caret(editor, 3)
    for preedit in ("ㅎ", "하", "한"):
        compose(editor, preedit)
        assert quote(editor) == "그 결과"
    compose(editor, "", "한")
    assert quote(editor) == "그 결과"
    assert editor.text().startswith("저는 한")


def test_marks_follow_edits_and_never_enter_the_undo_history(editor: AnswerEditor) -> None:
    editor.set_text(SENTENCE)
    editor.set_spans([mark("그 결과", SENTENCE)])
    assert not editor.document().isUndoAvailable()
    place_caret(editor, 0)
    QTest.keyClicks(editor, "ab ")
    assert quote(editor) == "그 결과"
    editor.undo()
    assert editor.text() == SENTENCE
    assert quote(editor) == "그 결과"


def test_a_mark_after_an_emoji_stays_on_its_words(editor: AnswerEditor) -> None:
    text = "😀 처음 👨‍👩‍👧 그리고 끝"
    editor.set_text(text)
    editor.set_spans([mark("끝", text)])
    place_caret(editor, 2)
    QTest.keyClicks(editor, "x")
    assert quote(editor) == "끝"


def test_a_mark_goes_with_its_passage(editor: AnswerEditor) -> None:
    editor.set_text(SENTENCE)
    editor.set_spans([mark("그 결과", SENTENCE)])
    cursor = editor.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    assert editor.spans() == ()


def test_pasting_brings_plain_text_only(editor: AnswerEditor) -> None:
    data = QMimeData()
    data.setHtml("<b>굵은</b><br>글")
    data.setText("굵은\r\n글\ud83d\0")
    editor.insertFromMimeData(data)
    assert editor.text().replace("�", "") == "굵은\n글"
    editor.text().encode("utf-8")


def test_clicking_a_mark_says_which(qtbot: QtBot, editor: AnswerEditor) -> None:
    editor.set_text(SENTENCE)
    editor.set_spans([mark("저는 어릴", SENTENCE, "7")])
    place_caret(editor, 2)
    inside = editor.cursorRect().center()
    with qtbot.waitSignal(editor.span_clicked) as clicked:
        QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    assert clicked.args == ["7"]
    with qtbot.assertNotEmitted(editor.span_clicked):
        QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 400))


def test_going_to_a_mark_brings_it_into_view_and_leaves_the_caret(qtbot: QtBot, editor: AnswerEditor) -> None:
    text = "\n".join(["긴 글입니다."] * 80) + "\n여기입니다."
    editor.set_text(text)
    editor.set_spans([mark("여기입니다", text)])
    place_caret(editor, 0)
    bar = editor.verticalScrollBar()
    bar.setValue(0)
    editor.scroll_to_span("0")
    qtbot.waitUntil(lambda: bar.value() > bar.maximum() - editor.viewport().height())
    assert editor.textCursor().position() == 0


def test_lines_end_between_words(editor: AnswerEditor) -> None:
    editor.set_text("자기소개서를 씁니다 " * 40)
    layout = editor.document().firstBlock().layout()
    text = editor.text()
    ends = [layout.lineAt(n).textStart() + layout.lineAt(n).textLength() for n in range(layout.lineCount() - 1)]
    assert ends
    assert all(text[end - 1] == " " for end in ends)


def test_a_word_longer_than_a_line_is_broken_not_clipped(editor: AnswerEditor) -> None:
    editor.set_text("가" * 300)
    layout = editor.document().firstBlock().layout()
    assert layout.lineCount() > 3
    widest = max(layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount()))
    assert widest <= 720


def test_the_column_is_at_most_720_wide_and_centred(editor: AnswerEditor) -> None:
    editor.resize(1400, 500)
    editor.set_text("가나다 " * 300)
    layout = editor.document().firstBlock().layout()
    left = layout.position().x()
    assert left == pytest.approx((1400 - 720) / 2, abs=1)


def test_what_is_beyond_the_limit_is_tinted(editor: AnswerEditor, theme: Theme) -> None:
    def reddish() -> int:
        image = editor.viewport().grab().toImage()
        wanted = theme.color("violation_pale").rgb()
        return sum(image.pixel(x, y) == wanted for x in range(0, image.width(), 3) for y in range(0, 120, 3))

    editor.set_text("가나다라마바사 아자차카타파하")
    editor.set_limit(Limit(20))
    assert reddish() == 0
    editor.set_limit(Limit(8))
    assert reddish() > 20


def test_the_caret_walks_over_lines_and_blocks(editor: AnswerEditor) -> None:
    editor.set_text("첫째 줄\n둘째 줄")
    place_caret(editor, 2)
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert editor.textCursor().blockNumber() == 1
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert editor.textCursor().position() == 2


def test_undo_survives_a_change_of_question(editor: AnswerEditor) -> None:
    editor.set_text("하나", "q1")
    QTest.keyClicks(editor, "ab")
    editor.set_text("둘", "q2")
    assert not editor.document().isUndoAvailable()
    editor.set_text("하나ab", "q1")
    editor.undo()
    assert editor.text() == "하나"


def test_an_answer_that_changed_elsewhere_begins_a_new_history(editor: AnswerEditor) -> None:
    editor.set_text("하나", "q1")
    QTest.keyClicks(editor, "ab")
    editor.set_text("둘", "q2")
    editor.set_text("다른 글", "q1")
    assert editor.text() == "다른 글"
    assert not editor.document().isUndoAvailable()


def test_decomposed_text_is_composed(editor: AnswerEditor) -> None:
    """As pasted from a file name on a Mac."""
    decomposed = "\u1112\u1161\u11ab\u1100\u1173\u11af"
    editor.set_text(decomposed)
    assert editor.text() == "한글"
    data = QMimeData()
    data.setText(decomposed)
    editor.insertFromMimeData(data)
    assert editor.text() == "한글한글"


def test_the_menu_speaks_korean(qtbot: QtBot, editor: AnswerEditor) -> None:
    editor.set_text("글")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(editor.viewport(), event)
    menu = editor.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()][-1] == "모두 선택"
    menu.close()


def test_a_passage_is_replaced_in_one_step_and_the_caret_stays_with_its_words(editor: AnswerEditor) -> None:
    text = "😀 폐기를 줄일수 있었다"
    editor.set_text(text)
    place_caret(editor, len(text) + 1)  # UTF-16: at the end
    start = text.index("줄일수")
    editor.replace_span(Span(start, start + 3), "줄일 수")
    assert editor.text() == "😀 폐기를 줄일 수 있었다"
    assert editor.textCursor().atEnd()
    editor.undo()
    assert editor.text() == text
    assert not editor.document().isUndoAvailable()


def test_it_is_said_where_a_syllable_is_being_composed(editor: AnswerEditor) -> None:
    editor.set_text("😀가나")
    assert editor.composition() is None
    place_caret(editor, 3)
    compose(editor, "ㅎ")
    assert editor.composition() == Span(2, 3)
    assert editor.live_text()[2:3] == "ㅎ"
    editor.commit()
    assert editor.composition() is None


def test_the_red_marks_differ_in_form(editor: AnswerEditor) -> None:
    def red(kind: SpanKind) -> dict[int, int]:
        """How much red each row has that has some; letters are grey."""
        editor.set_spans([SpanMark("0", Span(0, 12), kind)])
        image = editor.viewport().grab().toImage()
        rows: dict[int, int] = {}
        for y in range(60):
            colors = (image.pixelColor(x, y) for x in range(40, 300))
            rows[y] = sum(max(0, color.red() - color.green() - 20) for color in colors)
        return {y: amount for y, amount in rows.items() if amount}

    editor.set_text(SENTENCE)
    wavy, dotted, fine = red("rule"), red("doubt"), red("note")
    assert len(wavy) > len(dotted) >= len(fine) > 0
    assert sum(dotted.values()) > 1.3 * sum(fine.values())
