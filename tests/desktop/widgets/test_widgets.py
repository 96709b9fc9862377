"""The shared widgets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.buttons import Chip, SegmentedControl
from desktop.widgets.flow import FlowLayout
from desktop.widgets.focus import FocusRing
from desktop.widgets.labels import ElidedLabel, Label
from desktop.widgets.progress import ProgressLine
from desktop.widgets.states import Banner, EmptyState, Toast
from desktop.widgets.wrap import JOINER, keep_words


def test_words_are_joined_and_the_text_stays_the_same() -> None:
    shown = keep_words("지원 동기를 쓰시오")
    assert shown.replace(JOINER, "") == "지원 동기를 쓰시오"
    assert JOINER not in keep_words("hello world")
    assert JOINER not in keep_words("가" * 60), "a run without spaces must stay breakable"
    assert f"{JOINER} " not in shown
    assert f" {JOINER}" not in shown


def test_a_wrapped_label_gives_its_text_back_as_given(qtbot: QtBot, theme: Theme) -> None:
    label = Label("자기소개서를 씁니다", wrap=True)
    qtbot.addWidget(label)
    assert label.plain() == "자기소개서를 씁니다"
    assert label.accessibleName() == "자기소개서를 씁니다"


def test_a_long_line_is_elided_and_told_in_full(qtbot: QtBot, theme: Theme) -> None:
    label = ElidedLabel("아주 긴 회사 이름과 직무와 시기가 모두 들어 있는 줄")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == label.plain()
    label.resize(900, 20)
    label.grab()
    assert label.toolTip() == ""


def test_segments_are_exclusive_and_only_the_user_is_heard(qtbot: QtBot, theme: Theme) -> None:
    segments = SegmentedControl([("all", "모두 7"), ("good", "좋은 점 2")])
    qtbot.addWidget(segments)
    segments.show()
    with qtbot.assertNotEmitted(segments.current_changed):
        segments.set_current("good")
    with qtbot.waitSignal(segments.current_changed) as changed:
        QTest.mouseClick(segments.button("all"), Qt.MouseButton.LeftButton)
    assert changed.args == ["all"]
    assert segments.current() == "all"


def test_chips_flow_to_the_next_line(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page)
    for number in range(6):
        flow.addWidget(Chip(f"칩 {number}"))
    page.resize(140, 200)
    page.show()
    rows = {chip.y() for chip in page.findChildren(Chip)}
    assert len(rows) > 1
    assert flow.heightForWidth(140) > flow.heightForWidth(900)


def test_a_toast_offers_its_action_and_goes_away(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    toast = Toast(theme, page)
    toast.show_message("삭제했습니다.", "되돌리기")
    assert toast.isVisible()
    with qtbot.waitSignal(toast.action):
        QTest.mouseClick(toast.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert not toast.isVisible()
    with qtbot.waitSignal(toast.closed, timeout=2000):
        toast.show_message("다시", milliseconds=30)


def test_states_say_one_thing_and_one_next_step(qtbot: QtBot, theme: Theme) -> None:
    state = EmptyState(theme, "search", "아직 없습니다", "만들어 보세요.", "만들기")
    qtbot.addWidget(state)
    state.show()
    button = state.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(state.action):
        button.click()
    state.set_content("history", "비었습니다")
    assert not button.isVisible()
    banner = Banner(theme)
    qtbot.addWidget(banner)
    assert not banner.isVisible()
    banner.show_message("디스크가 가득 찼습니다.", "다시", "violation")
    assert banner.isVisible()
    assert banner.text() == "디스크가 가득 찼습니다."


@pytest.mark.parametrize(("share", "filled"), [(0.0, 0.0), (0.5, 0.5), (1.4, 1.0)])
def test_a_bar_shows_its_share_and_turns_red_when_over(qtbot: QtBot, theme: Theme, share: float, filled: float) -> None:
    bar = ProgressLine(theme)
    qtbot.addWidget(bar)
    bar.resize(200, 6)
    bar.set_share(share)
    image = bar.grab().toImage()
    color = theme.color("violation" if share > 1 else "accent").rgb()
    painted = sum(image.pixel(x, 3) == color for x in range(200)) / 200
    assert painted == pytest.approx(filled, abs=0.04)


def test_the_ring_stands_around_what_the_keyboard_reached(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    FocusRing(theme, qapp)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, second = QPushButton("하나"), QPushButton("둘")
    column.addWidget(first)
    column.addWidget(second)
    page.resize(200, 120)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    plain = page.grab().toImage()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    ringed = page.grab().toImage()
    x, y = second.x() - 2, second.y() + second.height() // 2
    assert plain.pixelColor(x, y) != ringed.pixelColor(x, y)
    assert ringed.pixelColor(x, y) == theme.color("accent_pale")
