"""The counts below the answer."""

import pytest
from pytestqt.qtbot import QtBot

from core.counting import CHARS_NO_SPACE, TWO_BYTE, Limit
from desktop.editor.foot import Face, Foot
from desktop.theme import Theme


@pytest.fixture
def foot(qtbot: QtBot, theme: Theme) -> Foot:
    widget = Foot(theme)
    qtbot.addWidget(widget)
    widget.resize(720, 60)
    widget.show()
    return widget


def test_every_count_a_form_may_ask_for(foot: Foot) -> None:
    foot.show_counts("가나 다\n라", Limit(700))
    assert foot.facts() == {
        "count": "6 / 700자",
        "no_space": "공백 제외 4",
        "bytes": "11 Byte",
        "left": "남은 글자 694",
    }


def test_over_the_limit_says_by_how_much(foot: Foot) -> None:
    foot.show_counts("가" * 12, Limit(10))
    assert foot.facts()["count"] == "12 / 10자"
    assert foot.facts()["left"] == "넘친 글자 2"


def test_a_limit_in_bytes_is_counted_in_bytes_and_characters_stand_beside(foot: Foot) -> None:
    foot.show_counts("가나 a", Limit(1400, TWO_BYTE))
    assert foot.facts() == {
        "count": "6 / 1,400 Byte",
        "no_space": "공백 제외 3",
        "bytes": "4 자",
        "left": "남은 Byte 1,394",
    }


def test_spaces_excluded(foot: Foot) -> None:
    foot.show_counts("가 나 다", Limit(3, CHARS_NO_SPACE))
    assert foot.facts()["left"] == "남은 글자 0"


def test_without_a_limit_nothing_is_left_over(foot: Foot) -> None:
    foot.show_counts("가나", Limit())
    assert foot.facts()["count"] == "2 자"
    assert "left" not in foot.facts()


def test_a_narrow_window_keeps_the_counts_that_matter(foot: Foot) -> None:
    foot.show_counts("가나", Limit(700))
    foot.resize(450, 60)
    assert set(foot.facts()) == {"count", "bytes", "left"}
    assert foot.minimumSizeHint().width() <= 450


def test_the_button_says_what_it_does_and_sends_it(qtbot: QtBot, foot: Foot) -> None:
    for face, word in ((Face.START, "첨삭 받기"), (Face.AGAIN, "다시 첨삭"), (Face.STOP, "멈춤")):
        foot.set_face(face)
        assert foot.button.face() == word
        assert foot.button.accessibleName() == word
        with qtbot.waitSignal(foot.pressed) as pressed:
            foot.button.click()
        assert pressed.args == [face]
