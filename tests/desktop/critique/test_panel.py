"""The panel as its reader meets it: what is seen in each state, and what clicks and keys do."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.engine.protocol import FinishReason
from core.errors import EngineCrashed, LanguageCrashed, ModelMissing, NotEnoughMemory
from core.remark import Polarity, RemarkStatus, Source
from desktop.critique.card import RemarkCard
from desktop.critique.panel import CritiquePanel
from desktop.critique.view import CritiqueView, Empty, ModelLabel, PartialView, Stage
from desktop.theme import Theme
from tests.desktop.reading import click, press, visible_words
from tests.fakes.critiques import FIRST, SECOND, THIRD, remark, view, views


class FakeController(QObject):
    """Says what it is told to say and keeps what it is asked."""

    view_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.now: CritiqueView | None = None
        self.empty = Empty.NOT_YET
        self.chosen: int | None = None
        self.statuses: list[tuple[int, RemarkStatus]] = []

    def view(self, _question_id: str) -> CritiqueView | None:
        return self.now

    def why_empty(self, _question_id: str) -> Empty:
        return self.empty

    def download_size(self) -> str:
        return "491 MB"

    def active(self, _question_id: str) -> int | None:
        return self.chosen

    def activate(self, _question_id: str, ordinal: int | None) -> None:
        self.chosen = ordinal

    def set_status(self, _question_id: str, ordinal: int, status: RemarkStatus) -> None:
        self.statuses.append((ordinal, status))
        if self.now is not None:
            changed = [
                replace(one.remark, status=status) if one.ordinal == ordinal else one.remark for one in self.now.remarks
            ]
            self.show(replace(self.now, remarks=views(*changed)))

    def show(self, now: CritiqueView | None) -> None:
        self.now = now
        self.view_changed.emit("q1")


class Reader:
    """A panel in a window with an editor's place beside it."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.controller = FakeController()
        self.window = QWidget()
        self.panel = CritiquePanel(theme, self.controller, self.window)  # type: ignore[arg-type]  # stands in
        self.window.resize(404, 700)
        self.panel.resize(404, 700)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.panel.show_question("q1")

    def show(self, now: CritiqueView) -> None:
        self.controller.show(now)
        self.qtbot.waitUntil(lambda: not self.panel._stale, timeout=1000)
        self.qtbot.wait(1)  # one turn of the loop, in which Qt lays out

    def words(self) -> str:
        """Everything that can be read."""
        return visible_words(self.panel)

    def cards(self) -> list[RemarkCard]:
        cards = [card for card in self.panel.findChildren(RemarkCard) if card.isVisible()]
        return sorted(cards, key=lambda card: card.ordinal)

    def click(self, words: str, where: QWidget | None = None) -> None:
        buttons = (where or self.panel).findChildren(QPushButton)
        button = next(button for button in buttons if button.isVisible() and button.text() == words)
        click(button)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(self.window, key, modifier)


@pytest.fixture
def reader(qtbot: QtBot, theme: Theme) -> Reader:
    return Reader(qtbot, theme)


THREE = (remark(FIRST), remark(SECOND, Polarity.GOOD, "믿을 수 있습니다."), remark(THIRD, reason="흔한 문장입니다."))


@pytest.mark.parametrize(
    ("empty", "words"),
    [
        (Empty.NO_MODEL, "모델 받기 491 MB"),
        (Empty.NO_ANSWER, "답변을 쓰면"),
        (Empty.TOO_SHORT, "아직 짧습니다"),
        (Empty.NOT_YET, "Ctrl+Enter"),
    ],
)
def test_an_empty_panel_says_what_to_do_next(reader: Reader, empty: Empty, words: str) -> None:
    reader.controller.empty = empty
    reader.panel.show_question("q1")
    assert words in reader.words()


def test_the_download_is_one_click_away(reader: Reader, qtbot: QtBot) -> None:
    reader.controller.empty = Empty.NO_MODEL
    reader.panel.show_question("q1")
    with qtbot.waitSignal(reader.panel.models_requested, timeout=1000):
        reader.click("모델 받기 491 MB")


