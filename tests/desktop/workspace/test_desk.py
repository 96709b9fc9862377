"""Two that mark the same text do not take each other's marks away."""

from pytestqt.qtbot import QtBot

from core.remark import Span
from desktop.editor.answer_editor import AnswerEditor
from desktop.editor.spans import SpanMark
from desktop.theme import Theme
from desktop.workspace.desk import Desk


def test_each_layer_is_set_by_itself(qtbot: QtBot, theme: Theme) -> None:
    editor = AnswerEditor(theme)
    qtbot.addWidget(editor)
    desk = Desk(editor)
    editor.set_text("첫째 말과 둘째 말")
    desk.set_spans([SpanMark("0", Span(0, 2), "good")])
    desk.set_spans([SpanMark("check:1", Span(6, 8), "rule", layer="checks")], "checks")
    assert [mark.id for mark in desk.spans()] == ["0", "check:1"]
    desk.set_spans([])
    assert [mark.id for mark in desk.spans()] == ["check:1"]
    desk.set_spans([], "checks")
    assert desk.spans() == ()


def test_a_click_is_told_to_whom_the_mark_belongs(qtbot: QtBot, theme: Theme) -> None:
    editor = AnswerEditor(theme)
    qtbot.addWidget(editor)
    desk = Desk(editor)
    editor.set_text("첫째 말과 둘째 말")
    desk.set_spans([SpanMark("0", Span(0, 2), "good")])
    desk.set_spans([SpanMark("check:1", Span(6, 8), "rule", layer="checks")], "checks")
    with qtbot.waitSignal(desk.check_clicked) as told, qtbot.assertNotEmitted(desk.span_clicked):
        editor.span_clicked.emit("check:1")
    assert told.args == ["check:1"]
    with qtbot.waitSignal(desk.span_clicked) as told, qtbot.assertNotEmitted(desk.check_clicked):
        editor.span_clicked.emit("0")
    assert told.args == ["0"]
