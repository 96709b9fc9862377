"""맞춤법 as somebody who writes meets it, with a proofreader that answers when it is told to."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QTextCursor

from core.proofread import dictionary
from desktop.checks.finding import Group
from desktop.checks.spelling import SpellingState
from tests.desktop.checks.conftest import Writer

TEXT = "저는 발주량을 조정 했습니다. 그래서 폐기를 줄일수 있었습니다. 웬지 모르게 기뻤습니다."


def asked(writer: Writer) -> None:
    """Until the proofreader was asked about the text as it is."""
    writer.qtbot.waitUntil(
        lambda: bool(writer.proofreader.asked) and writer.proofreader.asked[-1][0].text == writer.editor.text(),
        timeout=5000,
    )


def proofread(writer: Writer, text: str = TEXT) -> None:
    writer.write(text)
    asked(writer)
    writer.proofreader.answer()


def slips(writer: Writer) -> list[str]:
    return [one.remark.quote for one in writer.checks.live.findings() if one.group is Group.SPELLING]


def test_it_is_asked_at_a_pause_and_never_waited_for(writer: Writer) -> None:
    writer.panel.show_checks()
    writer.write(TEXT)
    asked(writer)
    assert "맞춤법을 살피는 중" in writer.words()
    assert slips(writer) == []
    writer.proofreader.answer()
    assert slips(writer) == ["조정 했습니다", "줄일수", "웬지"]
    assert "맞춤법을 살피는 중" not in writer.words()


def test_certain_ones_are_told_from_others_in_words_and_in_the_text(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    assert "고칠 곳" in writer.card("줄일수").accessibleName()
    assert "확인해 볼 곳" in writer.card("웬지").accessibleName()
    assert writer.marks()["줄일수"].kind == "doubt"
    assert writer.marks()["웬지"].kind == "note"


def test_replacing_is_one_step_that_undo_takes_back(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    writer.click("바꾸기", writer.card("줄일수"))
    assert "폐기를 줄일 수 있었습니다" in writer.editor.text()
    assert slips(writer) == ["조정 했습니다", "웬지"]
    writer.editor.undo()
    assert writer.editor.text() == TEXT
    writer.click("‘왠지’ 쓰기", writer.card("웬지"))
    assert "왠지 모르게" in writer.editor.text()


def test_the_caret_stays_where_one_writes(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    writer.click("바꾸기", writer.card("줄일수"))
    assert writer.editor.textCursor().atEnd()


def test_a_passage_that_moved_is_replaced_where_it_is(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    writer.put("앞말. ", 0)
    writer.click("바꾸기", writer.card("줄일수"))
    assert writer.editor.text() == "앞말. " + TEXT.replace("줄일수", "줄일 수")


def test_an_answer_for_an_older_text_is_put_where_the_words_went(writer: Writer) -> None:
    writer.write(TEXT)
    asked(writer)
    writer.put("앞말. ", 0)
    writer.put("x", writer.editor.text().index("줄일수") + 1)
    writer.proofreader.answer()
    assert slips(writer) == ["조정 했습니다", "웬지"]


def test_unchanged_text_is_not_asked_about_again(writer: Writer) -> None:
    proofread(writer)
    count = len(writer.proofreader.all)
    writer.workspace.open_number(2)
    writer.wait_checked()
    assert slips(writer) == []
    writer.workspace.open_number(1)
    assert slips(writer) == ["조정 했습니다", "줄일수", "웬지"]
    writer.wait_checked()
    writer.qtbot.wait(120)  # twice the pause
    assert len(writer.proofreader.all) == count


def test_another_question_wants_no_answer_of_the_first(writer: Writer) -> None:
    writer.write(TEXT)
    asked(writer)
    (request, answered) = writer.proofreader.asked[-1]
    writer.workspace.open_number(2)
    assert request.request_id in writer.proofreader.forgotten
    writer.proofreader.asked = [(request, answered)]
    writer.proofreader.answer()  # it was on its way
    assert slips(writer) == []


def test_a_short_answer_starts_nothing(writer: Writer) -> None:
    writer.write("줄일수 있다.")
    writer.qtbot.wait(120)
    assert writer.proofreader.all == []


def test_switched_off_it_says_so_and_asks_nothing(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.settings = replace(writer.settings, proofread=False)
    writer.checks.live.check_again()
    assert slips(writer) == []
    assert "맞춤법 꺼짐" in writer.words()
    count = len(writer.proofreader.all)
    writer.write(" 더 썼습니다.")
    writer.qtbot.wait(120)
    assert len(writer.proofreader.all) == count
    writer.settings = replace(writer.settings, proofread=True)
    writer.checks.live.check_again()
    asked(writer)
    writer.proofreader.answer()
    assert len(slips(writer)) == 3


def test_a_failure_is_said_quietly_and_tried_again_with_the_next_words(writer: Writer) -> None:
    writer.panel.show_checks()
    writer.write(TEXT)
    asked(writer)
    writer.proofreader.fail()
    assert writer.checks.spelling.state is SpellingState.FAILED
    assert "맞춤법을 살피지 못했습니다" in writer.words()
    writer.write(" 더.")
    asked(writer)
    writer.proofreader.answer()
    assert len(slips(writer)) == 3


def test_ignoring_works_for_spelling_too(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    writer.choose("이 표현 항상 무시", writer.card("웬지"))
    assert slips(writer) == ["조정 했습니다", "줄일수"]
    writer.undo()
    assert len(slips(writer)) == 3


@pytest.mark.parametrize("suggestion", ["줄일 수 있었고 그 결과 점포 전체의 폐기가", "줄일\n수"])
def test_no_click_puts_words_of_the_programs_own_into_the_answer(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, suggestion: str
) -> None:
    monkeypatch.setattr("tests.fakes.proofreader.SLIPS", (("줄일수", (suggestion,), True),))
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 1")
    assert "바꾸기" not in writer.words()
    writer.checks.pane.replace_asked.emit(writer.cards()[0].key, suggestion)
    assert writer.editor.text() == TEXT


def test_a_deleted_passage_takes_its_card_along(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    cursor = writer.editor.textCursor()
    cursor.setPosition(TEXT.index("줄일수"))
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, 3)
    cursor.removeSelectedText()
    assert "줄일수" not in slips(writer)


def test_an_own_word_is_right_everywhere_until_it_is_taken_back(writer: Writer) -> None:
    writer.panel.show_checks()
    proofread(writer)
    writer.click("맞춤법 3")
    writer.click("사전에 추가", writer.card("웬지"))
    assert slips(writer) == ["조정 했습니다", "줄일수"]
    asked(writer)
    assert writer.proofreader.asked[-1][0].dictionary == ("웬지",)
    writer.proofreader.answer()
    writer.qtbot.waitUntil(lambda: dictionary.words() == {"웬지"}, timeout=5000)
    assert "내 사전" in writer.told
    writer.undo()
    asked(writer)
    writer.proofreader.answer()
    assert len(slips(writer)) == 3
    writer.qtbot.waitUntil(lambda: dictionary.words() == frozenset(), timeout=5000)


def test_own_words_of_earlier_are_known(writer: Writer) -> None:
    dictionary.add("줄일수")
    with writer.qtbot.waitSignal(writer.checks.words.changed):
        writer.checks.read()
    proofread(writer)
    assert slips(writer) == ["조정 했습니다", "웬지"]