def test_before_the_store_has_answered_nothing_is_claimed(reader: Reader) -> None:
    reader.controller.empty = Empty.READING_STORE
    reader.panel.show_question("q1")
    assert "모델" not in reader.words()
    assert "첨삭하지 않았습니다" not in reader.words()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (view(stage=Stage.WAITING), "앞 문항을 기다리는 중"),
        (view(stage=Stage.OPENING), "모델 여는 중"),
        (view(stage=Stage.READING, reading=(412, 1669)), "읽는 중 412/1,669"),
        (view(stage=Stage.WRITING), "쓰는 중 · 27자/초"),
        (view(*THREE, overall="좋습니다."), "끝 · 8.4초 · 27자/초"),
        (view(*THREE, stage=Stage.CANCELLED), "멈춤"),
        (view(*THREE, stage=Stage.INTERRUPTED), "중단됨"),
        (view(*THREE, stage=Stage.FAILED, error=EngineCrashed()), "실패"),
    ],
)
def test_the_state_line_says_what_the_engine_does(reader: Reader, now: CritiqueView, words: str) -> None:
    reader.show(now)
    assert words in reader.words()
    assert "6번째" in reader.words()


def test_a_finished_critique_begins_with_the_overall_and_counts_its_remarks(reader: Reader) -> None:
    reader.show(view(*THREE, overall="동기가 약합니다.", unquoted=2, unfounded=1))
    words = reader.words()
    assert words.index("동기가 약합니다.") < words.index("근거가 없습니다")
    for part in ("모두 3", "아쉬운 점 2", "좋은 점 1", "1 · 첫 문장", "2 · 2문단", "3 · 끝 문장"):
        assert part in words
    assert "2개의 지적은 글에서 인용을 찾지 못해 숨겼습니다." in words
    assert "참고용이며 합격을 보장하지 않습니다" in words
    assert "작은 범용 모델" in words
    assert "장치 CPU · 초당 19.2토큰" in words
    assert "점검 0" not in words


def test_rule_remarks_bring_their_own_segment(reader: Reader) -> None:
    reader.show(view(*THREE, remark(SECOND, source=Source.RULE, reason="다른 회사 이름입니다.")))
    assert "점검 1" in reader.words()
    reader.click("점검 1")
    assert [card.ordinal for card in reader.cards()] == [3]


def test_segments_show_one_kind(reader: Reader) -> None:
    reader.show(view(*THREE, overall="좋습니다."))
    reader.click("좋은 점 1")
    assert [card.ordinal for card in reader.cards()] == [1]
    reader.click("모두 3")
    assert len(reader.cards()) == 3


def test_five_at_first_and_the_rest_on_asking(reader: Reader) -> None:
    many = [remark(FIRST, reason=f"이유 {number}") for number in range(8)]
    reader.show(view(*many))
    assert len(reader.cards()) == 5
    reader.click("3개 더 보기")
    assert len(reader.cards()) == 8


def test_what_is_being_written_appears_bit_by_bit_with_a_caret(reader: Reader, qtbot: QtBot) -> None:
    partial = PartialView(1, Polarity.GOOD, SECOND, "기간과 결과가 함께 있어서 읽는 사람이 믿을 수 있습니다.", "")
    reader.show(view(remark(), stage=Stage.WRITING, partial=partial, key="live"))
    card = reader.cards()[1]
    assert card.writing()
    assert partial.reason not in reader.words()
    qtbot.waitUntil(lambda: partial.reason in reader.words(), timeout=2000)
    reader.show(view(remark(), remark(SECOND, Polarity.GOOD, partial.reason), key="live"))
    assert reader.cards()[1] is card
    assert not card.writing()


def test_nothing_above_moves_when_a_card_is_added(reader: Reader) -> None:
    reader.show(view(*THREE[:2], stage=Stage.WRITING, key="live"))
    before = [card.geometry() for card in reader.cards()]
    reader.show(view(*THREE, stage=Stage.WRITING, key="live"))
    assert [card.geometry() for card in reader.cards()][:2] == before


