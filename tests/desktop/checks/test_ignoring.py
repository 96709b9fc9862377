"""이번만 무시, 이 표현 항상 무시, 이 규칙 끄기: each by its menu, kept, and taken back."""

from PySide6.QtCore import Qt

from core.storage.ignored import Ignored, IgnoreScope
from tests.desktop.checks.conftest import ANSWER, TALK, WRONG, Writer
from tests.desktop.reading import press

TWICE = f"{TALK} 그 뒤로 석 달을 더 배웠습니다. 근데 나중에는 쉬웠습니다."


def kept(writer: Writer) -> tuple[Ignored, ...]:
    return writer.stored(lambda database: database.ignored.list())  # type: ignore[no-any-return]


def spoken(writer: Writer) -> int:
    """How many findings there are on the spoken word."""
    return sum(finding.remark.quote == "근데" for finding in writer.checks.live.findings())


def test_this_place_only(writer: Writer) -> None:
    writer.write(TWICE)
    writer.panel.show_checks()
    assert spoken(writer) == 2
    writer.choose("이번만 무시", writer.card("근데"))
    assert spoken(writer) == 1
    assert [(one.scope, one.quote) for one in kept(writer)] == [(IgnoreScope.PLACE, "근데")]
    assert writer.editor.text()[writer.marks()["근데"].span.start :].startswith("근데 나중에는")
    writer.write("먼저 말씀드립니다. ", 0)
    assert spoken(writer) == 1, "the place is known by the words around it"
    assert writer.editor.text()[writer.marks()["근데"].span.start :].startswith("근데 나중에는")
    assert "무시합니다" in writer.told
    writer.undo()
    assert spoken(writer) == 2
    assert kept(writer) == ()


def test_this_expression_everywhere(writer: Writer) -> None:
    writer.write(TWICE)
    writer.panel.show_checks()
    writer.choose("이 표현 항상 무시", writer.card("근데"))
    assert spoken(writer) == 0
    writer.workspace.open_number(2)
    writer.wait_checked()
    writer.write(TALK + " 알바를 했습니다. 알바에서 배웠습니다.")
    assert spoken(writer) == 0
    assert "colloquial.word" in writer.rules(), "the rule itself still works"
    writer.undo()
    assert spoken(writer) == 1


def test_this_rule(writer: Writer) -> None:
    writer.write(ANSWER + " 알바를 했습니다.")
    writer.panel.show_checks()
    writer.choose("규칙 끄기", writer.card("근데"))
    assert "colloquial.word" not in writer.rules()
    assert "company.earlier" in writer.rules()
    assert "설정에서 다시 켤 수 있습니다" in writer.told
    writer.undo()
    assert "colloquial.word" in writer.rules()


def test_delete_on_a_card_ignores_this_place(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.panel.show_checks()
    card = writer.card("근데")
    card.setFocus()
    after = writer.cards()[writer.cards().index(card) - 1]  # it was the last one
    press(card, Qt.Key.Key_Delete)
    assert spoken(writer) == 0
    assert after.hasFocus()
    assert writer.checks.pane.active is None, "the next one has the keyboard, and is not looked at yet"
    assert [one.scope for one in kept(writer)] == [IgnoreScope.PLACE]


def test_it_holds_at_the_next_start(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.panel.show_checks()
    writer.choose("이번만 무시", writer.card("새론전자"))
    assert "company.earlier" not in writer.rules()
    entries = writer.checks.ignored.entries
    writer.checks.ignored.entries = ()
    writer.checks.ignored.changed.emit()
    assert "company.earlier" in writer.rules()
    with writer.qtbot.waitSignal(writer.checks.ignored.changed):
        writer.checks.ignored.read()
    assert writer.checks.ignored.entries == entries
    assert "company.earlier" not in writer.rules()


def test_a_remark_on_the_whole_answer_can_be_ignored_for_this_answer(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.panel.show_checks()
    assert "length.short" in writer.rules()
    writer.choose("이번만 무시", writer.card("분량 부족"))
    assert "length.short" not in writer.rules()
    writer.write(" 조금 더 썼습니다.")
    assert "length.short" not in writer.rules()
    writer.workspace.open_number(2)
    writer.wait_checked()
    writer.write(WRONG)
    assert "length.short" in writer.rules()


def test_a_place_that_was_rewritten_is_looked_at_again(writer: Writer) -> None:
    writer.write(TWICE)
    writer.panel.show_checks()
    writer.choose("이번만 무시", writer.card("근데"))
    cursor = writer.editor.textCursor()
    cursor.select(cursor.SelectionType.Document)
    cursor.insertText("전혀 다른 글입니다. 그런데 여기에도, 근데 이것은 다른 자리입니다.")
    writer.wait_checked()
    assert spoken(writer) == 1


def test_a_window_that_only_reads_offers_none_of_it(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.checks.pane.set_read_only(True)
    writer.panel.show_checks()
    assert writer.cards()
    assert "무시" not in writer.words()
    press(writer.card("근데"), Qt.Key.Key_Delete)
    assert spoken(writer) == 1
