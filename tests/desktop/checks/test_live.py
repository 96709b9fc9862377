"""The live checks as somebody who writes meets them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor

from desktop.checks.finding import Group
from desktop.critique.view import Stage
from desktop.workspace.application_dialog import ApplicationDraft
from tests.desktop.checks.conftest import ANSWER, TALK, WRONG, Writer
from tests.desktop.reading import click, press
from tests.fakes.critiques import remark, view


def test_they_work_with_no_model_from_the_first_sentence(writer: Writer) -> None:
    assert "점검 0" in writer.words()
    writer.write(ANSWER)
    assert "company.earlier" in writer.rules()
    assert "모델 받기 491 MB" in writer.words()
    writer.click("점검 보기")
    card = writer.card("새론전자")
    for part in ("위반", "전에 지원한 회사", "새론전자", "가람유통"):
        assert part in card.accessibleName()
    assert writer.marks()["새론전자"].kind == "rule"
    assert writer.marks()["근데"].kind in ("doubt", "note")


def test_an_empty_answer_is_not_blamed_for_being_empty(writer: Writer) -> None:
    writer.click("점검 0")
    assert "쓰는 대로 점검합니다" in writer.words()
    writer.write(ANSWER)
    cursor = writer.editor.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    assert writer.cards() == []
    assert writer.marks() == {}


def test_the_gravest_come_first_and_five_of_them(writer: Writer) -> None:
    writer.write(f"{TALK} 최선을 다했습니다. 열정을 가지고 일했습니다. 뼈를 묻겠습니다. 근데 좋았습니다. {WRONG}")
    writer.click("점검 보기")
    found = writer.checks.live.findings()
    ranks = [finding.rank[0] for finding in found]
    assert ranks == sorted(ranks)
    assert len(found) > 5
    assert [card.key for card in writer.cards()] == [finding.key for finding in found[:5]]
    assert "새론전자" in writer.cards()[0].accessibleName()
    writer.click(f"{len(found) - 5}개 더 보기")
    assert len(writer.cards()) == len(found)


def test_a_card_and_its_words_point_at_each_other(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.click("점검 보기")
    click(writer.card("근데"), QPoint(60, 12))
    assert writer.marks()["근데"].active
    mark = writer.marks()["새론전자"]
    cursor = writer.editor.textCursor()
    cursor.setPosition(mark.span.start + 1)
    writer.editor.setTextCursor(cursor)
    click(writer.editor.viewport(), writer.editor.cursorRect().center())
    assert writer.card("새론전자").active
    assert not writer.card("근데").active


def test_a_click_in_the_text_opens_the_segment(writer: Writer) -> None:
    writer.write(ANSWER)
    assert "무시 ▾" not in writer.words()
    cursor = writer.editor.textCursor()
    cursor.setPosition(writer.marks()["새론전자"].span.start + 1)
    writer.editor.setTextCursor(cursor)
    click(writer.editor.viewport(), writer.editor.cursorRect().center())
    assert writer.panel.checks_shown
    assert writer.card("새론전자").active


def test_f8_goes_through_them_and_ctrl_d_ignores(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.click("점검 보기")
    keys = [finding.key for finding in writer.checks.live.findings()]
    seen = []
    for _ in range(len(keys) + 1):
        press(writer.page, Qt.Key.Key_F8)
        seen.append(writer.checks.pane.active)
    assert seen == [*keys, keys[0]]
    press(writer.page, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert writer.checks.pane.active == keys[-1]
    press(writer.page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert keys[-1] not in [finding.key for finding in writer.checks.live.findings()]
    assert writer.undo is not None


def test_a_mark_whose_passage_is_edited_is_gone_at_once(writer: Writer) -> None:
    writer.write(ANSWER)
    start = ANSWER.index("새론전자")
    writer.put("앞에 쓴 말. ", 0)
    assert writer.marks()["새론전자"].span.start == start + len("앞에 쓴 말. ")
    writer.put("x", writer.marks()["새론전자"].span.start + 2)
    assert writer.checks.live.checking, "nothing has been checked since"
    assert not [words for words in writer.marks() if "전자" in words]
    writer.editor.undo()
    writer.wait_checked()
    assert "새론전자" in writer.marks()


def test_a_result_that_comes_late_is_put_where_the_words_went(writer: Writer) -> None:
    """The text is edited while the rules look at it."""
    writer.put(ANSWER)
    with writer.while_checking():
        writer.put("새 첫 문장을 앞에 썼습니다. ", 0)
        writer.put("!", writer.editor.text().index("근데") + 1)
    text = writer.editor.text()
    for finding in writer.checks.live.findings():
        if finding.span is not None and finding.fresh:
            assert text[finding.span.start : finding.span.end] == finding.remark.quote
    assert "근데" not in writer.marks()
    assert "새론전자" in writer.marks()


def test_another_question_shows_nothing_of_the_first(writer: Writer) -> None:
    writer.put(ANSWER)
    with writer.while_checking():
        writer.workspace.open_number(2)
    writer.wait_checked()
    assert writer.rules() == []
    assert writer.marks() == {}
    writer.workspace.open_number(1)
    writer.wait_checked()
    assert "새론전자" in writer.marks()


def test_composing_is_not_disturbed_and_is_checked_as_it_is_seen(writer: Writer) -> None:
    writer.write(f"{WRONG} 저는 성실합니")
    writer.compose("다")
    writer.wait_checked()
    assert writer.editor.composition() is not None, "the syllable is still being composed"
    assert writer.checks.live.text.endswith("성실합니다")
    assert "새론전자" in writer.marks()
    writer.editor.commit()
    writer.put("", 0)
    for preedit in ("ㄱ", "가", "각"):
        writer.compose(preedit)
        writer.wait_checked()
        assert writer.editor.live_text().startswith(preedit)
        assert "새론전자" in writer.marks(), "counted in the committed text"


def test_words_that_are_being_composed_are_not_marked_until_they_are_there(writer: Writer) -> None:
    writer.write(TALK)
    writer.panel.show_checks()
    assert "근데" in writer.marks()
    writer.put("", 1)
    writer.compose("ㅋ")
    writer.wait_checked()
    assert "근데" not in writer.marks()
    writer.compose("")
    writer.wait_checked()
    assert "근데" in writer.marks()
    assert writer.editor.text() == TALK


def test_notes_are_quiet_until_the_segment_is_shown(writer: Writer) -> None:
    writer.write("열정을 가지고 최선을 다했습니다. " + WRONG)
    notes = [finding.remark.quote for finding in writer.checks.live.findings() if finding.remark.level == "note"]
    assert notes
    assert not set(notes) & set(writer.marks())
    writer.click("점검 보기")
    assert set(notes) <= set(writer.marks())
    writer.click("첨삭")
    assert not set(notes) & set(writer.marks())


def test_filters_show_one_group(writer: Writer) -> None:
    writer.write(ANSWER + " 그 뒤 조정 했습니다.")
    writer.qtbot.waitUntil(lambda: bool(writer.proofreader.asked), timeout=5000)
    writer.proofreader.answer()
    writer.click("점검 보기")
    writer.click("맞춤법 1")
    assert [card.key for card in writer.cards()] == [
        finding.key for finding in writer.checks.live.findings() if finding.group is Group.SPELLING
    ]
    writer.workspace.open_number(2)
    writer.workspace.open_number(1)
    writer.wait_checked()
    assert len(writer.cards()) > 1, "another answer is shown whole"


def test_a_critique_that_begins_is_what_is_looked_at(writer: Writer) -> None:
    writer.write(ANSWER)
    writer.click("점검 보기")
    writer.critiques.now = view(remark(), stage=Stage.WRITING, key="new")
    question = writer.workspace.question
    assert question is not None
    writer.critiques.view_changed.emit(question.id)
    writer.qtbot.waitUntil(lambda: not writer.panel.checks_shown, timeout=2000)
    assert f"모두 {1 + len(writer.checks.live.findings())}" in writer.words()
    writer.click("점검 보기")
    writer.critiques.view_changed.emit(question.id)
    writer.qtbot.wait(60)
    assert writer.panel.checks_shown, "who looks away from it is left there"


def test_the_blind_profile_of_the_application_counts(writer: Writer) -> None:
    writer.write("저는 서울대학교를 졸업했습니다. 그곳에서 배운 것을 살리겠습니다.")
    application = writer.workspace.application
    assert application is not None
    counted = {}
    for profile in ("off", "public"):
        with writer.qtbot.waitSignal(writer.workspace.opened):
            writer.workspace.change_application(application.id, ApplicationDraft("가람유통", "영업", "", None, profile))
        writer.wait_checked()
        counted[profile] = [rule for rule in writer.rules() if rule.startswith("blind.")]
        assert writer.checks.live.profile == profile
    assert counted["off"] == []
    assert counted["public"]


def test_the_users_other_answers_are_known(writer: Writer) -> None:
    """The company of an earlier application is left over here, not there."""
    writer.write(ANSWER)
    assert "company.earlier" in writer.rules()
    earlier = next(one for one in writer.workspace.applications if one.company == "새론전자")
    with writer.qtbot.waitSignal(writer.workspace.opened):
        writer.workspace.open_application(earlier.id)
    writer.wait_checked()
    writer.write(" 새론전자에 지원한 뜻을 이루겠습니다.")
    assert not [rule for rule in writer.rules() if rule.startswith("company.")]