def test_the_end_is_followed_only_from_the_end(reader: Reader, qtbot: QtBot) -> None:
    many = [remark(FIRST, reason=f"이유 {number}. " + "길게 쓴 이유입니다. " * 4) for number in range(9)]
    bar = reader.panel._list.verticalScrollBar()
    reader.show(view(*many[:6], stage=Stage.WRITING, key="live"))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), timeout=2000)
    bar.setValue(100)
    reader.show(view(*many[:8], stage=Stage.WRITING, key="live"))
    qtbot.wait(100)
    assert bar.value() == 100
    bar.setValue(bar.maximum())
    reader.show(view(*many, stage=Stage.WRITING, key="live"))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=2000)


def test_whoever_read_to_the_end_is_told_of_the_overall(reader: Reader, qtbot: QtBot) -> None:
    many = [remark(FIRST, reason=f"이유 {number}. " + "길게 쓴 이유입니다. " * 4) for number in range(9)]
    bar = reader.panel._list.verticalScrollBar()
    reader.show(view(*many, stage=Stage.WRITING, key="live"))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), timeout=2000)
    at = bar.value()
    reader.show(view(*many, overall="동기가 약합니다.", key="live"))
    qtbot.wait(50)
    assert len(reader.cards()) == 9
    assert abs(bar.value() - at) < 80
    reader.click("총평 보기")
    qtbot.waitUntil(lambda: bar.value() < 20, timeout=2000)


def test_a_click_makes_a_card_active_and_points_at_the_text(reader: Reader, qtbot: QtBot) -> None:
    reader.show(view(*THREE))
    with qtbot.waitSignal(reader.panel.remark_activated, timeout=1000) as told:
        click(reader.cards()[1])
    assert told.args == [1]
    assert reader.cards()[1].active
    assert reader.controller.chosen == 1


def test_the_text_points_at_a_card(reader: Reader) -> None:
    reader.show(view(*THREE))
    reader.panel.activate(2)
    assert reader.cards()[2].active


def test_f8_goes_through_the_open_remarks(reader: Reader) -> None:
    dismissed = replace(THREE[1], status=RemarkStatus.DISMISSED)
    reader.show(view(THREE[0], dismissed, THREE[2]))
    seen = []
    for _ in range(3):
        reader.press(Qt.Key.Key_F8)
        seen.append(reader.controller.chosen)
    assert seen == [0, 2, 0]
    reader.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert reader.controller.chosen == 2


def test_dismissing_folds_the_card_and_undo_unfolds_it(reader: Reader, qtbot: QtBot) -> None:
    reader.show(view(*THREE))
    reader.click("무시", reader.cards()[0])
    qtbot.waitUntil(lambda: "무시함" in reader.words(), timeout=1000)
    assert reader.controller.statuses == [(0, RemarkStatus.DISMISSED)]
    assert "모두 2" in reader.words()
    reader.click("되돌리기")
    qtbot.waitUntil(lambda: "모두 3" in reader.words(), timeout=1000)


def test_done_is_kept_too(reader: Reader) -> None:
    reader.show(view(*THREE))
    reader.click("고쳤음", reader.cards()[2])
    assert reader.controller.statuses == [(2, RemarkStatus.FIXED)]


@pytest.mark.parametrize("key", ["ctrl+d", "delete"])
def test_keys_dismiss_the_active_remark(reader: Reader, qtbot: QtBot, key: str) -> None:
    reader.show(view(*THREE))
    reader.press(Qt.Key.Key_F8)
    if key == "ctrl+d":
        reader.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        assert reader.controller.chosen == 1  # and the next one is looked at
    else:
        press(reader.cards()[0], Qt.Key.Key_Delete)
    assert reader.controller.statuses == [(0, RemarkStatus.DISMISSED)]


