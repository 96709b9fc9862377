"""전문가 근거 on cards as it is read: what unfolds, what is said when there is none, and which cards come last."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.remark import Citation, Polarity, Remark, Source
from desktop.critique.card import RemarkCard
from desktop.critique.card_list import CardList
from desktop.critique.evidence_block import EvidenceBlock
from desktop.critique.panel import CritiquePanel
from desktop.critique.tracking import RemarkTracker
from desktop.critique.view import CritiqueView, Kind, ModelLabel, Stage
from desktop.theme import Theme
from tests.desktop.critique.test_panel import FakeController
from tests.desktop.reading import click, visible_words
from tests.fakes.critiques import ANSWER, FIRST, SECOND, THIRD, remark, view, views

CITED = Citation(
    "sample:12", 1, Polarity.IMPROVE, "귀사의 인재가 되겠습니다.", "누구나 쓰는 말입니다.", "직접 본 것을 쓰세요.",
    "한빛물류", "2025년 상반기", origin="sample", likeness=0.6,
)  # fmt: skip
COLLECTED = replace(
    CITED, essay_id="jobkorea:9", polarity=Polarity.GOOD, said="숫자가 분명합니다.", advice="", company="도원식품",
    url="https://www.jobkorea.co.kr/9", origin="jobkorea",
)  # fmt: skip
BORNE_OUT, NOT, UNKNOWN = (
    remark(FIRST), remark(SECOND, Polarity.GOOD, "믿을 수 있습니다."), remark(THIRD, reason="흔한 문장입니다."),
)  # fmt: skip
THREE = (replace(NOT, evidence=()), replace(BORNE_OUT, evidence=(CITED, COLLECTED)), replace(UNKNOWN, evidence=None))


@pytest.fixture
def cards(qtbot: QtBot, theme: Theme) -> CardList:
    shown = CardList(theme)
    qtbot.addWidget(shown)
    shown.resize(404, 900)
    shown.show()
    return shown


def block(cards: CardList, ordinal: int) -> EvidenceBlock:
    card = cards.card(ordinal)
    assert card is not None
    found = card.findChild(EvidenceBlock)
    assert isinstance(found, EvidenceBlock)
    return found


def button(where: EvidenceBlock, text: str) -> QPushButton:
    return next(one for one in where.findChildren(QPushButton) if one.isVisible() and one.text() == text)


def test_a_quiet_line_unfolds_to_what_experts_said_with_excerpt_and_source(cards: CardList, qtbot: QtBot) -> None:
    cards.show_view(view(*THREE))
    evidence = block(cards, 1)
    assert visible_words(evidence).strip() == "전문가 근거 2건 보기"
    click(button(evidence, "전문가 근거 2건 보기"))
    words = visible_words(evidence)
    for part in (
        "아쉬운 점", "누구나 쓰는 말입니다.", "직접 본 것을 쓰세요.", "“귀사의 인재가 되겠습니다.”",
        "한빛물류 · 2025년 상반기", "보기 글(지어낸 것)", "좋은 점", "숫자가 분명합니다.", "도원식품", "원문 링크",
    ):  # fmt: skip
        assert part in words
    with qtbot.waitSignal(cards.essay_asked) as asked:
        click(button(evidence, "글 보기"))
    assert asked.args == ["sample:12"]
    click(button(evidence, "전문가 근거 2건 접기"))
    assert visible_words(evidence).strip() == "전문가 근거 2건 보기"


def test_three_are_enough(cards: CardList) -> None:
    cards.show_view(view(replace(BORNE_OUT, evidence=(CITED,) * 5)))
    assert block(cards, 0).text() == "전문가 근거 3건 보기"


def test_none_is_said_and_what_nobody_looked_up_says_nothing(cards: CardList) -> None:
    cards.show_view(view(*THREE))
    assert block(cards, 0).text() == "근거 없음"
    assert block(cards, 0).isVisible()
    assert not block(cards, 2).isVisible()


def test_nothing_moves_when_evidence_arrives(cards: CardList, qtbot: QtBot) -> None:
    looking = tuple(replace(one, searching=True) for one in views(BORNE_OUT, NOT))
    critique = view(stage=Stage.WRITING)
    cards.show_view(replace(critique, remarks=looking))
    assert block(cards, 0).text() == "전문가 근거를 찾는 중"
    qtbot.wait(1)
    second = cards.card(1)
    assert second is not None
    before = second.geometry()
    found = views(replace(BORNE_OUT, evidence=(CITED,)), replace(NOT, evidence=()))
    cards.show_view(replace(critique, remarks=found))
    qtbot.wait(1)
    assert block(cards, 0).text() == "전문가 근거 1건 보기"
    assert second.geometry() == before


def test_without_evidence_a_card_comes_last_when_a_critique_is_opened(cards: CardList) -> None:
    cards.show_view(view(*THREE))
    assert cards.shown() == [1, 2, 0]
    assert cards.reachable() == [1, 2, 0]
    cards.set_active(2)
    assert cards.next_reachable(1) == 0
    assert cards.next_reachable(-1) == 1


def test_whoever_watched_it_being_written_keeps_the_order_until_they_turn_away(cards: CardList) -> None:
    live = view(*THREE, stage=Stage.WRITING)
    cards.show_view(live)
    cards.show_view(replace(live, stage=Stage.DONE))
    assert cards.shown() == [0, 1, 2]
    cards.set_kind(Kind.IMPROVE)
    assert cards.shown() == [1, 2]
    cards.set_kind(Kind.ALL)
    assert cards.shown() == [1, 2, 0]
    assert [one.ordinal for one in tab_chain(cards) if isinstance(one, RemarkCard)] == [1, 2, 0]


def test_tab_goes_from_the_line_to_what_it_unfolded(cards: CardList) -> None:
    cards.show_view(view(*THREE))
    evidence = block(cards, 1)
    line = button(evidence, "전문가 근거 2건 보기")
    click(line)
    chain = tab_chain(cards)
    links = [one for one in chain[chain.index(line) + 1 :] if isinstance(one, QPushButton)][:3]
    assert [one.text() for one in links] == ["글 보기", "글 보기", "원문 링크"]


def tab_chain(cards: CardList) -> list[QWidget]:
    """What Tab stops at, in its order, shown or not."""
    chain: list[QWidget] = [cards]
    while (following := chain[-1].nextInFocusChain()) is not None and following is not cards:
        chain.append(following)
    return [one for one in chain if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


class Reader:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.controller = FakeController()
        self.panel = CritiquePanel(theme, self.controller)  # type: ignore[arg-type]  # stands in
        qtbot.addWidget(self.panel)
        self.panel.resize(404, 700)
        self.panel.show()
        self.panel.show_question("q1")

    def show(self, now: CritiqueView) -> str:
        self.controller.show(now)
        self.qtbot.waitUntil(lambda: not self.panel._stale, timeout=1000)
        return visible_words(self.panel)


EXPERT = replace(
    remark(FIRST, source=Source.EXPERT, reason="비슷한 대목에 달린 보기 첨삭: 누구나 쓰는 말입니다."), evidence=(CITED,)
)
WITHOUT = ModelLabel("전문가 근거 (모델 없음)", without=True)


def shown(qtbot: QtBot, theme: Theme, *remarks: Remark, stage: Stage = Stage.DONE, **changes: object) -> str:
    return Reader(qtbot, theme).show(view(*remarks, stage=stage, model=WITHOUT, **changes))


def test_a_critique_without_a_model_says_so(qtbot: QtBot, theme: Theme) -> None:
    words = shown(qtbot, theme, EXPERT)
    assert "전문가 근거 첨삭 · 모델 없이 · 참고용이며 합격을 보장하지 않습니다" in words
    assert "비슷한 대목에 달린 보기 첨삭" in words
    assert "전문가 근거 1건 보기" in words
    assert "끝 · 8.4초" in words
    assert "왜?" not in words
    assert "어댑터" not in words
    assert "토큰" not in words


@pytest.mark.parametrize(
    ("stage", "reading", "words"),
    [
        (Stage.OPENING, (0, 0), "전문가 첨삭을 찾는 중"),
        (Stage.READING, (37, 240), "색인 만드는 중 37/240"),
        (Stage.WRITING, (0, 0), "찾는 중"),
    ],
)
def test_while_it_comes_it_says_what_is_done(
    qtbot: QtBot, theme: Theme, stage: Stage, reading: tuple[int, int], words: str
) -> None:
    assert words in shown(qtbot, theme, stage=stage, reading=reading)


def test_when_nothing_is_like_it_there_is_a_next_step(qtbot: QtBot, theme: Theme) -> None:
    words = shown(qtbot, theme)
    assert "보여 드릴 지적이 없습니다." in words
    assert "닮은 글에 달린 전문가 첨삭도 없습니다." in words


def test_numbers_leave_out_what_rules_found(qtbot: QtBot, theme: Theme) -> None:
    tracker = RemarkTracker(ANSWER, ANSWER)
    tracker.take([remark(FIRST, source=Source.RULE), EXPERT, remark(SECOND, source=Source.RULE), NOT])
    assert [one.number for one in tracker.views() if one.remark.source is not Source.RULE] == [1, 2]