def test_every_card_is_reached_by_tab_and_says_all_of_itself(reader: Reader) -> None:
    reader.show(view(*THREE))
    card = reader.cards()[0]
    card.setFocus(Qt.FocusReason.TabFocusReason)
    assert reader.controller.chosen == 0
    for part in ("아쉬운 점", FIRST, THREE[0].reason, THREE[0].advice):
        assert part in card.accessibleName()


def test_why_says_what_the_remark_rests_on(reader: Reader) -> None:
    reader.show(view(*THREE))
    reader.click("왜?", reader.cards()[0])
    assert "체험용 0.5B(v1)" in reader.words()
    assert "규칙이나 전문가 사례로 확인한 내용은 아니니" in reader.words()


def test_why_says_who_chose_the_passage(reader: Reader) -> None:
    now = view(*THREE)
    reader.show(replace(now, model=replace(now.model, guided=True)))
    reader.click("왜?", reader.cards()[0])
    assert "전문가 첨삭에서 배운 규칙으로 프로그램이 골랐고" in reader.words()
    assert "체험용 0.5B(v1) 모델이 썼습니다" in reader.words()


def test_a_passage_that_was_rewritten_is_said_to_be(reader: Reader) -> None:
    now = view(*THREE)
    changed = replace(now.remarks[0], span=None)
    reader.show(replace(now, remarks=(changed, *now.remarks[1:])))
    assert "1 · 글에서 바뀜" in reader.words()


def test_a_failure_says_why_what_to_do_and_offers_both(reader: Reader, qtbot: QtBot) -> None:
    reader.show(view(THREE[0], stage=Stage.FAILED, error=EngineCrashed()))
    assert "첨삭 엔진이 갑자기 끝났습니다." in reader.words()
    assert "남아 있습니다" in reader.words()
    assert len(reader.cards()) == 1
    with qtbot.waitSignal(reader.panel.again_requested, timeout=1000):
        reader.click("다시")
    with qtbot.waitSignal(reader.panel.log_requested, timeout=1000):
        reader.click("로그 보기")


def test_a_model_that_failed_leaves_the_critique_without_one(reader: Reader, qtbot: QtBot) -> None:
    now = view(stage=Stage.FAILED, error=NotEnoughMemory())
    reader.show(now)
    with qtbot.waitSignal(reader.panel.without_model_requested, timeout=1000):
        reader.click("모델 없이 첨삭")
    reader.show(replace(now, model=ModelLabel("전문가 근거", without=True), error=LanguageCrashed()))
    assert "다시" in reader.words()
    assert "모델 없이 첨삭" not in reader.words()


def test_a_failure_before_anything_came_claims_nothing(reader: Reader) -> None:
    reader.show(view(stage=Stage.FAILED, error=EngineCrashed()))
    assert "여기까지 받은" not in reader.words()


def test_two_crashes_offer_another_model(reader: Reader, qtbot: QtBot) -> None:
    reader.show(view(stage=Stage.FAILED, error=EngineCrashed(), smaller_model=True))
    assert "더 작은 모델" in reader.words()
    with qtbot.waitSignal(reader.panel.models_requested, timeout=1000):
        reader.click("모델 고르기")


def test_a_missing_model_leads_to_the_models(reader: Reader) -> None:
    reader.show(view(stage=Stage.FAILED, error=ModelMissing(model="tiny")))
    assert "모델 고르기" in reader.words()
    assert "다시" not in reader.words().split("\n")


@pytest.mark.parametrize(
    ("reason", "words"),
    [(FinishReason.LENGTH, "정해 둔 길이까지"), (FinishReason.REPETITION, "같은 말을 되풀이")],
)
def test_an_end_that_is_no_end_is_said(reader: Reader, reason: FinishReason, words: str) -> None:
    reader.show(view(*THREE, finish_reason=reason))
    assert words in reader.words()


def test_a_critique_without_remarks_says_so(reader: Reader) -> None:
    reader.show(view(finish_reason=FinishReason.STOP, unquoted=3))
    assert "보여 드릴 지적이 없습니다." in reader.words()
